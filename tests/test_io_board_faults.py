"""A line that spoils answers and a board that refuses: read over, or said; never believed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from devices.io_board.board_map import ContactPlace
from devices.ports import Contact, LightsRefused, LightsSet
from devices.status import (
    Actor,
    Attention,
    DeviceGoneError,
    Ready,
    Role,
    State,
    Unavailable,
)
from devices.transport.memory import byte_by_byte, delayed
from devices.virtual.modbus_tables import sealed
from tests.fakes.io_board_rig import WIRED, MemoryRig

READER = frozenset({Role.ID_READER})
Spoil = Callable[[bytes, bytes], bytes]


def spoilt_crc(_: bytes, answer: bytes) -> bytes:
    return answer[:-1] + bytes([answer[-1] ^ 0x10])


def cut(_: bytes, answer: bytes) -> bytes:
    return answer[:4]


def silent(_: bytes, __: bytes) -> bytes:
    return b""


def from_another(_: bytes, answer: bytes) -> bytes:
    return sealed(bytes([9]) + answer[1:-2])


def noise_only(_: bytes, __: bytes) -> bytes:
    return bytes.fromhex("0001023F55AA00")


def busy(request: bytes, _: bytes) -> bytes:
    return sealed(bytes([request[0], request[1] | 0x80, 6]))


def times(count: int, spoil: Spoil) -> Spoil:
    """The first answers are spoilt, the others are right."""
    left = [count]

    def once(request: bytes, answer: bytes) -> bytes:
        left[0] -= 1
        return spoil(request, answer) if left[0] >= 0 else answer

    return once


@pytest.mark.parametrize("spoil", [spoilt_crc, cut, silent, from_another, noise_only, busy])
def test_single_bad_answer_is_read_over(spoil: Spoil) -> None:
    rig = MemoryRig().open()
    rig.spoil = times(1, spoil)
    assert rig.board.probe() == Ready()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (spoilt_crc, "answers-garbled"),
        (cut, "answers-garbled"),
        (noise_only, "answers-garbled"),
        (silent, "not-answering"),
        (from_another, "other-unit"),
    ],
)
def test_line_that_stays_bad_is_a_board_that_is_gone_and_why(spoil: Spoil, reason: str) -> None:
    rig = MemoryRig().open()
    rig.spoil = spoil
    with pytest.raises(DeviceGoneError) as gone:
        rig.board.probe()
    assert gone.value.reason == reason


def test_answer_of_another_unit_in_front_of_the_right_one_is_passed_over() -> None:
    rig = MemoryRig().open()
    rig.spoil = lambda request, answer: from_another(request, answer) + answer
    assert rig.board.probe() == Ready()


def test_late_answer_to_another_question_is_passed_over() -> None:
    rig = MemoryRig().open()
    before = bytearray()

    def late(_: bytes, answer: bytes) -> bytes:
        both = bytes(before) + answer
        before[:] = answer
        return both

    rig.spoil = late
    rig.tables.registers[0] = 403
    inputs = rig.board.read_inputs()
    assert inputs.temperature_celsius == 40.3
    assert inputs.contacts[Contact.CABINET_DOOR] is False


def test_answer_that_comes_after_its_time_is_thrown_away() -> None:
    """It says what was true then; the door has been opened since."""
    rig = MemoryRig(replace(WIRED, temperature=None)).open()
    rig.transport.line = delayed(1.2)
    assert rig.board.read_inputs().contacts[Contact.CABINET_DOOR] is False
    rig.transport.line = delayed(0.0)
    rig.tables.inputs[0] = False
    rig.clock.advance(3.0)  # the answer to the repeated question has come meanwhile
    assert rig.board.read_inputs().contacts[Contact.CABINET_DOOR] is True


def test_answer_byte_by_byte_is_put_together() -> None:
    rig = MemoryRig(line=byte_by_byte).open()
    assert rig.board.probe() == Ready()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (1, "map-refused"),
        (2, "map-refused"),
        (3, "map-refused"),
        (4, "board-failed"),
        (6, "board-failed"),
    ],
)
def test_board_that_refuses_is_the_technician_s_and_stays_connected(code: int, reason: str) -> None:
    rig = MemoryRig()
    rig.spoil = lambda request, _: sealed(bytes([request[0], request[1] | 0x80, code]))
    rig.open()
    status = rig.board.probe()
    assert isinstance(status, Unavailable)
    assert (status.state, status.reason) == (State.HARDWARE_ERROR, reason)
    assert status.actor is Actor.TECHNICIAN
    assert rig.board.set_lights(READER) == LightsRefused(reason)
    with pytest.raises(DeviceGoneError):
        rig.board.read_inputs()


def test_lamp_that_does_not_obey_is_said_though_the_board_said_yes() -> None:
    rig = MemoryRig().open()
    rig.tables.stuck_coils.add(0)
    assert rig.board.set_lights(READER) == LightsRefused("lights-stuck")
    status = rig.board.probe()
    assert isinstance(status, Attention)
    assert (status.reason, status.actor) == ("lights-stuck", Actor.TECHNICIAN)


def test_open_door_is_said_before_a_lamp_that_does_not_obey() -> None:
    rig = MemoryRig().open()
    rig.tables.stuck_coils.add(0)
    rig.board.set_lights(READER)
    rig.tables.inputs[0] = False
    status = rig.board.probe()
    assert isinstance(status, Unavailable)
    assert status.reason == "door-open"


def test_board_that_lost_its_power_lights_again_what_is_wanted() -> None:
    rig = MemoryRig().open()
    rig.board.set_lights(READER)
    rig.tables.coils[0] = False
    assert rig.board.probe() == Ready()
    assert rig.tables.coils[0]


def test_lamps_that_burn_from_before_are_put_out_at_the_start() -> None:
    rig = MemoryRig()
    rig.tables.coils[:5] = [True] * 5
    rig.open()
    assert rig.tables.coils[:5] == [False] * 5


def test_relay_between_two_lamps_is_never_touched() -> None:
    settings = replace(WIRED, lights={Role.ID_READER: 0, Role.RECEIPT_PRINTER: 2})
    rig = MemoryRig(settings)
    rig.tables.coils[1] = True  # holds a lock
    rig.open()
    assert rig.board.set_lights(READER) == LightsSet(READER)
    assert rig.board.set_lights(frozenset()) == LightsSet(frozenset())
    assert rig.tables.coils[:3] == [False, True, False]
    assert 15 not in rig.functions()


def test_board_without_function_15_is_asked_for_it_once() -> None:
    rig = MemoryRig()
    rig.tables.unknown_functions.add(15)
    rig.open()
    for lit in (READER, frozenset[Role](), READER):
        assert rig.board.set_lights(lit) == LightsSet(lit)
    assert rig.functions().count(15) == 1


def test_slot_without_a_lamp_is_skipped() -> None:
    rig = MemoryRig(replace(WIRED, lights={Role.ID_READER: 0})).open()
    both = READER | {Role.RECEIPT_PRINTER}
    assert rig.board.set_lights(both) == LightsSet(READER)


def test_board_without_lamps_takes_wishes_and_writes_nothing() -> None:
    rig = MemoryRig(replace(WIRED, lights={})).open()
    assert rig.board.set_lights(READER) == LightsSet(frozenset())
    assert set(rig.functions()) <= {2, 4}


def test_unplugged_board_is_a_broken_wire_and_closing_it_does_not_raise() -> None:
    rig = MemoryRig().open()
    rig.board.set_lights(READER)
    rig.transport.plugged = False
    with pytest.raises(DeviceGoneError):
        rig.board.probe()
    rig.board.close()
    rig.transport.plugged = True
    rig.board.open()
    assert rig.board.probe() == Ready()
    assert rig.tables.coils[0]


def test_contact_wired_the_other_way_round_is_read_the_other_way_round() -> None:
    contacts = {Contact.CABINET_DOOR: ContactPlace(0)}
    rig = MemoryRig(replace(WIRED, contacts=contacts)).open()
    assert rig.board.read_inputs().contacts == {Contact.CABINET_DOOR: True}
