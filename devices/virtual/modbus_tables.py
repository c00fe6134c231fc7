"""A Modbus slave's memory and its answers, byte for byte, for the virtual board. Pure.

Written from the specification and apart from the driver's library, so that each judges the other
(Modbus Application Protocol V1.1b3, chapter 6; Modbus over Serial Line V1.02, 2.5).
"""

from dataclasses import dataclass, field
from typing import TypeVar

READ_COILS, READ_INPUTS, READ_HOLDING, READ_REGISTERS = 1, 2, 3, 4
WRITE_COIL, WRITE_REGISTER, WRITE_COILS, WRITE_REGISTERS = 5, 6, 15, 16
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3
BROADCAST = 0
_FIXED_BYTES = 8
_MOST_BITS, _MOST_REGISTERS = 2000, 125
_MOST_WRITTEN_BITS, _MOST_WRITTEN_REGISTERS = 1968, 123
_ON, _OFF = 0xFF00, 0x0000
T = TypeVar("T")


def crc(data: bytes) -> bytes:
    """CRC-16 of a frame's body, low byte first (Serial Line, 6.2.2)."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")


def sealed(body: bytes) -> bytes:
    """A body with its CRC."""
    return body + crc(body)


def take_request(heard: bytearray) -> bytes | None:
    """The first whole request among what was heard, without its CRC; it is taken out.

    A board finds the end of a frame by 3.5 characters of silence; here by length and CRC, because a
    pseudo-terminal keeps no pauses. What cannot begin a request is thrown away.
    """
    while len(heard) >= _FIXED_BYTES:
        length = _length(heard)
        if length is not None and len(heard) < length:
            return None
        body = bytes(heard[: (length or 2) - 2])
        if length is None or crc(body) != heard[length - 2 : length]:
            del heard[0]
            continue
        del heard[:length]
        return body
    return None


def _length(heard: bytearray) -> int | None:
    """Bytes of the request that begins here; a function that nobody has is of the short form."""
    if not 0 < heard[1] < 0x80:
        return None
    return 9 + heard[6] if heard[1] in (WRITE_COILS, WRITE_REGISTERS) else _FIXED_BYTES


class _RefusedError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Tables:
    """Four tables. ``unknown_functions`` are those that a cheap make lacks."""

    coils: list[bool] = field(default_factory=lambda: [False] * 32)
    inputs: list[bool] = field(default_factory=lambda: [False] * 32)
    holding: list[int] = field(default_factory=lambda: [0] * 32)
    registers: list[int] = field(default_factory=lambda: [0] * 32)
    unknown_functions: set[int] = field(default_factory=set)
    #: Coils whose relay does not follow what it is told.
    stuck_coils: set[int] = field(default_factory=set)

    def answer(self, request: bytes) -> bytes:
        """The answer's body to a request's body: unit, function, and what follows."""
        unit, function = request[0], request[1]
        try:
            return bytes([unit, function]) + self._obey(function, request[2:])
        except _RefusedError as refused:
            return bytes([unit, function | 0x80, refused.code])

    def _obey(self, function: int, data: bytes) -> bytes:
        if function in self.unknown_functions:
            raise _RefusedError(ILLEGAL_FUNCTION)
        first, second = _word(data, 0), _word(data, 2)
        match function:
            case 1:
                return _bits(_stretch(self.coils, first, second, _MOST_BITS))
            case 2:
                return _bits(_stretch(self.inputs, first, second, _MOST_BITS))
            case 3:
                return _words(_stretch(self.holding, first, second, _MOST_REGISTERS))
            case 4:
                return _words(_stretch(self.registers, first, second, _MOST_REGISTERS))
            case 5:
                self._write_coil(first, second)
            case 6:
                _stretch(self.holding, first, 1, 1)
                self.holding[first] = second
            case 15:
                self._write_coils(first, second, data[4:])
            case 16:
                self._write_registers(first, second, data[4:])
            case _:
                raise _RefusedError(ILLEGAL_FUNCTION)
        return data[:4]

    def _write_coil(self, at: int, value: int) -> None:
        if value not in (_ON, _OFF):
            raise _RefusedError(ILLEGAL_VALUE)
        _stretch(self.coils, at, 1, 1)
        self._set_coil(at, is_on=value == _ON)

    def _write_coils(self, at: int, count: int, data: bytes) -> None:
        if data[0] != (count + 7) // 8 or len(data) != data[0] + 1:
            raise _RefusedError(ILLEGAL_VALUE)
        _stretch(self.coils, at, count, _MOST_WRITTEN_BITS)
        for place in range(count):
            self._set_coil(at + place, is_on=bool(data[1 + place // 8] >> place % 8 & 1))

    def _write_registers(self, at: int, count: int, data: bytes) -> None:
        if data[0] != count * 2 or len(data) != data[0] + 1:
            raise _RefusedError(ILLEGAL_VALUE)
        _stretch(self.holding, at, count, _MOST_WRITTEN_REGISTERS)
        self.holding[at : at + count] = [_word(data, 1 + 2 * place) for place in range(count)]

    def _set_coil(self, at: int, *, is_on: bool) -> None:
        if at not in self.stuck_coils:
            self.coils[at] = is_on


def _stretch(table: list[T], at: int, count: int, most: int) -> list[T]:
    if not 1 <= count <= most:
        raise _RefusedError(ILLEGAL_VALUE)
    if at + count > len(table):
        raise _RefusedError(ILLEGAL_ADDRESS)
    return table[at : at + count]


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _bits(values: list[bool]) -> bytes:
    packed = bytearray((len(values) + 7) // 8)
    for place, is_on in enumerate(values):
        packed[place // 8] |= is_on << place % 8
    return bytes([len(packed)]) + packed


def _words(values: list[int]) -> bytes:
    return bytes([2 * len(values)]) + b"".join(value.to_bytes(2, "big") for value in values)
