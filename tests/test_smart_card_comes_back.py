"""On its worker the card reader is found again by itself, whatever became of pcscd."""

import queue
import threading
from collections.abc import Iterator

import pytest

from devices.smart_card_reader.pcsc_reader import PcscCardReader
from devices.smart_card_reader.port import ChipOutcome, ChipRead
from devices.status import DeviceReport, Ready, Role, Unavailable
from devices.virtual.smart_card import VirtualSmartCardReader
from devices.worker import DeviceFailed, DeviceWorker, WorkerTiming
from kiosk.clock import SystemClock
from tests.fakes.smart_card_rig import PATIENCE_SECONDS, driver, needs_pcscd, virtual_reader

pytestmark = needs_pcscd

#: The ladder of the product, with short rungs.
QUICK = WorkerTiming(
    probe_seconds=0.05,
    reopen_first_seconds=0.02,
    reopen_cap_seconds=0.1,
    probe_limit_seconds=0.2,
)


class Hall:
    """A reader on its worker, and what the worker reports."""

    def __init__(self, virtual: VirtualSmartCardReader) -> None:
        self.virtual = virtual
        self.reports: queue.SimpleQueue[DeviceReport] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[ChipOutcome | DeviceFailed] = queue.SimpleQueue()
        self.worker: DeviceWorker[PcscCardReader] = DeviceWorker(
            device_id="social-security",
            role=Role.SMART_CARD_READER,
            model="virtual reader",
            device=driver(),
            clock=SystemClock(),
            on_change=self.reports.put,
            timing=QUICK,
        )
        self.worker.start()

    def wait_until(self, status: type[Ready | Unavailable], reason: str = "") -> None:
        while True:
            found = self.reports.get(timeout=PATIENCE_SECONDS).status
            if isinstance(found, status) and getattr(found, "reason", "") == reason:
                return

    def ask(self, deadline_seconds: float = PATIENCE_SECONDS) -> None:
        self.worker.submit(
            lambda reader: reader.read_card(PATIENCE_SECONDS, threading.Event()),
            self.answers.put,
            deadline_seconds=deadline_seconds,
        )

    def answer(self) -> ChipOutcome | DeviceFailed:
        return self.answers.get(timeout=PATIENCE_SECONDS)


@pytest.fixture
def hall() -> Iterator[Hall]:
    with virtual_reader() as virtual:
        hall = Hall(virtual)
        yield hall
        virtual.heal()
        hall.worker.stop()


def test_end_of_pcscd_is_an_event_and_a_new_one_is_found(hall: Hall) -> None:
    hall.wait_until(Ready)
    hall.virtual.stop_service()
    hall.wait_until(Unavailable, "service-absent")
    hall.virtual.plug()
    hall.wait_until(Ready)
    hall.virtual.lay()
    hall.ask()
    assert isinstance(hall.answer(), ChipRead)


def test_reader_unplugged_in_use_fails_the_reading_and_comes_back(hall: Hall) -> None:
    hall.wait_until(Ready)
    hall.ask()
    hall.virtual.unplug()
    assert isinstance(hall.answer(), DeviceFailed)
    hall.wait_until(Unavailable, "reader-absent")
    hall.virtual.plug()
    hall.wait_until(Ready)


def test_daemon_that_hangs_is_told_as_stuck_and_not_as_well(hall: Hall) -> None:
    hall.wait_until(Ready)
    hall.virtual.stick()
    pause = threading.Event()
    while getattr(hall.worker.report().status, "reason", "") != "worker-stuck":
        pause.wait(0.02)
    hall.virtual.heal()
    hall.virtual.lay()
    hall.ask()
    assert isinstance(hall.answer(), ChipRead)
