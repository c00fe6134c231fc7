"""The desk of the box: one light for one visit, and a board that may be missing at any time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from devices.ports import LightsOutcome, LightsSet
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
from kiosk.host.box_desk import BoxDesk
from kiosk.host.messages import CODEC, LightSlot

AT = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)
GONE = Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, AT)
OPEN = Unavailable(State.POTENTIAL_FRAUD, "door-open", Actor.TECHNICIAN, AT)
READER, TRAY = LightSlot(Role.ID_READER), LightSlot(Role.DOCUMENT_SCANNER)
DARK = LightSlot(None)


@dataclass
class Lamps:
    """The board's worker: carries out at once, and remembers."""

    lit: list[frozenset[Role]] = field(default_factory=list)

    def set_lights(self, lit: frozenset[Role]) -> LightsOutcome:
        self.lit.append(lit)
        return LightsSet(lit)

    def submit(
        self, run: Callable[[Any], Any], done: Callable[[Any], None], *, deadline_seconds: float
    ) -> None:
        done(run(self))


def report(status: DeviceStatus) -> DeviceReport:
    return DeviceReport("io-board", Role.IO_BOARD, "modbus-board", status)


@pytest.fixture
def lamps() -> Lamps:
    return Lamps()


@pytest.fixture
def desk(lamps: Lamps) -> BoxDesk:
    desk = BoxDesk(lamps)  # type: ignore[arg-type]
    desk.look(report(Ready()))
    lamps.lit.clear()
    return desk


def lit(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def test_light_follows_the_visit(desk: BoxDesk, lamps: Lamps) -> None:
    for ask in (READER, DARK, TRAY):
        desk.light("one", ask)
    assert lamps.lit == [lit(Role.ID_READER), lit(), lit(Role.DOCUMENT_SCANNER)]


def test_light_goes_out_when_its_visit_is_over(desk: BoxDesk, lamps: Lamps) -> None:
    desk.light("one", READER)
    desk.forget("one")
    assert lamps.lit[-1] == lit()
    desk.forget("one")
    assert len(lamps.lit) == 2


def test_visit_that_ends_puts_out_no_other_visits_light(desk: BoxDesk, lamps: Lamps) -> None:
    desk.light("one", READER)
    desk.light("two", TRAY)
    desk.forget("one")
    desk.light("one", DARK)
    assert lamps.lit[-1] == lit(Role.DOCUMENT_SCANNER)


def test_missing_board_is_asked_for_nothing(desk: BoxDesk, lamps: Lamps) -> None:
    desk.look(report(GONE))
    desk.light("one", READER)
    desk.forget("one")
    assert lamps.lit == []


def test_board_that_comes_back_learns_what_is_wished_for_now(desk: BoxDesk, lamps: Lamps) -> None:
    desk.light("one", READER)
    desk.look(report(GONE))
    desk.light("one", TRAY)
    desk.look(report(Ready()))
    assert lamps.lit == [lit(Role.ID_READER), lit(Role.DOCUMENT_SCANNER)]


def test_board_that_comes_back_after_the_visit_stays_dark(desk: BoxDesk, lamps: Lamps) -> None:
    desk.light("one", READER)
    desk.look(report(GONE))
    desk.forget("one")
    desk.look(report(OPEN))
    assert lamps.lit == [lit(Role.ID_READER), lit()]


def test_terminal_without_a_board_takes_wishes_and_does_nothing() -> None:
    desk = BoxDesk(None)
    desk.light("one", READER)
    desk.forget("one")
    assert desk.stops_sheets == ""


def test_switching_a_lamp_is_no_news_and_hides_no_open_door(desk: BoxDesk) -> None:
    assert desk.look(report(OPEN))
    assert not desk.look(report(Busy(AT)))
    assert not desk.look(report(OPEN))
    assert desk.known(report(Busy(AT))).status == OPEN
    assert desk.known(report(Ready())).status == Ready()


def test_busy_device_of_another_role_stays_busy(desk: BoxDesk) -> None:
    reader = DeviceReport("id-reader", Role.ID_READER, "sam-serial", Busy(AT))
    assert desk.known(reader) == reader


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Unavailable(State.POWER_OFF, "ups-low", Actor.HOST_STAFF, AT), "ups-low"),
        (Attention("ups-powering", Actor.HOST_STAFF, AT), ""),
        (OPEN, ""),
        (GONE, ""),
        (Ready(), ""),
    ],
)
def test_only_the_last_of_a_battery_stops_official_sheets(
    desk: BoxDesk, status: DeviceStatus, reason: str
) -> None:
    desk.look(report(status))
    assert desk.stops_sheets == reason


@pytest.mark.parametrize("ask", [READER, DARK])
def test_wish_travels_between_processes(ask: LightSlot) -> None:
    assert CODEC.decode(CODEC.encode(ask)) == ask
