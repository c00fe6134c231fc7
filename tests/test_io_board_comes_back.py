"""Board, worker and the host's desk on one real wire: pulled, silent, deaf and back again."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.io_board import line
from devices.io_board.modbus_board import ModbusBoard
from devices.ports import Contact
from devices.status import Attention, DeviceStatus, Ready, Role, State, Unavailable
from devices.virtual.io_board import VirtualIoBoard
from kiosk.clock import SystemClock
from kiosk.host.box_desk import BoxDesk
from kiosk.host.messages import LightSlot
from tests.fakes.io_board_rig import WIRED
from tests.fakes.tamper_rig import latch_in
from tests.fakes.working_driver import PATIENCE_SECONDS, WorkingDriver

#: Two of them are well below what a test waits for.
ANSWER_SECONDS = 10.0


class NoPost:
    """Nobody is to be told anything here."""

    def send(self, visit_id: str, message: object, blob: bytearray | None = None) -> None:
        raise AssertionError(f"{visit_id} {message}")


class Box(WorkingDriver[ModbusBoard]):
    """The board on its worker, and the desk that hears its reports."""

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        settings = replace(WIRED, port=str(folder / "io-board"))
        self.virtual = VirtualIoBoard(settings, clock)
        super().__init__(
            Role.IO_BOARD,
            ModbusBoard(settings, clock),
            on_report=lambda report: self.desk.look(report),
        )
        self.desk = BoxDesk(NoPost(), self.worker, latch_in(folder))  # type: ignore[arg-type]

    def wait_lit(self, *roles: Role) -> None:
        never, clock = threading.Event(), SystemClock()
        give_up = clock.monotonic() + PATIENCE_SECONDS
        while self.virtual.lit() != set(roles):
            assert clock.monotonic() < give_up, self.virtual.state()
            clock.wait(never, 0.01)


def is_ready(status: DeviceStatus) -> bool:
    return isinstance(status, Ready)


def is_gone(status: DeviceStatus) -> bool:
    return isinstance(status, Unavailable) and status.state is State.NO_DEVICE


def says(reason: str) -> Callable[[DeviceStatus], bool]:
    return lambda status: getattr(status, "reason", "") == reason


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    # Whoever is there answers, though on a loaded machine it may take its time.
    monkeypatch.setattr(line, "ANSWER_LIMIT_SECONDS", ANSWER_SECONDS)
    box = Box(tmp_path)
    yield box
    box.stop()
    box.virtual.stop()


@pytest.fixture
def lit(box: Box) -> Box:
    box.virtual.start()
    box.start()
    box.wait_for(is_ready)
    box.desk.light("one", LightSlot(Role.ID_READER))
    box.wait_lit(Role.ID_READER)
    return box


def test_board_that_is_plugged_in_late_lights_what_is_wished_for_by_then(box: Box) -> None:
    box.start()
    assert says("no-such-port")(box.wait_for(is_gone))
    box.desk.light("one", LightSlot(Role.ID_READER))
    box.desk.light("one", LightSlot(Role.DOCUMENT_SCANNER))
    box.virtual.start()
    box.wait_for(is_ready)
    box.wait_lit(Role.DOCUMENT_SCANNER)


def test_board_pulled_while_a_lamp_burns_goes_dark_after_the_visit_was_over(lit: Box) -> None:
    lit.virtual.unplug()
    lit.wait_for(is_gone)
    lit.desk.forget("one")
    assert lit.virtual.lit() == {"id-reader"}  # nobody can reach it
    lit.virtual.plug()
    lit.wait_for(is_ready)
    lit.wait_lit()


def test_board_that_falls_silent_is_said_and_comes_back_with_its_light(
    lit: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hasty:
        hasty.setattr(line, "ANSWER_LIMIT_SECONDS", 0.5)
        # Nothing that was asked with patience is under way any more.
        lit.does(lambda board: board.probe())
        lit.virtual.stick()
        assert says("not-answering")(lit.wait_for(is_gone))
    lit.virtual.forget_lights()
    lit.virtual.heal()
    lit.wait_for(is_ready)
    lit.wait_lit(Role.ID_READER)


def test_host_that_stops_leaves_no_lamp_burning(lit: Box) -> None:
    lit.stop()
    assert lit.virtual.lit() == set()


@pytest.mark.parametrize("fault", ["spoil-crc", "garble"])
def test_single_faults_on_a_real_wire_are_no_news(lit: Box, fault: str) -> None:
    lit.virtual.actions[fault]()
    lit.desk.light("one", LightSlot(Role.RECEIPT_PRINTER))
    lit.wait_lit(Role.RECEIPT_PRINTER)
    lit.virtual.move(Contact.CABINET_DOOR, is_on=True)
    lit.wait_for(says("door-open"))
    lit.virtual.move(Contact.CABINET_DOOR, is_on=False)
    said: list[DeviceStatus] = []
    lit.wait_for(lambda status: said.append(status) or is_ready(status))  # type: ignore[func-returns-value]
    assert not any(is_gone(status) for status in said)


def test_day_of_the_box_is_told_in_order(lit: Box) -> None:
    for action, reason in (
        ("mains-off", "ups-powering"),
        ("battery-low", "ups-low"),
        ("tamper", "tampered"),
    ):
        lit.virtual.actions[action]()
        status = lit.wait_for(says(reason))
        assert isinstance(status, Attention | Unavailable)
    lit.virtual.heal()
    lit.wait_for(is_ready)
