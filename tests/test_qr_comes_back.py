"""On its worker the scanner is found again by itself, whatever happened to the cable."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.ports import CodeRead
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.status import Ready, Role, Unavailable
from devices.virtual.qr_scanner import VirtualQrScanner
from devices.worker import DeviceFailed
from kiosk.clock import SystemClock
from tests.fakes.qr_scanner_rig import ENVELOPE
from tests.fakes.working_driver import PATIENCE_SECONDS, WorkingDriver


class Hall(WorkingDriver[SerialQrScanner]):
    """A scanner on its worker, and the far end of its cable."""

    def __init__(self, folder: Path) -> None:
        clock, port = SystemClock(), folder / "qr-scanner"
        super().__init__(Role.QR_SCANNER, SerialQrScanner(SerialScannerSettings(str(port)), clock))
        self.virtual = VirtualQrScanner(port, clock)

    def ask_for_code(self) -> None:
        self.ask(lambda scanner: scanner.scan(PATIENCE_SECONDS, threading.Event()))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.stop()
    hall.virtual.stop()


def test_scanner_that_is_plugged_in_late_comes_into_service(hall: Hall) -> None:
    hall.start()
    missing = hall.wait_for(Unavailable)
    assert isinstance(missing, Unavailable)
    assert missing.reason == "no-such-port"
    hall.virtual.start()
    hall.wait_for(Ready)
    hall.virtual.show(ENVELOPE)
    hall.ask_for_code()
    assert isinstance(hall.answer(), CodeRead)


def test_scanner_unplugged_in_use_fails_the_scan_and_comes_back(hall: Hall) -> None:
    hall.virtual.start()
    hall.start()
    hall.wait_for(Ready)
    hall.ask_for_code()
    assert hall.virtual.wait_until_lit(PATIENCE_SECONDS)
    hall.virtual.unplug()
    assert isinstance(hall.answer(), DeviceFailed)
    hall.virtual.plug()
    hall.wait_for(Ready)
    hall.virtual.show(ENVELOPE)
    hall.ask_for_code()
    assert isinstance(hall.answer(), CodeRead)
