"""The desk of the box: one light for one visit, and a board that may be missing at any time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
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
from kiosk.host.messages import (
    CODEC,
    LightSlot,
    PaperProgressed,
    PaperResult,
    PrintLicenceJob,
)
from tests.fakes.tamper_rig import latch_in

AT = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)
GONE = Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, AT)
OPEN = Unavailable(State.POTENTIAL_FRAUD, "door-open", Actor.TECHNICIAN, AT)
READER, TRAY = LightSlot(Role.ID_READER), LightSlot(Role.DOCUMENT_SCANNER)
DARK = LightSlot(None)
JOB = PrintLicenceJob(7, "case", "result", is_numbered=True, number="1", copy_seq=1, pages=1)


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


@dataclass
class Post:
    """What visits were told."""

    sent: list[tuple[str, object]] = field(default_factory=list)

    def send(self, visit_id: str, message: object, blob: bytearray | None = None) -> None:
        self.sent.append((visit_id, message))


@pytest.fixture
def lamps() -> Lamps:
    return Lamps()


@pytest.fixture
def desk(lamps: Lamps, tmp_path: Path) -> BoxDesk:
    desk = BoxDesk(Post(), lamps, latch_in(tmp_path))  # type: ignore[arg-type]
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


def test_driver_that_replaces_a_stuck_one_learns_the_light(desk: BoxDesk, lamps: Lamps) -> None:
    desk.light("one", READER)
    stuck = Unavailable(State.HARDWARE_ERROR, "worker-stuck", Actor.TECHNICIAN, AT)
    assert desk.known(report(stuck)).status == stuck
    desk.look(report(Ready()))
    assert lamps.lit == [lit(Role.ID_READER)] * 2


def test_terminal_without_a_board_takes_wishes_and_does_nothing(tmp_path: Path) -> None:
    desk = BoxDesk(Post(), None, latch_in(tmp_path))  # type: ignore[arg-type]
    desk.light("one", READER)
    desk.forget("one")
    assert not desk.refuses_sheet("one", JOB, bytearray(b"PDF"))


def test_switching_a_lamp_hides_no_open_door(desk: BoxDesk) -> None:
    desk.look(report(OPEN))
    desk.look(report(Busy(AT)))
    assert desk.known(report(Busy(AT))).status == OPEN
    assert desk.known(report(Ready())).status == Ready()


def test_busy_device_of_another_role_stays_busy(desk: BoxDesk) -> None:
    reader = DeviceReport("id-reader", Role.ID_READER, "sam-serial", Busy(AT))
    assert desk.known(reader) == reader


UPS_LOW = Unavailable(State.POWER_OFF, "ups-low", Actor.HOST_STAFF, AT)


def test_at_the_end_of_a_battery_no_official_sheet_is_begun(desk: BoxDesk) -> None:
    desk.look(report(UPS_LOW))
    document = bytearray(b"a licence of 1900")
    assert desk.refuses_sheet("one", JOB, document)
    assert not any(document)
    assert desk._post.sent == [  # type: ignore[attr-defined]
        ("one", PaperProgressed(7, PaperResult.REFUSED, "ups-low", "host-staff"))
    ]


@pytest.mark.parametrize(
    "status", [Attention("ups-powering", Actor.HOST_STAFF, AT), OPEN, GONE, Ready()]
)
def test_nothing_else_of_the_box_stops_a_sheet(desk: BoxDesk, status: DeviceStatus) -> None:
    desk.look(report(UPS_LOW))
    desk.look(report(status))
    document = bytearray(b"a licence of 1900")
    assert not desk.refuses_sheet("one", JOB, document)
    assert all(document)


def test_other_device_is_not_taken_for_the_board(desk: BoxDesk, lamps: Lamps) -> None:
    desk.look(DeviceReport("printer", Role.LICENCE_PRINTER, "ipp", UPS_LOW))
    assert not desk.refuses_sheet("one", JOB, bytearray(b"PDF"))


@pytest.mark.parametrize("ask", [READER, DARK])
def test_wish_travels_between_processes(ask: LightSlot) -> None:
    assert CODEC.decode(CODEC.encode(ask)) == ask
