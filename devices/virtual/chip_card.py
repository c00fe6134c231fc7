"""A social-security card of somebody who never lived: its files, and what it answers to an APDU.

Owns the card's memory and its manners, which differ between provinces. It knows the commands from
the reference, not from the driver: it shares nothing with it. Births are of 1900 to 1904.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

_NAME = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
_OK, _NOT_FOUND, _NO_RECORD = b"\x90\x00", b"\x6a\x82", b"\x6a\x83"
_WRONG_P1P2, _NO_SUCH_COMMAND, _LOCKED = b"\x6a\x86", b"\x6d\x00", b"\x69\x82"

#: T=1 with a historical byte or two; nothing of a real maker's.
ATR = bytes.fromhex("3B8280014F48") + bytes([0x82 ^ 0x80 ^ 0x01 ^ 0x4F ^ 0x48])


@dataclass(frozen=True, slots=True)
class ChipCard:
    """One card. ``files`` maps file and record to the value; a record adds its tag and length."""

    label: str
    files: Mapping[int, Mapping[int, bytes]]
    has_application: bool = True
    #: Gives no record without a control of its own (PSAM).
    is_locked: bool = False
    #: Turned over or dead: it is felt, and gives no answer to its power.
    is_mute: bool = False
    #: Bent contacts: these records come wrong, always.
    garbled: frozenset[int] = frozenset()
    #: The manners: must the root be selected first, which P1 and P2 it takes, does it say 6C xx
    #: and 61 xx, and to what size it fills up its records.
    needs_root_first: bool = False
    select_p1: int = 0x02
    read_p2: int = 0x00
    corrects_length: bool = True
    makes_fetch: bool = False
    filled_to: int = 0

    @staticmethod
    def social_security(
        name: str,
        number: str,
        *,
        sex: str = "1",
        ethnic: int = 1,
        birth: str = "19000101",
        card_number: str = "A12345678",
        area: str = "990100",
        issued: str = "20200402",
        valid_to: str = "20300402",
    ) -> "ChipCard":
        """A card of the second or third generation."""
        card = {
            0x01: _packed(area, 16),
            0x02: b"3",
            0x03: b"3.00",
            0x04: _packed("990100000000", 12),
            0x05: _packed(issued, 4),
            0x06: _packed(valid_to, 4),
            0x07: card_number.encode("ascii"),
        }
        holder = {
            0x08: number.encode("ascii").ljust(18),
            0x09: name.encode("gb18030").ljust(30, b"\0"),
            0x0A: sex.encode("ascii"),
            0x0B: bytes([ethnic]),
            0x0C: _packed(area, 3),
            0x0D: _packed(birth, 4),
        }
        return ChipCard(f"{name} 社保卡", {0xEF05: card, 0xEF06: holder})


def _packed(digits: str, size: int) -> bytes:
    """BCD, filled up with F on the right."""
    return bytes.fromhex(digits.ljust(2 * size, "F"))


@dataclass(slots=True)
class PoweredCard:
    """A card with power on it: remembers what is selected."""

    card: ChipCard
    _file: int = 0
    _is_in_application: bool = False
    _has_root: bool = False
    _waiting: bytes = b""
    commands: list[bytes] = field(default_factory=list)

    def answer(self, command: bytes) -> bytes:
        """Data and status to one APDU."""
        self.commands.append(command)
        if len(command) < 4:
            return b"\x67\x00"
        match command[1]:
            case 0xA4:
                return self._select(command)
            case 0xB2:
                return self._read(command)
            case 0xC0:
                waiting, self._waiting = self._waiting, b""
                return waiting + _OK if waiting else b"\x69\x85"
            case _:
                return _NO_SUCH_COMMAND

    def _select(self, command: bytes) -> bytes:
        target = command[5 : 5 + command[4]]
        card = self.card
        if command[2] == 0x04:
            ready = self._has_root or not card.needs_root_first
            self._is_in_application = target == _NAME and card.has_application and ready
            return (
                self._given(b"\x6f\x11\x84\x0f" + _NAME) if self._is_in_application else _NOT_FOUND
            )
        if target == b"\x3f\x00":
            self._has_root, self._is_in_application = True, False
            return _OK
        number = int.from_bytes(target, "big")
        if not self._is_in_application or number not in card.files:
            return _NOT_FOUND
        if command[2] != card.select_p1:
            return _WRONG_P1P2
        self._file = number
        return _OK

    def _read(self, command: bytes) -> bytes:
        card = self.card
        if card.is_locked:
            return _LOCKED
        if command[3] != card.read_p2:
            return _WRONG_P1P2
        number = command[2]
        value = card.files.get(self._file, {}).get(number)
        if value is None:
            return _NO_RECORD
        record = (bytes([number, len(value)]) + value).ljust(card.filled_to, b"\xff")
        if number in card.garbled:
            record = bytes([number ^ 0x40]) + record[1:]
        wanted = command[4] if len(command) > 4 else 0
        if card.corrects_length and wanted != len(record):
            return bytes([0x6C, len(record)])
        return self._given(record)

    def _given(self, data: bytes) -> bytes:
        if not self.card.makes_fetch:
            return data + _OK
        self._waiting = data
        return bytes([0x61, len(data)])


_ZHANG = ChipCard.social_security("张三", "110101190001010014")

#: The deck of the demo dock. Numbers are the vectors of the house.
CHIP_DECK: Mapping[str, ChipCard] = {
    "social-security": _ZHANG,
    "social-security-contactless": replace(
        ChipCard.social_security(
            "欧阳小芳", "650102190203150105", sex="2", ethnic=5, birth="19020315"
        ),
        needs_root_first=True, select_p1=0x00, read_p2=0x04, makes_fetch=True,
        corrects_length=False,
    ),
    "social-security-filled": replace(_ZHANG, label="补齐记录的社保卡", filled_to=0x2A),
    "locked": replace(_ZHANG, label="要密码模块的社保卡", is_locked=True),
    "garbled": replace(_ZHANG, label="触点坏了的社保卡", garbled=frozenset({0x09})),
    "bank-card": ChipCard("银行卡", {}, has_application=False),
    "turned-over": replace(_ZHANG, label="插反了的社保卡", is_mute=True),
}  # fmt: skip
