"""Frames of the SAM protocol: bytes to frames and back. Pure; knows no port, no time, no person.

A frame is ``AA AA AA 96 69``, a big-endian length, that many bytes, the last of which is the XOR of
everything since the length. Requests start with CMD PARA, answers with SW1 SW2 SW3.

The parser works in one block of memory that never grows: a growing bytearray leaves copies of card
data behind in freed memory. Frames are views into that block.
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
#: The first byte of a burst gets lost on some USB bridges, so four bytes of the preamble will do.
MARK = PREAMBLE[1:]
LENGTH_SIZE = 2
#: A vendor's wake and sleep frames carry CMD and CHK only; the largest answer is 4 KiB by GA 467.
MIN_LENGTH = 2
MAX_LENGTH = 4089
MAX_FRAME = len(PREAMBLE) + LENGTH_SIZE + MAX_LENGTH
STATUS_SIZE = 3


def checksum(data: Iterable[int]) -> int:
    """XOR of all bytes."""
    return reduce(xor, data, 0)


def encode_request(command: bytes, data: bytes = b"") -> bytes:
    """A request to the SAM; ``command`` is CMD PARA."""
    return _encode(command + data)


def encode_answer(status: int, data: bytes = b"") -> bytes:
    """An answer of the SAM; SW1 and SW2 are zero in every public frame."""
    return _encode(bytes([0, 0, status]) + data)


def _encode(body: bytes) -> bytes:
    covered = (len(body) + 1).to_bytes(LENGTH_SIZE, "big") + body
    return PREAMBLE + covered + bytes([checksum(covered)])


@dataclass(frozen=True, slots=True)
class Frame:
    """What a checked frame carries, without CHK. Valid until the parser is used again."""

    body: memoryview

    @property
    def wire_length(self) -> int:
        """Bytes that the frame took on the wire."""
        return len(PREAMBLE) + LENGTH_SIZE + len(self.body) + 1


@dataclass(frozen=True, slots=True)
class Damaged:
    """Something that began like a frame and was none: bad checksum or impossible length."""

    declared_length: int


class FrameParser:
    """Hunts frames in whatever arrives. Feed it by ``space`` and ``accept``, ask with ``next``."""

    def __init__(self) -> None:
        # Twice the largest frame: garbage before a frame never keeps the frame from fitting.
        self._memory = bytearray(2 * MAX_FRAME)
        self._view = memoryview(self._memory)
        self._start = 0
        self._end = 0

    def space(self) -> memoryview:
        """Where the next bytes may be written."""
        if self._start and self._end > MAX_FRAME:
            self._compact()
        return self._view[self._end :]

    def accept(self, count: int) -> None:
        """``count`` bytes were written into ``space``."""
        self._end += count

    def next(self) -> Frame | Damaged | None:
        """The next frame, the next ruin, or None while more bytes are needed."""
        if not self._find_mark():
            return None
        body_at = self._start + len(MARK) + LENGTH_SIZE
        if body_at > self._end:
            return None
        length = self._declared_length()
        if not MIN_LENGTH <= length <= MAX_LENGTH:
            self._start += len(MARK)
            return Damaged(length)
        frame_end = body_at + length
        if frame_end > self._end:
            return None
        if checksum(self._view[body_at - LENGTH_SIZE : frame_end]):
            # A true frame may begin inside the false one.
            self._start += len(MARK)
            return Damaged(length)
        self._start = frame_end
        return Frame(self._view[body_at : frame_end - 1])

    def abandon_head(self) -> Damaged | None:
        """Give up the frame begun, because the line fell silent; what follows it is looked at anew.

        None when no frame was begun.
        """
        if not self._find_mark():
            return None
        known = self._start + len(MARK) + LENGTH_SIZE <= self._end
        length = self._declared_length() if known else 0
        self._start += len(MARK)
        return Damaged(length)

    @property
    def has_begun(self) -> bool:
        """True while a frame is arriving."""
        return self._find_mark()

    def wipe(self) -> None:
        """Forget everything, also in memory."""
        self._view[:] = bytes(len(self._memory))
        self._start = self._end = 0

    def _declared_length(self) -> int:
        at = self._start + len(MARK)
        return self._memory[at] << 8 | self._memory[at + 1]

    def _find_mark(self) -> bool:
        found = self._memory.find(MARK, self._start, self._end)
        if found >= 0:
            self._start = found
            return True
        # The tail may be the beginning of a mark that is still arriving.
        self._start = max(self._start, self._end - len(MARK) + 1)
        return False

    def _compact(self) -> None:
        kept = self._end - self._start
        self._view[:kept] = self._view[self._start : self._end]
        self._view[kept : self._end] = bytes(self._end - kept)
        self._start, self._end = 0, kept


# --- Answers ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the SAM. ``data`` is a view; copy it into memory of your own, then wipe."""

    status: int
    data: memoryview
    wire_length: int


def as_answer(frame: Frame) -> Answer | None:
    """The frame read as an answer; None when it cannot be one (SW1 or SW2 set, too short)."""
    body = frame.body
    if len(body) < STATUS_SIZE or body[0] or body[1]:
        return None
    return Answer(body[2], body[STATUS_SIZE:], frame.wire_length)


# --- Commands ---------------------------------------------------------------------------------


def _has_blocks(data: memoryview) -> bool:
    """Text and photo behind their two length words, and nothing else."""
    head = 4
    if len(data) < head:
        return False
    text, photo = data[0] << 8 | data[1], data[2] << 8 | data[3]
    return text > 0 and head + text + photo == len(data)


def _has_length(length: int) -> Callable[[memoryview], bool]:
    return lambda data: len(data) == length


ADDRESS_SIZE = 70


@dataclass(frozen=True, slots=True)
class Command:
    """A request and how its good answer is recognised.

    Answers carry no number, so a doubled or late answer of the command before can only be told by
    its status and by the shape of its data.
    """

    name: str
    code: bytes
    good_status: int
    good_data: Callable[[memoryview], bool]

    @property
    def request(self) -> bytes:
        """The whole frame."""
        return encode_request(self.code)


RESET = Command("reset", b"\x10\xff", 0x90, _has_length(0))
STATUS = Command("status", b"\x11\xff", 0x90, _has_length(0))
READ_SAM_ID = Command("sam-id", b"\x12\xff", 0x90, _has_length(16))
FIND = Command("find", b"\x20\x01", 0x9F, _has_length(4))
SELECT = Command("select", b"\x20\x02", 0x90, _has_length(8))
READ = Command("read", b"\x30\x01", 0x90, _has_blocks)
READ_ADDRESS = Command(
    "address", b"\x30\x03", 0x90, lambda data: len(data) > 0 and len(data) % ADDRESS_SIZE == 0
)
READ_CHIP = Command("chip", b"\x30\x05", 0x90, _has_length(28))


def sam_id_text(raw: bytes) -> str:
    """The number of a SAM as it is printed on its housing: the 16 bytes of ``READ_SAM_ID``."""
    return "{:02}.{:02}-{:08}-{:010}-{:010}".format(*struct.unpack("<HHIII", raw))


_GOOD_STATUSES = frozenset({0x90, 0x9F})


def answers(command: Command, answer: Answer) -> bool:
    """True when ``answer`` can be the answer to ``command``, good or bad."""
    if answer.status in _GOOD_STATUSES:
        return answer.status == command.good_status and command.good_data(answer.data)
    return len(answer.data) == 0
