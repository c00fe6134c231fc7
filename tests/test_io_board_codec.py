"""Modbus RTU, against frames of the specification, an independent board, and pymodbus's client."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pymodbus.client import ModbusSerialClient

from devices.io_board.board_map import Block, Table
from devices.io_board.protocol import (
    Miss,
    Question,
    Read,
    Refused,
    Values,
    WriteCoil,
    WriteCoils,
    Written,
    answer_in,
    request,
)
from devices.virtual.modbus_tables import Tables, crc, sealed, take_request
from tests.fakes.io_board_rig import pty_rig

UNIT = 17
INPUTS = Read(Block(Table.DISCRETE_INPUT, 196, 22))
REGISTERS = Read(Block(Table.INPUT_REGISTER, 8, 1))


def hexed(text: str) -> bytes:
    return bytes.fromhex(text)


#: Examples of Application Protocol V1.1b3, 6.1 to 6.11, for unit 17: question, request, answer.
EXAMPLES: list[tuple[Question, str, str, object]] = [
    (Read(Block(Table.COIL, 19, 19)), "01 0013 0013", "01 03 CD6B05",
     (1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1)),
    (INPUTS, "02 00C4 0016", "02 03 ACDB35",
     (0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1)),
    (Read(Block(Table.HOLDING_REGISTER, 107, 3)), "03 006B 0003", "03 06 022B00000064",
     (555, 0, 100)),
    (REGISTERS, "04 0008 0001", "04 02 000A", (10,)),
    (WriteCoil(172, is_on=True), "05 00AC FF00", "05 00AC FF00", None),
    (WriteCoils(19, (True, False, True, True, False, False, True, True, True, False)),
     "0F 0013 000A 02 CD01", "0F 0013 000A", None),
]  # fmt: skip


@pytest.mark.parametrize(("question", "asked", "answered", "values"), EXAMPLES)
def test_examples_of_the_specification(
    question: Question, asked: str, answered: str, values: tuple[int, ...] | None
) -> None:
    unit = bytes([UNIT])
    assert request(UNIT, question) == sealed(unit + hexed(asked))
    answer = answer_in(sealed(unit + hexed(answered)), UNIT, question)
    if isinstance(question, Read):
        assert answer == Values(question.block, values or ())
    else:
        assert answer == Written()


def test_known_sum_of_a_frame() -> None:
    assert sealed(hexed("01 04 02 FF FF")) == hexed("01 04 02 FF FF B8 80")


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 6, 8, 10, 11, 200])
def test_exception_is_an_answer(code: int) -> None:
    assert answer_in(sealed(bytes([UNIT, 0x82, code])), UNIT, INPUTS) == Refused(code)


RIGHT = sealed(hexed("11 02 03 ACDB35"))


@pytest.mark.parametrize(
    "heard",
    [
        b"",
        RIGHT[:-1],
        RIGHT[1:],
        RIGHT[:-1] + bytes([RIGHT[-1] ^ 1]),
        sealed(hexed("11 02 02 ACDB")),
        sealed(hexed("11 02 04 ACDB3500")),
        sealed(hexed("11 01 03 ACDB35")),
        sealed(hexed("11 04 02 000A")),
        sealed(hexed("11 81 02")),
    ],
    ids=["nothing", "cut", "headless", "wrong-sum", "too-few", "too-many", "other-function",
         "late-answer-of-another-question", "exception-to-another-question"],
)  # fmt: skip
def test_what_is_no_answer_to_this_question_is_none(heard: bytes) -> None:
    assert answer_in(heard, UNIT, INPUTS) is Miss.NOT_YET


def test_answer_of_another_unit_is_told_apart_from_silence() -> None:
    assert answer_in(sealed(hexed("12 02 03 ACDB35")), UNIT, INPUTS) is Miss.OTHER_UNIT


def test_late_answer_to_another_write_is_no_echo_of_this_one() -> None:
    for late in ("11 05 00AC FF00", "11 05 00AD FF00", "11 05 00AC 0000"):
        answer = answer_in(sealed(hexed(late)), UNIT, WriteCoil(172, is_on=True))
        assert (answer == Written()) is (late == "11 05 00AC FF00")
    late_many = sealed(hexed("11 0F 0013 0008"))
    assert answer_in(late_many, UNIT, WriteCoils(19, (True,) * 10)) is Miss.NOT_YET


@given(before=some.binary(max_size=40), after=some.binary(max_size=40))
def test_answer_is_found_among_noise(before: bytes, after: bytes) -> None:
    found = answer_in(before + RIGHT + after, UNIT, INPUTS)
    assert isinstance(found, Values | Refused)


@given(noise=some.binary(max_size=300))
def test_noise_is_never_a_crash_and_never_an_answer_with_a_wrong_sum(noise: bytes) -> None:
    for question in (INPUTS, REGISTERS, WriteCoil(3, is_on=True), WriteCoils(0, (True, False))):
        found = answer_in(noise, UNIT, question)
        if not isinstance(found, Miss):
            ends = range(3, len(noise) - 1)
            sums = (crc(noise[a:b]) == noise[b : b + 2] for b in ends for a in range(b - 2))
            assert any(sums)


@given(noise=some.binary(max_size=300))
def test_virtual_board_takes_any_bytes(noise: bytes) -> None:
    heard, tables = bytearray(noise), Tables()
    while (taken := take_request(heard)) is not None:
        assert tables.answer(taken)


def test_virtual_board_finds_a_request_behind_noise() -> None:
    heard = bytearray(b"\x00\x55\xaa\x01" + request(UNIT, INPUTS))
    assert take_request(heard) == request(UNIT, INPUTS)[:-2]


def test_library_s_own_client_is_served_by_the_virtual_board(tmp_path: Path) -> None:
    """A judge that shares no line with the board: every function that the board has."""
    with pty_rig(tmp_path) as rig:
        rig.board.close()
        board = rig.virtual.tables
        board.holding[4:6] = [7, 65535]
        client = ModbusSerialClient(str(tmp_path / "io-board"), baudrate=115200, timeout=10)
        assert client.connect()
        try:
            assert client.read_discrete_inputs(0, count=5, device_id=1).bits[:5] == board.inputs[:5]
            assert client.read_input_registers(0, count=1, device_id=1).registers == [315]
            assert client.read_holding_registers(4, count=2, device_id=1).registers == [7, 65535]
            assert not client.write_coil(9, True, device_id=1).isError()
            assert not client.write_coils(10, [True, False, True], device_id=1).isError()
            assert client.read_coils(9, count=4, device_id=1).bits[:4] == [True, True, False, True]
            assert not client.write_register(0, 258, device_id=1).isError()
            assert not client.write_registers(1, [3, 4], device_id=1).isError()
            assert board.holding[:3] == [258, 3, 4]
            assert client.read_coils(30, count=9, device_id=1).exception_code == 2
            assert client.write_registers(31, [1, 2], device_id=1).exception_code == 2
        finally:
            client.close()
