"""Who is in the middle of something when the mains goes is told so, on every screen of the case."""

from datetime import UTC, datetime

import pytest

from devices.status import (
    Actor,
    Attention,
    DeviceReport,
    DeviceStatus,
    Ready,
    Role,
    State,
    Unavailable,
)
from kiosk.visit import events, intents
from kiosk.visit.state import Submitted
from screens.presenters.present import view_of
from tests.conductor_rig import tools
from tests.session_rig import CASE, Sitting

SINCE = datetime(2026, 4, 2, 13, 46, tzinfo=UTC)
POWERING = Attention("ups-powering", Actor.HOST_STAFF, SINCE)
LOW = Unavailable(State.POWER_OFF, "ups-low", Actor.HOST_STAFF, SINCE)


def subtitle(sitting: Sitting, box: DeviceStatus) -> str:
    report = DeviceReport("io-board", Role.IO_BOARD, "modbus-board", box)
    others = (one for one in sitting.state.devices if one.role is not Role.IO_BOARD)
    sitting.do(events.DevicesReported((*others, report)))
    made = tools()
    view = view_of(sitting.state, sitting.context(), made.texts, made.settings.terminal)
    return str(view.frame.subtitle)


@pytest.mark.parametrize("way", ["at_form", "at_materials", "at_camera", "at_review", "stored"])
def test_mains_away_is_said_over_the_case_until_it_is_back(way: str) -> None:
    sitting = getattr(Sitting(), way)()
    before = subtitle(sitting, Ready())
    assert subtitle(sitting, POWERING) == "停电了，正用备用电，请快些办"
    assert subtitle(sitting, LOW) == "停电了，备用电快完，请马上提交"
    assert subtitle(sitting, Ready()) == before


@pytest.mark.parametrize(
    "box",
    [
        Unavailable(State.POTENTIAL_FRAUD, "door-open", Actor.TECHNICIAN, SINCE),
        Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, SINCE),
        Attention("over-temp", Actor.HOST_STAFF, SINCE),
    ],
)
def test_nothing_else_of_the_box_is_said_over_a_case(box: DeviceStatus) -> None:
    sitting = Sitting().at_form()
    assert subtitle(sitting, box) == subtitle(sitting, Ready())


def test_case_can_still_be_handed_in_on_the_last_of_a_battery() -> None:
    sitting = Sitting().agreed()
    subtitle(sitting, LOW)
    sitting.do(intents.Submit(), events.StoredHere(str(CASE), SINCE))
    assert isinstance(sitting.stage, Submitted)
