"""On its worker the scanner is found again by itself, whatever happened to the cable."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.ports import CodeOutcome, CodeRead
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.status import DeviceReport, Ready, Role, Unavailable
from devices.virtual.qr_scanner import VirtualQrScanner
from devices.worker import DeviceFailed, DeviceWorker, WorkerTiming
from kiosk.clock import SystemClock
from tests.fakes.qr_scanner_rig import ENVELOPE, PATIENCE_SECONDS

#: The ladder of the product, with short rungs.
QUICK = WorkerTiming(probe_seconds=0.05, reopen_first_seconds=0.02, reopen_cap_seconds=0.1)


class Hall:
    """A scanner on its worker, and what the worker reports."""

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        port = folder / "qr-scanner"
        self.virtual = VirtualQrScanner(port, clock)
        self.reports: queue.SimpleQueue[DeviceReport] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[CodeOutcome | DeviceFailed] = queue.SimpleQueue()
        self.worker = DeviceWorker(
            device_id="qr-scanner",
            role=Role.QR_SCANNER,
            model="virtual scanner",
            device=SerialQrScanner(SerialScannerSettings(str(port)), clock),
            clock=clock,
            on_change=self.reports.put,
            timing=QUICK,
        )

    def wait_for(self, status: type[Ready | Unavailable]) -> Ready | Unavailable:
        while True:
            found = self.reports.get(timeout=PATIENCE_SECONDS).status
            if isinstance(found, status):
                return found

    def ask(self) -> None:
        self.worker.submit(
            lambda scanner: scanner.scan(PATIENCE_SECONDS, threading.Event()),
            self.answers.put,
            deadline_seconds=PATIENCE_SECONDS,
        )

    def answer(self) -> CodeOutcome | DeviceFailed:
        return self.answers.get(timeout=PATIENCE_SECONDS)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.worker.stop()
    hall.virtual.stop()


def test_scanner_that_is_plugged_in_late_comes_into_service(hall: Hall) -> None:
    hall.worker.start()
    missing = hall.wait_for(Unavailable)
    assert isinstance(missing, Unavailable)
    assert missing.reason == "no-such-port"
    hall.virtual.start()
    hall.wait_for(Ready)
    hall.virtual.show(ENVELOPE)
    hall.ask()
    assert isinstance(hall.answer(), CodeRead)


def test_scanner_unplugged_in_use_fails_the_scan_and_comes_back(hall: Hall) -> None:
    hall.virtual.start()
    hall.worker.start()
    hall.wait_for(Ready)
    hall.ask()
    assert hall.virtual.wait_until_lit(PATIENCE_SECONDS)
    hall.virtual.unplug()
    assert isinstance(hall.answer(), DeviceFailed)
    hall.virtual.plug()
    hall.wait_for(Ready)
    hall.virtual.show(ENVELOPE)
    hall.ask()
    assert isinstance(hall.answer(), CodeRead)
