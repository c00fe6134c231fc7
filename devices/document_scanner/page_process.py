"""The disposable process that looks at what strangers lay under the camera.

``python -m devices.document_scanner.page_process`` is the child: memory limit, no core file, no
file may grow, no network where the kernel allows to cut it. ``PageProcess`` is the parent's handle.
The child reads frames from a ring that it joins by address, writes an RGB preview for the screen
into a second one, and speaks over one inherited socket. It ends when the socket does; what it saw
ends with it. Must not import Kivy, and must start quickly: pikepdf is the slowest import left.
"""

import argparse
import ctypes
import os
import resource
import select
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import (
    DropPage,
    Finish,
    PageCommand,
    PageEvent,
    PageProcessDied,
    PageProcessStarted,
    Retake,
    Stop,
    TakeNow,
    TakeScan,
    Watch,
    encode,
    take_message,
)
from kiosk.errors import ProtocolViolationError
from kiosk.lockdown import die_with_parent, keep_last_words_plain, refuse_inspection

PREVIEW_PX = (960, 540)
_MEMORY_LIMIT_BYTES = 1536 * 1024 * 1024
_RECEIVE_BYTES = 256 * 1024
#: The screen goes first: judging a page may take a frame more, an answer to a finger may not.
_NICENESS = 5
_IDLE_SECONDS = 0.5
_FRAME_POLL_SECONDS = 0.02
_END_SECONDS = 5.0
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


class PageProcess:
    """One child, from spawn to kill. Used by one thread, which selects on ``fileno()``."""

    def __init__(
        self, child: subprocess.Popen[bytes], channel: socket.socket, preview: FrameRing
    ) -> None:
        self._child = child
        self._channel = channel
        self._buffer = bytearray()
        self._ended = False
        #: RGB frames, at most 960 px wide, for the screen; read with ``read_newest``.
        self.preview = preview

    @classmethod
    def spawn(cls, frames: FrameRing, preview_px: tuple[int, int] = PREVIEW_PX) -> "PageProcess":
        """Start a child that looks at ``frames``."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        preview = FrameRing.create(*preview_px, slots=3)
        handed = {theirs.fileno(), preview.fileno()}
        if frames.address.startswith("fd:"):
            handed.add(frames.fileno())
        command = [
            sys.executable, "-m", "devices.document_scanner.page_process",
            "--channel", str(theirs.fileno()), "--frames", frames.address,
            "--preview", preview.address,
        ]  # fmt: skip
        child = subprocess.Popen(
            command, pass_fds=tuple(handed), stdin=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2], env=_CHILD_ENVIRONMENT,
        )  # fmt: skip
        theirs.close()
        ours.setblocking(False)
        return cls(child, ours, preview)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def fileno(self) -> int:
        """To select on."""
        return self._channel.fileno()

    def send(self, command: PageCommand) -> None:
        """Ask for something. A child that does not even read any more is killed."""
        try:
            self._channel.sendall(encode(command))
        except BlockingIOError:
            self._child.kill()
        except (BrokenPipeError, ConnectionResetError):
            pass  # receive() tells that it died

    def receive(self) -> tuple[PageEvent, ...]:
        """All events that have come whole. Never blocks. The last one ever is its death."""
        if self._ended:
            return ()
        ended = not self._read_all()
        events: list[PageEvent] = []
        try:
            while (message := take_message(self._buffer)) is not None:
                events.append(_as_event(message))
        except ProtocolViolationError:
            self._child.kill()
            ended = True
        if ended:
            self._ended = True
            events.append(PageProcessDied(self._reap()))
        return tuple(events)

    def kill(self) -> None:
        """End the child now and wipe the preview. Safe to call twice."""
        self._child.kill()
        self._child.wait()
        self._channel.close()
        self.preview.close()
        self._buffer.clear()

    def _read_all(self) -> bool:
        """Read what is there; false at the end of the stream."""
        while True:
            try:
                piece = self._channel.recv(_RECEIVE_BYTES)
            except BlockingIOError:
                return True
            except ConnectionResetError:
                return False
            if not piece:
                return False
            self._buffer += piece

    def _reap(self) -> int | None:
        try:
            return self._child.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            return self._child.wait()


#: No path of the citizen's session, no proxy, no locale. Threads of BLAS would only eat memory.
_CHILD_ENVIRONMENT = {
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_LOG_LEVEL": "ERROR",
    "LC_ALL": "C.UTF-8",
}


def _as_event(message: object) -> PageEvent:
    if isinstance(message, PageEvent) and not isinstance(message, PageProcessDied):
        return message
    raise ProtocolViolationError("a page process sends events only")


class _Child:
    """The loop of the child: commands first, then the newest frame."""

    def __init__(self, channel: socket.socket, frames: FrameRing, preview: FrameRing) -> None:
        from devices.document_scanner.page_eye import PageEye

        self._channel = channel
        self._buffer = bytearray()
        self._eye = PageEye(frames, preview)

    def run(self) -> None:
        """Until Stop, or until the parent is gone."""
        while True:
            wait_seconds = _FRAME_POLL_SECONDS if self._eye.watching else _IDLE_SECONDS
            ready, _, _ = select.select([self._channel], [], [], wait_seconds)
            if ready and not self._read():
                return
            while (message := take_message(self._buffer)) is not None:
                if isinstance(message, Stop):
                    return
                self._obey(message)
            self._say(self._eye.look())

    def _obey(self, message: object) -> None:
        match message:
            case Watch(automatic=automatic, empty_tray_jpeg=jpeg):
                self._eye.watch(automatic, jpeg)
            case TakeNow():
                self._say(self._eye.take_now())
            case TakeScan(ring_name=ring_name, sequence=sequence):
                self._say(self._eye.take_scan(ring_name, sequence))
            case Retake(index=index):
                self._say(self._eye.work.retake(index))
            case DropPage(index=index):
                self._say(self._eye.work.drop(index))
            case Finish(form=form):
                self._say(self._eye.work.finish(form))
            case _:
                raise ProtocolViolationError("not a command")

    def _say(self, events: Iterable[PageEvent]) -> None:
        for event in events:
            self._channel.sendall(encode(event))

    def _read(self) -> bool:
        piece = self._channel.recv(_RECEIVE_BYTES)
        self._buffer += piece
        return bool(piece)


def _cut_network() -> bool:
    """Move into an empty network namespace; false where the kernel refuses it to this user."""
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT_BYTES, _MEMORY_LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def main() -> None:
    """The child."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channel", type=int, required=True)
    parser.add_argument("--frames", required=True)
    parser.add_argument("--preview", required=True)
    arguments = parser.parse_args()
    refuse_inspection()
    die_with_parent()
    keep_last_words_plain()
    os.nice(_NICENESS)
    network_cut = _cut_network()
    _limit()
    channel = socket.socket(fileno=arguments.channel)
    frames = FrameRing.attach(arguments.frames)
    preview = FrameRing.attach(arguments.preview)
    child = _Child(channel, frames, preview)
    try:
        channel.sendall(encode(PageProcessStarted(network_cut)))
        child.run()
    except (BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone: nobody to work for


if __name__ == "__main__":
    main()
