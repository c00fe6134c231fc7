"""What the box means for every service: it stops all, or the long ones, or nothing."""

from datetime import UTC, datetime

import pytest

from devices.io_board.condition import OUT_OF_SERVICE
from devices.status import (
    Actor,
    Attention,
    Busy,
    DeviceReport,
    DeviceStatus,
    Ready,
    Role,
    State,
    Unavailable,
)
from kiosk.catalogue.availability import (
    Availability,
    NotOffered,
    Offered,
    PlatformState,
    Reason,
    TerminalProfile,
    availability,
)
from kiosk.visit import events, intents
from kiosk.visit.state import Home, Scanning
from screens.presenters.attract import attract_view
from screens.presenters.home import home_view
from tests.conductor_rig import tools
from tests.sample_visit import EATERY, SOCIAL, SOLE_TRADER, service, texts
from tests.session_rig import Sitting

SINCE = datetime(2026, 4, 2, 13, 46, tzinfo=UTC)
HERE = PlatformState(True, {SOLE_TRADER: "1", SOCIAL: "1", EATERY: "1"})
ALL = (SOLE_TRADER, SOCIAL, EATERY)
OTHERS = frozenset(Role) - {Role.IO_BOARD}


def weigh(code: str, box: DeviceStatus | None, roles: frozenset[Role] = frozenset(Role)) -> Availability:  # fmt: skip  # noqa: E501
    reports = [DeviceReport(str(role), role, "model", Ready()) for role in OTHERS]
    if box is not None:
        reports.append(DeviceReport("io-board", Role.IO_BOARD, "modbus-board", box))
    return availability(service(code).definition, TerminalProfile(roles), reports, HERE)


@pytest.mark.parametrize("reason", sorted(OUT_OF_SERVICE))
@pytest.mark.parametrize("code", ALL)
def test_box_that_is_not_fit_stops_every_service_with_its_own_reason(
    code: str, reason: str
) -> None:
    status = Unavailable(State.POTENTIAL_FRAUD, reason, Actor.TECHNICIAN, SINCE)
    outcome = weigh(code, status)
    assert outcome == NotOffered(
        (
            Reason(
                f"journey.unavailable.{reason}",
                device_key=f"device.io-board.{reason}",
                actor=Actor.TECHNICIAN,
            ),
        )
    )


@pytest.mark.parametrize(
    "status",
    [
        None,
        Ready(),
        Busy(SINCE),
        Attention("over-temp", Actor.HOST_STAFF, SINCE),
        Attention("ups-charging", Actor.NOBODY, SINCE),
        Attention("lights-stuck", Actor.TECHNICIAN, SINCE),
        Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, SINCE),
        Unavailable(State.OFFLINE, "starting", Actor.NOBODY, SINCE),
        Unavailable(State.HARDWARE_ERROR, "map-refused", Actor.TECHNICIAN, SINCE),
        Unavailable(State.HARDWARE_ERROR, "worker-stuck", Actor.TECHNICIAN, SINCE),
    ],
)
@pytest.mark.parametrize("code", ALL)
def test_board_that_is_missing_or_broken_stops_nothing(
    code: str, status: DeviceStatus | None
) -> None:
    assert weigh(code, status) == Offered()


def test_terminal_without_a_board_offers_everything() -> None:
    assert all(weigh(code, None, OTHERS) == Offered() for code in ALL)


def test_on_battery_only_what_is_over_in_minutes_is_begun() -> None:
    status = Attention("ups-powering", Actor.HOST_STAFF, SINCE)
    assert weigh(SOCIAL, status) == Offered()
    for code in (SOLE_TRADER, EATERY):
        outcome = weigh(code, status)
        assert isinstance(outcome, NotOffered)
        assert outcome.reasons[0].key == "journey.unavailable.ups-powering"
        assert outcome.reasons[0].actor is Actor.HOST_STAFF


@pytest.mark.parametrize("reason", [*sorted(OUT_OF_SERVICE), "ups-powering"])
def test_reason_has_words_for_citizen_host_staff_and_technician(reason: str) -> None:
    words = texts()
    for key in ("journey.unavailable", "device.io-board", "staff.io-board", "guide.io-board"):
        assert words(f"{key}.{reason}")


def at_home(box: DeviceStatus) -> Sitting:
    sitting = Sitting().at_home()
    report = DeviceReport("io-board", Role.IO_BOARD, "modbus-board", box)
    others = (one for one in sitting.state.devices if one.role is not Role.IO_BOARD)
    return sitting.do(events.DevicesReported((*others, report)))


def test_box_that_is_not_fit_lets_no_code_be_shown_either() -> None:
    sitting = at_home(Unavailable(State.FRAUD_ATTEMPT, "tampered", Actor.TECHNICIAN, SINCE))
    home = home_view(sitting.state, sitting.context(), texts(), tools().settings.terminal)
    (door,) = (tile for tile in home.tools if tile.icon == "scan")
    assert (door.intent, door.unavailable) == (None, "现在都办不了")
    assert home.notice is not None
    assert "机箱被人动过" in home.notice.text
    assert "要维修的人来" in home.notice.detail
    sitting.do(intents.OpenTool(intents.Tool.SCAN))
    assert isinstance(sitting.stage, Home)


def test_missing_board_leaves_every_door_open() -> None:
    sitting = at_home(Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, SINCE))
    home = home_view(sitting.state, sitting.context(), texts(), tools().settings.terminal)
    assert home.notice is None
    assert all(tile.intent is not None for tile in home.tools)
    sitting.do(intents.OpenTool(intents.Tool.SCAN))
    assert isinstance(sitting.stage, Scanning)


@pytest.mark.parametrize("reason", sorted(OUT_OF_SERVICE))
def test_sleeping_screen_says_what_stops_everything(reason: str) -> None:
    sitting = Sitting()
    status = Unavailable(State.POTENTIAL_FRAUD, reason, Actor.TECHNICIAN, SINCE)
    box = DeviceReport("io-board", Role.IO_BOARD, "modbus-board", status)
    others = tuple(one for one in sitting.state.devices if one.role is not Role.IO_BOARD)
    view = attract_view(
        sitting.do(events.DevicesReported((*others, box))).state,
        sitting.context(),
        texts(),
        tools().settings.terminal,
    )
    assert not view.working
    assert texts()(f"device.io-board.{reason}") in view.can_text
