"""Modbus RTU: a question as bytes, and the answer to it among bytes. Pure.

The words of the protocol (PDUs, CRC) are pymodbus's; its client is not used
(docs/decisions/0012-the-box.md). A serial answer carries no number: what it answers is told by
unit, function, length and, for a write, the echo, and all four are compared here.

Source: Modbus Application Protocol V1.1b3, chapters 6 and 7; Modbus over Serial Line V1.02, 2.5.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from pymodbus.framer.rtu import FramerRTU
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU, bit_message, register_message

from devices.io_board.board_map import Block, Table


@dataclass(frozen=True, slots=True)
class Read:
    """Functions 1 to 4."""

    block: Block


@dataclass(frozen=True, slots=True)
class WriteCoil:
    """Function 5."""

    address: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class WriteCoils:
    """Function 15."""

    address: int
    values: tuple[bool, ...]


Question = Read | WriteCoil | WriteCoils


@dataclass(frozen=True, slots=True)
class Values:
    """What stands in the block: bits as 0 and 1, or registers as they came."""

    block: Block
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """The board repeated what it was told to write."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An exception answer. ``code`` is one of ``ExceptionCode`` or a board's own."""

    code: int


Answer = Values | Written | Refused


class ExceptionCode:
    """Application Protocol, chapter 7."""

    ILLEGAL_FUNCTION = 1
    ILLEGAL_ADDRESS = 2
    ILLEGAL_VALUE = 3
    DEVICE_FAILURE = 4
    ACKNOWLEDGE = 5
    BUSY = 6


class Miss(Enum):
    """Why there is no answer among the bytes."""

    #: Nothing that could be one, or not all of it yet.
    NOT_YET = auto()
    #: A whole frame came, of another unit.
    OTHER_UNIT = auto()


_READS: dict[Table, type[ModbusPDU]] = {
    Table.COIL: bit_message.ReadCoilsRequest,
    Table.DISCRETE_INPUT: bit_message.ReadDiscreteInputsRequest,
    Table.HOLDING_REGISTER: register_message.ReadHoldingRegistersRequest,
    Table.INPUT_REGISTER: register_message.ReadInputRegistersRequest,
}
_BITS = (Table.COIL, Table.DISCRETE_INPUT)
_EXCEPTION = 0x80
#: Unit, function, one byte of exception code, CRC.
_REFUSAL_BYTES = 5
_WRITE_ECHO_BYTES = 8
_CRC_BYTES = 2

_DECODER = DecodePDU(is_server=False)
_FRAMER = FramerRTU(_DECODER)


def request(unit: int, question: Question) -> bytes:
    """The frame that asks."""
    return _FRAMER.buildFrame(_pdu(unit, question))


def answer_in(heard: bytes | bytearray, unit: int, question: Question) -> Answer | Miss:
    """The answer, wherever among noise and other frames it stands.

    A frame counts only whole, with a right CRC, from the unit asked, for the function asked and of
    the length that the question calls for.
    """
    function, length = _function(question), _length(question)
    miss = Miss.NOT_YET
    for start in range(len(heard) - _REFUSAL_BYTES + 1):
        if heard[start + 1] == function:
            frame = bytes(heard[start : start + length])
        elif heard[start + 1] == function | _EXCEPTION:
            frame = bytes(heard[start : start + _REFUSAL_BYTES])
        else:
            continue
        if not _is_whole(frame, question):
            continue
        if frame[0] != unit:
            miss = Miss.OTHER_UNIT
            continue
        answer = _answer(frame, question)
        if answer is not None:
            return answer
    return miss


def _pdu(unit: int, question: Question) -> ModbusPDU:
    match question:
        case Read(block=block):
            return _READS[block.table](dev_id=unit, address=block.address, count=block.count)
        case WriteCoil(address=address, is_on=is_on):
            return bit_message.WriteSingleCoilRequest(dev_id=unit, address=address, bits=[is_on])
        case WriteCoils(address=address, values=values):
            return bit_message.WriteMultipleCoilsRequest(
                dev_id=unit, address=address, bits=list(values)
            )
        case _:
            assert_never(question)


def _function(question: Question) -> int:
    match question:
        case Read(block=block):
            return _READS[block.table].function_code
        case WriteCoil():
            return bit_message.WriteSingleCoilRequest.function_code
        case WriteCoils():
            return bit_message.WriteMultipleCoilsRequest.function_code
        case _:
            assert_never(question)


def _data_bytes(block: Block) -> int:
    return (block.count + 7) // 8 if block.table in _BITS else block.count * 2


def _length(question: Question) -> int:
    """Bytes of the answer, unit and CRC included."""
    match question:
        case Read(block=block):
            return 3 + _data_bytes(block) + _CRC_BYTES
        case _:
            return _WRITE_ECHO_BYTES


def _is_whole(frame: bytes, question: Question) -> bool:
    is_refusal = bool(frame[1] & _EXCEPTION)
    if len(frame) != (_REFUSAL_BYTES if is_refusal else _length(question)):
        return False
    body, check = frame[:-_CRC_BYTES], int.from_bytes(frame[-_CRC_BYTES:], "big")
    if not FramerRTU.check_CRC(body, check):
        return False
    match question:
        case Read(block=block) if not is_refusal:
            return frame[2] == _data_bytes(block)
        case _:
            return True


def _answer(frame: bytes, question: Question) -> Answer | None:
    pdu = _DECODER.decode(frame[1:-_CRC_BYTES])
    match question, pdu:
        case _, None:
            return None
        case _, ExceptionResponse(exception_code=code):
            return Refused(code)
        case Read(block=block), _:
            values = pdu.bits if block.table in _BITS else pdu.registers
            return Values(block, tuple(int(value) for value in values[: block.count]))
        case WriteCoil(address=address, is_on=is_on), _:
            is_echo = (pdu.address, list(pdu.bits)) == (address, [is_on])
            return Written() if is_echo else None
        case WriteCoils(address=address, values=coils), _:
            return Written() if (pdu.address, pdu.count) == (address, len(coils)) else None
        case _:
            return None
