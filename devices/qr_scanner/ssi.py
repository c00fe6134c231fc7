"""Zebra's Simple Serial Interface: packets with length, sum and acknowledgement. Pure.

Owns the bytes of a packet and where one ends. Must not wait, open or decide what is sent again.
Received bytes lie in one fixed block that is wiped in place, as in ``protocol.Inbox``.
Source: the makers' integration guides (SE923, SE955, DS457), chapter "Simple Serial Interface".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum

from devices.qr_scanner.parts import Part
from devices.qr_scanner.protocol import UNKNOWN_SYMBOLOGY

SOURCE_DECODER, SOURCE_HOST = 0x00, 0x04
STATUS_RETRANSMIT = 0x01
#: More packets of the same code follow (imagers; a code longer than one packet).
STATUS_CONTINUES = 0x02

#: A null byte wakes a decoder that has gone to sleep; it is no message and has no answer.
WAKEUP = b"\x00"

_HEAD_BYTES = 4
_SUM_BYTES = 2
LONGEST_PACKET_BYTES = 0xFF + _SUM_BYTES


class Opcode(IntEnum):
    """The messages that are used here."""

    AIM_OFF = 0xC4
    AIM_ON = 0xC5
    ACK = 0xD0
    NAK = 0xD1
    FLUSH_QUEUE = 0xD2
    START_DECODE = 0xE4
    STOP_DECODE = 0xE5
    BEEP = 0xE6
    SCAN_ENABLE = 0xE9
    DECODE_DATA = 0xF3


class NakCause(IntEnum):
    """Why a message was not taken."""

    RESEND = 1
    BAD_CONTEXT = 2
    DENIED = 6


#: First data byte of DECODE_DATA; what is not here is read all the same.
CODE_TYPES: Mapping[int, str] = {
    0x01: "code-39",
    0x03: "code-128",
    0x08: "ean-upc",
    0x09: "ean-upc",
    0x0A: "ean-upc",
    0x0B: "ean-upc",
    0x0F: "code-128",
    0x11: "pdf417",
    0x1B: "data-matrix",
    0x1C: "qr",
}


@dataclass(frozen=True, slots=True)
class Packet:
    """One message of the scanner, its sum already checked."""

    opcode: int
    status: int
    data: bytearray

    @property
    def is_retransmit(self) -> bool:
        """Sent before, and not acknowledged then."""
        return bool(self.status & STATUS_RETRANSMIT)

    def wipe(self) -> None:
        """Forget the data, in place."""
        self.data[:] = bytes(len(self.data))

    def part(self) -> Part | None:
        """What DECODE_DATA holds: one byte for the kind of code, then the code. Wipes the data."""
        if self.opcode != Opcode.DECODE_DATA or not self.data:
            return None
        with memoryview(self.data) as view, view[1:] as content:
            code = bytearray(content)
        symbology = CODE_TYPES.get(self.data[0], UNKNOWN_SYMBOLOGY)
        self.wipe()
        return Part(symbology, code, bool(self.status & STATUS_CONTINUES))


class Broken(Enum):
    """Bytes that are no packet; the scanner is asked to send again."""

    SUM = "sum"
    CUT = "cut"


def encode(opcode: Opcode, data: bytes = b"", *, is_retransmit: bool = False) -> bytes:
    """A message of the host."""
    status = STATUS_RETRANSMIT if is_retransmit else 0
    message = bytes([_HEAD_BYTES + len(data), opcode, SOURCE_HOST, status]) + data
    return message + checksum(message).to_bytes(_SUM_BYTES, "big")


def checksum(message: bytes | bytearray | memoryview) -> int:
    """Two's complement of the sum of all bytes, 16 bits."""
    return -sum(message) & 0xFFFF


class PacketInbox:
    """Received bytes, in one block that never moves.

    There is no mark where a packet begins: after a bad one everything is dropped until the line
    falls silent, which it does, because the scanner waits for its answer.
    """

    def __init__(self) -> None:
        self._block = bytearray(2 * LONGEST_PACKET_BYTES)
        self._used = 0
        self._is_skipping = False

    @property
    def is_empty(self) -> bool:
        """True when no byte waits."""
        return self._used == 0 and not self._is_skipping

    def free_space(self) -> memoryview:
        """Where the next bytes go; release it before anything else is called."""
        if self._is_skipping:
            # What is being skipped is never looked at.
            self._drop(self._used)
        return memoryview(self._block)[self._used :]

    def arrived(self, count: int) -> None:
        """``count`` bytes were written into the free space."""
        self._used += count

    def wipe(self) -> None:
        """Forget everything, in place."""
        self._drop(self._used)
        self._is_skipping = False

    def take(self) -> Packet | Broken | None:
        """The next whole packet."""
        if self._is_skipping:
            return None
        idle = 0
        while idle < self._used and self._block[idle] < _HEAD_BYTES:
            # A NUL wakes a sleeping partner; nothing so short is a length.
            idle += 1
        self._drop(idle)
        if self._used == 0:
            return None
        end = self._block[0]
        if self._used < end + _SUM_BYTES:
            return None
        with memoryview(self._block) as block, block[:end] as message:
            is_good = (
                checksum(message) == int.from_bytes(block[end : end + _SUM_BYTES], "big")
                and message[2] == SOURCE_DECODER
            )
            found = Packet(message[1], message[3], bytearray(message[_HEAD_BYTES:]))
        if not is_good:
            found.wipe()
            self._drop(self._used)
            self._is_skipping = True
            return Broken.SUM
        self._drop(end + _SUM_BYTES)
        return found

    def take_at_silence(self) -> Broken | None:
        """The line has fallen silent: what is not whole now never will be."""
        was_skipping, self._is_skipping = self._is_skipping, False
        had_some = self._used > 0
        self._drop(self._used)
        # The bad packet was told already; now it can be asked for again.
        return Broken.CUT if had_some and not was_skipping else None

    def _drop(self, count: int) -> None:
        """Move the rest to the front and wipe where it was."""
        rest = self._used - count
        with memoryview(self._block) as view:
            view[:rest] = view[count : self._used]
            view[rest : self._used] = bytes(self._used - rest)
        self._used = rest
