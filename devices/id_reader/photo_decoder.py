"""Hands the photo of a card to a site's decoder and takes back a picture, or why there is none.

The format (WLT) is closed and its decoders belong to vendors, so there is none in the house: a site
names a command that reads the block (1024 bytes) on standard input and writes the picture to
standard output. It runs in a process of its own (``photo_process.py``) with a deadline, and its
whole process group is killed afterwards. Whatever comes of it is a value: text must succeed without
a photo. Belongs to the citizen's visit; photo and picture never touch a file.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from config.terminal import PhotoDecoder
from devices.id_reader.photo_picture import MOST_PICTURE_BYTES, Picture, parse_picture
from devices.id_reader.photo_process import CANNOT_START
from kiosk.clock import Clock

PHOTO_HEAD = b"WLf"
#: No path of the citizen's session, no proxy, no locale.
_ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
_MEBIBYTE = 1024 * 1024


class NoPictureReason(StrEnum):
    """Why there is no picture; the words are ``device.id-reader.photo.<value>``."""

    #: The site has named no decoder.
    NO_DECODER = "no-decoder"
    #: The card brought no photo, or nothing that begins like one.
    NO_PHOTO = "no-photo"
    #: The command is not there or may not be run.
    CANNOT_START = "cannot-start"
    TIMED_OUT = "timed-out"
    #: Ended by a signal: its own mistake, or the memory limit.
    CRASHED = "crashed"
    #: Ended by itself and says that it could not.
    REFUSED = "refused"
    #: Wrote something that is no picture of 102 x 126.
    NO_PICTURE = "no-picture"
    #: Wrote more than any picture has.
    TOO_MUCH = "too-much"


@dataclass(frozen=True, slots=True)
class NotDecoded:
    """No picture came of it."""

    reason: NoPictureReason


PhotoOutcome = Picture | NotDecoded


def decode_photo(
    photo: bytes | bytearray | memoryview, decoder: PhotoDecoder | None, clock: Clock
) -> PhotoOutcome:
    """Decode one photo block. Takes at most the decoder's deadline; wiping is the caller's."""
    if decoder is None:
        return NotDecoded(NoPictureReason.NO_DECODER)
    if bytes(photo[: len(PHOTO_HEAD)]) != PHOTO_HEAD:
        return NotDecoded(NoPictureReason.NO_PHOTO)
    deadline = clock.monotonic() + decoder.deadline_seconds
    written = bytearray(MOST_PICTURE_BYTES + 1)
    try:
        with _started(decoder) as child, memoryview(written) as room:
            try:
                ended = _converse(child, photo, room, deadline, clock)
            finally:
                _end(child)
        if isinstance(ended, NoPictureReason):
            return NotDecoded(ended)
        if child.returncode:
            return NotDecoded(_why(child.returncode))
        with memoryview(written) as picture:
            parsed = parse_picture(picture[:ended], decoder.form)
        return parsed or NotDecoded(NoPictureReason.NO_PICTURE)
    finally:
        written[:] = bytes(len(written))


def _started(decoder: PhotoDecoder) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable, "-m", "devices.id_reader.photo_process",
        "--memory-bytes", str(decoder.memory_mib * _MEBIBYTE),
        "--cpu-seconds", str(int(decoder.deadline_seconds) + 1),
        "--", *decoder.command,
    ]  # fmt: skip
    return subprocess.Popen(
        command,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A decoder's complaints may quote what it was given.
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
        env=_ENVIRONMENT,
    )


def _converse(
    child: "subprocess.Popen[bytes]",
    photo: bytes | bytearray | memoryview,
    room: memoryview,
    deadline: float,
    clock: Clock,
) -> int | NoPictureReason:
    """How many bytes it wrote before it ended by itself, or why it was not waited for any more."""
    assert child.stdin is not None  # noqa: S101
    assert child.stdout is not None  # noqa: S101
    with contextlib.suppress(BrokenPipeError):
        # A pipe takes more than a photo at once, so that this waits for nobody.
        child.stdin.write(photo)
    child.stdin.close()
    written, source = 0, child.stdout.fileno()
    while _is_ready(source, deadline, clock):
        count = os.readv(source, [room[written:]])
        written += count
        if written == len(room):
            return NoPictureReason.TOO_MUCH
        if not count:
            return written if _has_ended(child, deadline, clock) else NoPictureReason.TIMED_OUT
    return NoPictureReason.TIMED_OUT


def _is_ready(descriptor: int, deadline: float, clock: Clock) -> bool:
    remaining = deadline - clock.monotonic()
    if remaining <= 0.0:
        return False
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(remaining * 1000.0))


def _has_ended(child: "subprocess.Popen[bytes]", deadline: float, clock: Clock) -> bool:
    """Waits without reaping: as long as its number is taken, its group can be killed safely."""
    handle = os.pidfd_open(child.pid)
    try:
        return _is_ready(handle, deadline, clock)
    finally:
        os.close(handle)


def _end(child: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _why(code: int) -> NoPictureReason:
    if code == CANNOT_START:
        return NoPictureReason.CANNOT_START
    return NoPictureReason.CRASHED if code < 0 else NoPictureReason.REFUSED
