"""One run of a small program in a child process: fed, listened to, ended at its deadline.

Owns its pipes and the wait for it. Must not know what is said or played. What strangers type never
comes here, but a sound card that hangs does: so the child can always be killed.
"""

import contextlib
import os
import select
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devices.limited_child import LimitedChild, Limits
from kiosk.clock import Clock

#: A voice and a minute of sound. A virtual sound card is a file that grows.
_LIMITS = Limits(memory_mib=512, may_grow_files=True)
#: Between two looks at the clock and at a change of mind.
_LOOK_SECONDS = 0.1
_PIECE_BYTES = 65536


@dataclass(frozen=True, slots=True)
class Ended:
    """It ended by itself. ``code`` is negative for a signal; ``said`` is its standard error."""

    code: int
    output: bytes
    said: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """It was ended: cancelled, or (``is_late``) not done in time."""

    is_late: bool


def is_installed(name: str) -> bool:
    """Whether the program is there."""
    return shutil.which(name) is not None


def run_program(
    arguments: Sequence[str],
    surroundings: Mapping[str, str],
    food: bytes,
    clock: Clock,
    cancelled: threading.Event,
    *,
    limit_seconds: float,
    most_bytes: int = 0,
) -> Ended | Stopped:
    """Give ``food`` to its standard input and keep ``most_bytes`` of what it writes."""
    environment = {"LC_ALL": "C.UTF-8", **surroundings}
    child = LimitedChild(arguments, environment, _LIMITS, stdin=subprocess.PIPE)
    try:
        pipes = _Pipes(child, food, most_bytes)
        deadline = clock.monotonic() + limit_seconds
        while True:
            if pipes.turn(child.ended):
                return Ended(child.close(), bytes(pipes.output), pipes.said)
            if cancelled.is_set():
                return Stopped(is_late=False)
            if clock.monotonic() >= deadline:
                return Stopped(is_late=True)
    finally:
        child.close()


class _Pipes:
    """The three pipes of a child, none of which may hold anybody up."""

    def __init__(self, child: LimitedChild, food: bytes, most_bytes: int) -> None:
        self._stdin, self._food, self._most_bytes = child.stdin, memoryview(food), most_bytes
        self._out, self._err = child.stdout.fileno(), child.stderr.fileno()
        self.output, self._said = bytearray(), bytearray()

    @property
    def said(self) -> str:
        return self._said.decode("utf-8", "replace")

    def turn(self, ended: int) -> bool:
        """Move what can be moved; true once the child has ended and is emptied."""
        writes = [] if self._stdin.closed else [self._stdin.fileno()]
        awaited = [ended, self._out, self._err]
        readable, writable, _ = select.select(awaited, writes, [], _LOOK_SECONDS)
        if writable:
            self._feed()
        self._listen()
        return ended in readable

    def _feed(self) -> None:
        try:
            written = os.write(self._stdin.fileno(), self._food[:_PIECE_BYTES])
            self._food = self._food[written:]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._food = self._food[:0]
        if not self._food:
            with contextlib.suppress(BrokenPipeError):
                self._stdin.close()

    def _listen(self) -> None:
        for number, kept, most in (
            (self._out, self.output, self._most_bytes),
            (self._err, self._said, _PIECE_BYTES),
        ):
            with contextlib.suppress(BlockingIOError):
                while piece := os.read(number, _PIECE_BYTES):
                    kept += piece[: max(0, most - len(kept))]
