"""What travels between a serial scanner and its host: triggers, replies, frames. Pure.

Owns the trigger dialects, where one code ends and the next begins, and the AIM prefix. Must not
wait, open or believe anything. What was received lives in one fixed block of memory that is wiped
in place: a growing ``bytearray`` would leave old copies behind each time that it moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

#: A QR code of version 40 holds 2953 bytes; what is longer is not a code.
LONGEST_CODE_BYTES = 4096
UNKNOWN_SYMBOLOGY = "unknown"

TriggerName = Literal["honeywell", "newland", "newland-escape", "newland-soh", "none"]
#: Not "on" and "off": YAML takes those for true and false.
AimName = Literal["as-is", "lit", "dark"]
TerminatorName = Literal["cr", "lf", "crlf", "tab", "none"]

TERMINATORS: Mapping[TerminatorName, bytes] = {
    "cr": b"\r",
    "lf": b"\n",
    "crlf": b"\r\n",
    "tab": b"\t",
    "none": b"",
}

#: ISO/IEC 15424: the letter behind ``]`` in the prefix, which a modifier follows.
AIM_LETTERS: Mapping[int, str] = {
    ord("Q"): "qr",
    ord("C"): "code-128",
    ord("E"): "ean-upc",
    ord("d"): "data-matrix",
    ord("L"): "pdf417",
    ord("A"): "code-39",
}
_AIM_PREFIX_BYTES = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What encloses a make's answer; its last byte before ``end`` is the verdict.

    ``command_start``: what stands before the part of a command that its answer repeats, where it
    repeats enough to be told from another's.
    """

    start: bytes
    end: bytes
    command_start: bytes = b""

    def echo_of(self, command: bytes) -> bytes:
        """What the answer to a command repeats of it; empty where that says nothing."""
        if not self.command_start:
            return b""
        return command[len(self.command_start) : -len(self.end)]


@dataclass(frozen=True, slots=True)
class Trigger:
    """How a make of scanner is told to look and to stop looking, and to show where it looks."""

    on: bytes
    off: bytes
    #: The scanner answers each trigger, so it can be asked whether it lives.
    is_answered: bool = False
    #: Both lost at the next power-off: the driver sets them at every opening.
    aim_on: bytes = b""
    aim_off: bytes = b""
    reply: Reply | None = None


_NEWLAND_REPLY = Reply(b"\x02\x01", b";\x03", command_start=b"~\x01")
#: Honeywell echoes the menu command with its verdict before the mark that ends it.
_HONEYWELL_REPLY = Reply(b"SCNAIM", b"!")

TRIGGERS: Mapping[TriggerName, Trigger] = {
    "honeywell": Trigger(
        b"\x16\x54\x0d",
        b"\x16\x55\x0d",
        # Triggers are not answered, menu commands are. ``!`` is the mark for "not for ever".
        aim_on=b"\x16\x4d\x0dSCNAIM2!",
        aim_off=b"\x16\x4d\x0dSCNAIM0!",
        reply=_HONEYWELL_REPLY,
    ),
    "newland": Trigger(
        b"\x7e\x010000#SCNTRG1;\x03",
        b"\x7e\x010000#SCNTRG0;\x03",
        True,
        aim_on=b"\x7e\x010000#AMLENA1;\x03",
        aim_off=b"\x7e\x010000#AMLENA0;\x03",
        reply=_NEWLAND_REPLY,
    ),
    # Two short forms of the same maker, of which only "on" is known: they go dark by themselves.
    "newland-escape": Trigger(b"\x1b\x31", b""),
    "newland-soh": Trigger(b"\x01\x54\x04", b""),
    "none": Trigger(b"", b""),
}

_ACKNOWLEDGED = 0x06
_LINE_ENDS = b"\r\n"


@dataclass(frozen=True, slots=True)
class Framing:
    """Where a code ends. ``terminator`` empty: where the line falls silent."""

    terminator: bytes = b"\r"
    has_aim_prefix: bool = False
    longest_bytes: int = LONGEST_CODE_BYTES


@dataclass(frozen=True, slots=True)
class Frame:
    """One whole code, nothing around it."""

    payload: bytearray
    symbology: str


class Spoilt(Enum):
    """What arrived and cannot be used."""

    TOO_LONG = "too-long"
    UNTERMINATED = "unterminated"


class Answer(Enum):
    """What the scanner said to a command."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"


class Inbox:
    """Received bytes, in one block that never moves."""

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._block = bytearray(framing.longest_bytes + len(framing.terminator))
        self._used = 0
        self._is_skipping = False
        self._expected: Reply | None = None
        self._late_echo = b""

    def free_space(self) -> memoryview:
        """Where the next bytes go; release it before anything else is called."""
        return memoryview(self._block)[self._used :]

    @property
    def is_empty(self) -> bool:
        """True when no byte waits."""
        return self._used == 0 and not self._is_skipping

    def expect_answer(self, reply: Reply, late_echo: bytes = b"") -> None:
        """A command went out. One answer may precede the codes, and only one: a code can lie.

        Before it may come that to a command which nobody waited for: it repeats ``late_echo``.
        """
        self._expected, self._late_echo = reply, late_echo

    def arrived(self, count: int) -> None:
        """``count`` bytes were written into the free space."""
        self._used += count

    def wipe(self) -> None:
        """Forget everything, in place."""
        self._drop(self._used)
        self._is_skipping, self._expected = False, None

    def take_answer(self) -> Answer | None:
        """The answer at the head of the block, if it is there and whole."""
        reply = self._expected
        while reply is not None and self._block.startswith(reply.start):
            end = self._block.find(reply.end, 0, self._used)
            if end < 0:
                return None
            status = self._block[end - 1]
            is_late = self._late_echo and self._late_echo == self._block[len(reply.start) : end - 1]
            self._drop(end + len(reply.end))
            if not is_late:
                self._expected = None
                return Answer.ACKNOWLEDGED if status == _ACKNOWLEDGED else Answer.REFUSED
        return None

    def take(self) -> Frame | Spoilt | None:
        """The next code that is whole by its terminator."""
        terminator = self._framing.terminator
        while terminator and not self._is_skipping:
            end = self._block.find(terminator, 0, self._used)
            if end < 0:
                break
            frame = self._frame(end)
            self._drop(end + len(terminator))
            if frame is not None:
                return frame
        if self._used < len(self._block):
            return None
        self._drop(self._used)
        is_news, self._is_skipping = not self._is_skipping, True
        return Spoilt.TOO_LONG if is_news else None

    def take_at_silence(self) -> Frame | Spoilt | None:
        """The line has fallen silent: whatever is here is all that will come."""
        was_skipping, self._is_skipping = self._is_skipping, False
        used = self._used
        if was_skipping or used == 0:
            self._drop(used)
            return None
        if self._framing.terminator:
            has_content = any(self._block[place] not in _LINE_ENDS for place in range(used))
            self._drop(used)
            return Spoilt.UNTERMINATED if has_content else None
        frame = self._frame(used)
        self._drop(used)
        return frame

    def _frame(self, end: int) -> Frame | None:
        """What lies before ``end``, without line ends around it and without its AIM prefix."""
        start = 0
        while start < end and self._block[start] in _LINE_ENDS:
            start += 1
        while end > start and self._block[end - 1] in _LINE_ENDS:
            end -= 1
        symbology = UNKNOWN_SYMBOLOGY
        if self._framing.has_aim_prefix and end - start >= _AIM_PREFIX_BYTES:
            letter = self._block[start + 1]
            if self._block[start] == ord("]") and letter in AIM_LETTERS:
                symbology = AIM_LETTERS[letter]
                start += _AIM_PREFIX_BYTES
        if start == end:
            return None
        with memoryview(self._block) as view, view[start:end] as content:
            return Frame(bytearray(content), symbology)

    def _drop(self, count: int) -> None:
        """Move the rest to the front and wipe where it was."""
        rest = self._used - count
        with memoryview(self._block) as view:
            view[:rest] = view[count : self._used]
            view[rest : self._used] = bytes(self._used - rest)
        self._used = rest


def decode_text(raw: bytes | bytearray) -> str | None:
    """The text of a code, whose encoding is its maker's own: strict UTF-8, then GB 18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
