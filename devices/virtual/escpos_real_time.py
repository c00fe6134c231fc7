"""Real-time commands, seen by the printer in the raw stream before anything else reads it.

They are obeyed at once, even in the middle of picture data, and stay part of that data (Epson's
note on DLE EOT). Must not answer: the printer knows its condition, this does not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatusAsked:
    """DLE EOT n."""

    number: int


@dataclass(frozen=True, slots=True)
class BufferCleared:
    """DLE DC4 8, or DLE ENQ 2 which also recovers from an error."""

    recovers: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """Bytes on their way into the print buffer."""

    data: bytes


_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_RECOVER = b"\x10\x05\x02"
_COMMANDS = re.compile(rb"\x10\x04[\x01-\x04]|" + re.escape(_RECOVER) + b"|" + re.escape(_CLEAR))
_WHOLE = [b"\x10\x04\x01", _RECOVER, _CLEAR]


class RealTimeEar:
    """Listens to the stream in whatever pieces it comes."""

    def __init__(self) -> None:
        self._held = b""

    def hear(self, data: bytes) -> Iterator[StatusAsked | BufferCleared | Passed]:
        """What the bytes mean, in order."""
        stream, self._held = self._held + data, b""
        start = 0
        for match in _COMMANDS.finditer(stream):
            command = match.group()
            if match.start() > start:
                yield Passed(stream[start : match.start()])
            if command[1] == 0x04:
                yield StatusAsked(command[2])
                yield Passed(command)
            else:
                yield BufferCleared(recovers=command == _RECOVER)
            start = match.end()
        rest = stream[start:]
        kept = _unfinished(rest)
        self._held = rest[len(rest) - kept :]
        if len(rest) > kept:
            yield Passed(rest[: len(rest) - kept])


def _unfinished(rest: bytes) -> int:
    """How many bytes at the end may be the beginning of a command."""
    for length in range(min(len(rest), len(_CLEAR) - 1), 0, -1):
        if any(whole.startswith(rest[-length:]) for whole in _WHOLE):
            return length
    return 0
