"""The technician's key that takes tampering back: when it is there, and what it may do."""

from datetime import UTC, datetime

import pytest

from devices.status import Actor, DeviceReport, DeviceStatus, Ready, Role, State, Unavailable
from kiosk.host import service_messages as said
from kiosk.upkeep.device_actions import ActionName, actions_of
from kiosk.upkeep.staff.roles import StaffRole
from tests.service_desk_rig import Counter

AT = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)
CLEAR = said.ActOnDevice(7, "id-reader", ActionName.CLEAR_TAMPER)


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path)
    made.start()
    yield made
    made.close()


def names(status: DeviceStatus) -> list[ActionName]:
    board = DeviceReport("io-board", Role.IO_BOARD, "modbus-board", status)
    return [one.name for one in actions_of(board, board)]


def test_key_is_there_only_while_tampering_stands_and_the_switch_is_closed():
    seen, still_open = (
        Unavailable(State.FRAUD_ATTEMPT, reason, Actor.TECHNICIAN, AT)
        for reason in ("tamper-seen", "tampered")
    )
    assert ActionName.CLEAR_TAMPER in names(seen)
    assert ActionName.CLEAR_TAMPER not in names(still_open)
    assert ActionName.CLEAR_TAMPER not in names(Ready())


def test_technician_takes_it_back_in_the_own_name(counter):
    counter.signs_in()
    counter.says(CLEAR)
    (tried,) = counter.hears(said.DeviceTried)
    assert tried.is_passed
    assert len(counter.cleared_by) == 1
    assert counter.cleared_by[0].startswith("T-")


def test_switch_that_is_open_is_said_instead(counter):
    counter.signs_in()
    counter.tamper_is_open = True
    counter.says(CLEAR)
    (tried,) = counter.hears(said.DeviceTried)
    assert (tried.is_passed, tried.reason) == (False, "tampered")


def test_host_staff_may_not(counter):
    counter.signs_in(StaffRole.HOST_STAFF)
    counter.says(CLEAR)
    assert len(counter.hears(said.NotAllowed)) == 1
    assert counter.cleared_by == []
