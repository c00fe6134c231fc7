"""One scanimage as a disposable child, and a line of pipes for its pages.

Owns its command, and a folder of its own that holds only configuration and pipes: a page never
touches a disk. Must not know what a page is worth. Seen in SANE's own backends: a hang after an I/O
error, a busy loop for ever after a broken connection, a file of 0 bytes after a signal. So the
process is killable, and nothing it leaves is believed.
"""

import contextlib
import fcntl
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from devices.limited_child import LimitedChild, Limits
from kiosk.clock import Clock

PROGRAM = "scanimage"
_PREFIX, _DRAFT_PREFIX = "openhall-scan-", ".openhall-scan-"
#: A4 in colour at 600 dpi, once compressed and twice raw, and the backend's own needs.
_LIMITS = Limits(memory_mib=1024, niceness=5)
#: A page of 26 MB through 64 KiB at a time costs a fifth more than through 1 MiB.
_PIPE_BYTES = 1024 * 1024
_MOST_SAID_BYTES = 256 * 1024
#: Between two looks at the clock and at a citizen's change of mind.
LOOK_SECONDS = 0.1


class ScanChild:
    """A running scanimage. Used by one thread; ``close`` is safe to call twice."""

    def __init__(self, arguments: Sequence[str], config: Mapping[str, str]) -> None:
        """Start ``scanimage ARGUMENTS``; ``config`` maps names of SANE's files to their text.

        ``{folder}`` in an argument is the child's own folder.
        """
        self._hold: int | None
        self.folder, self._hold = _held_folder()
        self._pages = 0
        self._said = b""
        try:
            for name, text in config.items():
                (self.folder / name).write_text(text, "utf-8")
            self._lay_pipe(1)
            self._child = self._spawn(arguments)
        except BaseException:
            self._drop_folder()
            raise
        self._stdout = self._child.stdout.fileno()

    @property
    def pid(self) -> int:
        """The process id, which is also its group's."""
        return self._child.pid

    @property
    def ended(self) -> int:
        """A descriptor that is readable once the process has ended; it is not yet reaped."""
        return self._child.ended

    def has_ended(self, within_seconds: float = 0.0) -> bool:
        """Whether the process has ended, waiting so long for it."""
        return self._child.has_ended(within_seconds)

    def open_next_page(self) -> int:
        """The reading end of the next page's pipe. The child waits until it is opened.

        The pipe of the page after it is laid first: a child that found none would write a file.
        """
        self._pages += 1
        self._lay_pipe(self._pages + 1)
        end = os.open(self._pipe(self._pages), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with contextlib.suppress(OSError):  # more than this user may have: then the usual 64 KiB
            fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        return end

    def has_confirmed(self, page: int) -> bool:
        """Whether the program has said that this page is whole, as far as it was listened to."""
        return f"{self.folder}/{page}".encode() in self._said.splitlines()

    @property
    def said(self) -> str:
        """What it has written on both its outputs, as far as it was listened to."""
        return self._said.decode("utf-8", "replace")

    @property
    def hears(self) -> int:
        """The descriptor of its standard output, to select on."""
        return self._stdout

    def interrupt(self) -> None:
        """Ask it to stop as a person would: the scanner is told, the head goes home."""
        self._child.signal(signal.SIGINT)

    def close(self) -> int:
        """End the whole group now, wipe the folder away; its exit code, negative for a signal."""
        try:
            return self._child.close()
        finally:
            self._drop_folder()

    def _drop_folder(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._hold is not None:
            os.close(self._hold)
            self._hold = None

    def _spawn(self, arguments: Sequence[str]) -> LimitedChild:
        told = [argument.replace("{folder}", str(self.folder)) for argument in arguments]
        return LimitedChild(
            [PROGRAM, *told],
            # No trailing colon: SANE's own folder stays unread, and with it every backend that
            # nobody asked for.
            {"LC_ALL": "C", "SANE_CONFIG_DIR": str(self.folder)},
            _LIMITS,
            stderr=subprocess.STDOUT,
            folder=self.folder,
        )

    def _pipe(self, page: int) -> Path:
        # scanimage writes a page to "N.part" and renames it to "N" when the page is whole.
        return self.folder / f"{page}.part"

    def _lay_pipe(self, page: int) -> None:
        os.mkfifo(self._pipe(page), 0o600)

    def listen(self) -> bool:
        """Take in what it says; false when no more will come. Never blocks."""
        with contextlib.suppress(BlockingIOError):
            while len(self._said) < _MOST_SAID_BYTES:
                piece = os.read(self._stdout, 65536)
                if not piece:
                    return False
                self._said += piece
            return False
        return True


def _held_folder() -> tuple[Path, int]:
    """A new folder, and the descriptor that holds it against ``sweep_abandoned_folders``."""
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT_PREFIX))
    hold = os.open(draft, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return draft.rename(draft.with_name(_PREFIX + draft.name.removeprefix(_DRAFT_PREFIX))), hold


def sweep_abandoned_folders() -> int:
    """Take away the folders that no living process holds; returns how many.

    By their locks and not by process numbers, which mean nothing across containers.
    """
    swept = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, held, or just gone
            hold = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
                swept += 1
            finally:
                os.close(hold)
    return swept


def ask_program(
    arguments: Sequence[str], config: Mapping[str, str], clock: Clock, limit_seconds: float
) -> tuple[int | None, str]:
    """Run scanimage briefly: its exit code and what it said; None when it took too long."""
    child = ScanChild(arguments, config)
    try:
        deadline = clock.monotonic() + limit_seconds
        awaited = [child.ended, child.hears]
        while clock.monotonic() < deadline:
            ready = select.select(awaited, [], [], LOOK_SECONDS)[0]
            if child.hears in ready and not child.listen():
                awaited.remove(child.hears)
            if child.ended in ready:
                child.listen()
                return child.close(), child.said
        return None, ""
    finally:
        child.close()
