"""The serial scanner passes the suite of its port: in each dialect, and on hardware if there is."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from kiosk.clock import SystemClock
from tests.conformance_qr_scanner import QrScannerConformance
from tests.fakes.qr_scanner_rig import PtyRig, pty_rig

#: A code goes out in one piece, which no lack of processor time can tear apart.
BAUD = 921_600


@dataclass(frozen=True)
class VirtualBench:
    rig: PtyRig

    @property
    def scanner(self) -> SerialQrScanner:
        return self.rig.scanner


@dataclass(frozen=True)
class RealBench:
    scanner: SerialQrScanner

    def show(self, text: str) -> None:
        input(f"Hold up a QR code that says {text}, then press Enter: ")

    def hide(self) -> None:
        input("Take the code away, then press Enter: ")


class TestHoneywell(QrScannerConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[VirtualBench]:
        with pty_rig(tmp_path, baud=BAUD) as rig:
            yield VirtualBench(rig)


class TestNewland(QrScannerConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[VirtualBench]:
        with pty_rig(tmp_path, trigger="newland", terminator="crlf", baud=BAUD) as rig:
            yield VirtualBench(rig)


class TestAlwaysOn(QrScannerConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[VirtualBench]:
        with pty_rig(
            tmp_path, trigger="none", terminator="none", aim_prefix=b"]Q1", baud=BAUD
        ) as rig:
            yield VirtualBench(rig)


REAL_PORT = os.environ.get("OPENHALL_QR_SCANNER")

if REAL_PORT is not None:

    @pytest.mark.hardware
    class TestReal(QrScannerConformance):
        @pytest.fixture
        def bench(self) -> Iterator[RealBench]:
            scanner = SerialQrScanner(SerialScannerSettings(REAL_PORT), SystemClock())
            scanner.open()
            yield RealBench(scanner)
            scanner.close()
