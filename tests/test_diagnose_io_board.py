"""A technician asks after the box: its inputs by name, lamps that obey, and who acts."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.status import Role
from kiosk.upkeep.findings import Failed, Passed
from kiosk.upkeep.plan import PLAN, TrialName
from kiosk.upkeep.self_test import SelfTest, darken
from tests.fakes.io_board_rig import WIRED, MemoryRig
from tests.patience import unhurried
from tests.terminal_rig import Terminal, terminal

__all__ = ["unhurried"]

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as one:
        yield one


def test_box_that_lacks_nothing_is_told_input_by_input(here: Terminal) -> None:
    board = here.io_board()
    found = here.diagnose().device("io-board")
    assert found["state"] == "online"
    assert found["test"]["result"] == "passed"
    assert found["test"]["facts"] == {
        "cabinet-door": "off",
        "tamper": "off",
        "proximity": "off",
        "ups-powering": "off",
        "ups-low": "off",
        "temperature-celsius": "31.5",
        "lights": " ".join(sorted(WIRED.lights)),
        "lamps": "on-off",
    }
    lit = [request for request in board.requests() if request[1] == 15]
    all_on = (1 << len(WIRED.lights)) - 1
    assert [request[-1] for request in lit] == [all_on, 0]
    assert board.lit() == set()


@pytest.mark.parametrize(
    ("action", "reason", "state", "actor"),
    [
        ("open-door", "door-open", "potentialFraud", "technician"),
        ("tamper", "tampered", "fraudAttempt", "technician"),
        ("battery-low", "ups-low", "powerOff", "host-staff"),
        ("mains-off", "ups-powering", "online", "host-staff"),
        ("heat", "over-temp", "online", "host-staff"),
    ],
)
def test_trouble_of_the_box_is_told_with_who_acts(
    here: Terminal, action: str, reason: str, state: str, actor: str
) -> None:
    here.io_board().actions[action]()
    found = here.diagnose()
    assert found.code != 0
    assert found.troubles_at("io-board") == {(reason, actor)}
    assert found.device("io-board")["state"] == state


def test_board_that_is_not_there_is_the_technician_s(here: Terminal) -> None:
    here.io_board().unplug()
    found = here.diagnose()
    assert found.troubles_at("io-board") == {("no-such-port", "technician")}


def attempt(rig: MemoryRig, name: TrialName, slot: Role | None = None) -> Passed | Failed:
    (trial,) = [trial for trial in PLAN[Role.IO_BOARD] if trial.name is name]
    return SelfTest(rig.clock).attempt(trial, rig.board, threading.Event(), slot)


def test_lamp_that_is_looked_at_burns_alone_until_it_is_put_out() -> None:
    rig = MemoryRig().open()
    for slot, coil in WIRED.lights.items():
        assert isinstance(attempt(rig, TrialName.LAMPS_SEEN, Role(slot)), Passed)
        assert [at for at, is_on in enumerate(rig.tables.coils) if is_on] == [coil]
    darken(rig.board)
    assert not any(rig.tables.coils)


def test_slot_without_a_lamp_is_not_asked_about() -> None:
    rig = MemoryRig().open()
    result = attempt(rig, TrialName.LAMPS_SEEN, Role.IO_BOARD)
    assert isinstance(result, Failed)
    assert result.reason == "no-lamp"


@pytest.mark.parametrize("name", [TrialName.LAMPS, TrialName.LAMPS_SEEN])
def test_lamp_whose_relay_sticks_fails_the_test(name: TrialName) -> None:
    rig = MemoryRig().open()
    rig.tables.stuck_coils.add(2)
    (stuck,) = (Role(slot) for slot, coil in WIRED.lights.items() if coil == 2)
    result = attempt(rig, name, stuck)
    assert isinstance(result, Failed)
    assert result.reason == "lights-stuck"
