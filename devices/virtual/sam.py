"""The security module and the antenna of the virtual ID reader: requests in, answers out.

Owns what a SAM remembers (card found, selected) and its status words. Speaks frames by its own
code, not by the driver's codec, so that a mistake there cannot answer itself. Knows no time.
"""

from dataclasses import dataclass

from devices.virtual.synthetic_card import SyntheticCard

_PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
_SAM_ID = bytes.fromhex("05000300AFDC320187D61200B168DE3A")
_ADDRESS_BYTES = 70
_LONGEST_REQUEST = 64
_MAX_BAUD_CODE = 4
_LEAST_RADIO_BYTES = 0x18

SUCCESS, FOUND, NO_ITEM = 0x90, 0x9F, 0x91
FIND_FAILED, SELECT_FAILED, READ_FAILED = 0x80, 0x81, 0x41
WRONG_CHECKSUM, WRONG_LENGTH, WRONG_COMMAND = 0x10, 0x11, 0x21


@dataclass(frozen=True, slots=True)
class Request:
    """CMD PARA and data of a whole request, or why it is none."""

    command: bytes
    data: bytes
    fault: int | None = None


def frame(status: int, data: bytes = b"") -> bytes:
    """An answer as it goes over the wire."""
    counted = (len(data) + 4).to_bytes(2, "big") + bytes([0, 0, status]) + data
    parity = 0
    for value in counted:
        parity ^= value
    return _PREAMBLE + counted + bytes([parity])


def take_requests(buffer: bytearray) -> list[Request]:
    """Remove whole requests from the front of ``buffer``; an unfinished one stays."""
    requests = []
    while (start := buffer.find(_PREAMBLE)) >= 0 and len(buffer) >= start + 7:
        length = int.from_bytes(buffer[start + 5 : start + 7], "big")
        end = start + 7 + length
        if not 3 <= length <= _LONGEST_REQUEST:
            requests.append(Request(b"", b"", WRONG_LENGTH))
            end = start + 7
        elif len(buffer) < end:
            break
        else:
            requests.append(_request(bytes(buffer[start + 5 : end])))
        del buffer[:end]
    return requests


def _request(counted: bytes) -> Request:
    parity = 0
    for value in counted:
        parity ^= value
    return Request(counted[2:4], counted[4:-1], WRONG_CHECKSUM if parity else None)


class Sam:
    """What is on the antenna and how far the host has come with it."""

    def __init__(self) -> None:
        self.card: SyntheticCard | None = None
        self.is_found = False
        self.is_selected = False
        #: 90, or the status that every command gets (60, 66, 23 and so on).
        self.condition = SUCCESS
        #: Firmware differs: whether find sees a card that was selected before.
        self.finds_selected_card = False
        #: Firmware differs: CMD PARA that this one does not know.
        self.unknown_commands: set[bytes] = set()

    def lay(self, card: SyntheticCard) -> None:
        """A card comes onto the antenna, unselected."""
        self.card = card
        self.is_found = self.is_selected = False

    def lift(self) -> None:
        """The antenna is empty."""
        self.card = None
        self.is_found = self.is_selected = False

    def answer(self, request: Request) -> bytes:
        """The frame that answers ``request``."""
        if request.fault is not None:
            return frame(request.fault)
        if self.condition != SUCCESS:
            return frame(self.condition)
        if request.command in self.unknown_commands:
            return frame(WRONG_COMMAND)
        match request.command:
            case b"\x20\x01":
                return self._find()
            case b"\x20\x02":
                return self._select()
            case b"\x30\x01" | b"\x30\x10" | b"\x30\x03" | b"\x30\x05":
                return self._read(request.command[1])
            case _:
                return self._module(request)

    def _module(self, request: Request) -> bytes:
        match request.command, tuple(request.data):
            case b"\x10\xff", ():
                self.is_found = self.is_selected = False
                return frame(SUCCESS)
            case b"\x11\xff", ():
                return frame(SUCCESS)
            case b"\x12\xff", ():
                return frame(SUCCESS, _SAM_ID)
            case b"\x61\xff", (count,) if count >= _LEAST_RADIO_BYTES:
                return frame(SUCCESS)
            case command, () if command[0] == 0x60 and command[1] <= _MAX_BAUD_CODE:
                return frame(SUCCESS)
            case _:
                return frame(WRONG_COMMAND)

    def _find(self) -> bytes:
        if self.card is None or (self.is_selected and not self.finds_selected_card):
            return frame(FIND_FAILED)
        self.is_found, self.is_selected = True, False
        return frame(FOUND, bytes(4))

    def _select(self) -> bytes:
        if not self.is_found:
            return frame(SELECT_FAILED)
        self.is_found, self.is_selected = False, True
        return frame(SUCCESS, bytes(8))

    def _read(self, item: int) -> bytes:
        card = self.card
        if card is None or card.is_damaged or not self.is_selected:
            return frame(READ_FAILED)
        match item:
            case 0x01:
                return frame(SUCCESS, card.payload)
            case 0x10:
                # No fingerprint on any synthetic card: a third length word of zero.
                return frame(SUCCESS, card.payload[:4] + bytes(2) + card.payload[4:])
            case 0x03:
                return _address(card.new_address)
            case _:
                return frame(SUCCESS, card.chip_number)


def _address(text: str) -> bytes:
    if not text:
        return frame(NO_ITEM)
    return frame(SUCCESS, text.ljust(_ADDRESS_BYTES // 2).encode("utf-16-le"))
