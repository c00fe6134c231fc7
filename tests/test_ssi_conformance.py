"""The SSI scanner passes the suite of its port, and keeps to the makers' handshake."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.ports import Cancelled
from devices.qr_scanner.ssi_scanner import SsiQrScanner, SsiScannerSettings
from kiosk.clock import SystemClock
from tests.conformance_qr_scanner import QrScannerConformance
from tests.fakes.qr_scanner_rig import ENVELOPE, PATIENCE_SECONDS, text_of
from tests.fakes.ssi_scanner_rig import SsiRig, ssi_rig
from tests.leaving_citizen import LeavesWhen

START, STOP = bytes.fromhex("04E40400"), bytes.fromhex("04E50400")
AIM_ON, AIM_OFF = bytes.fromhex("04C50400"), bytes.fromhex("04C40400")


@dataclass(frozen=True)
class VirtualBench:
    rig: SsiRig

    @property
    def scanner(self) -> SsiQrScanner:
        return self.rig.scanner

    def show(self, text: str) -> None:
        self.rig.virtual.show(text)

    def hide(self) -> None:
        self.rig.virtual.hide()


class TestVirtual(QrScannerConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[VirtualBench]:
        with ssi_rig(tmp_path) as rig:
            yield VirtualBench(rig)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SsiRig]:
    with ssi_rig(tmp_path) as rig:
        yield rig


def test_good_read_is_acknowledged_so_the_scanner_beeps(rig: SsiRig) -> None:
    rig.virtual.show(ENVELOPE)
    assert text_of(rig.scan()) == ENVELOPE
    assert rig.virtual.wait_for_beep("good-read", PATIENCE_SECONDS)
    assert rig.virtual.state()["waiting_for_ack"] is False
    assert rig.virtual.commands() == [START]


def test_session_without_a_code_is_ended(rig: SsiRig) -> None:
    lit = LeavesWhen(lambda: bool(rig.virtual.state()["lit"]))
    assert rig.scanner.scan(PATIENCE_SECONDS, lit) == Cancelled()
    assert rig.virtual.wait_for_command(STOP, PATIENCE_SECONDS)
    assert rig.virtual.commands()[:2] == [START, STOP]
    assert rig.virtual.state()["lit"] is False


@pytest.mark.parametrize("length", [1, 250, 251, 2953])
def test_code_longer_than_a_packet_is_one_code(tmp_path: Path, length: int) -> None:
    code = "".join(chr(65 + number % 26) for number in range(length))
    with ssi_rig(tmp_path, baud=115200) as rig:
        rig.virtual.show(code)
        assert text_of(rig.scan()) == code
        assert rig.virtual.wait_for_beep("good-read", PATIENCE_SECONDS)


def test_symbology_is_told_without_an_aim_prefix(rig: SsiRig) -> None:
    rig.virtual.show("]Q1 is content")
    outcome = rig.scan()
    assert text_of(outcome) == "]Q1 is content"
    assert getattr(outcome, "symbology", None) == "qr"


def test_aim_is_on_while_it_looks_and_off_after(tmp_path: Path) -> None:
    with ssi_rig(tmp_path, aim="lit", beep_after_read=True) as rig:
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
        assert rig.virtual.wait_for_beep("ordered-0", PATIENCE_SECONDS)
        assert rig.virtual.wait_for_command(AIM_OFF, PATIENCE_SECONDS)
        assert rig.virtual.commands()[:2] == [AIM_ON, START]
        assert rig.virtual.state()["aiming"] is False


def test_citizen_who_leaves_ends_the_scan_before_its_time(rig: SsiRig) -> None:
    outcomes: list[object] = []
    waiting = threading.Thread(target=lambda: outcomes.append(rig.scan(3600.0)), name="waiting")
    waiting.start()
    assert rig.virtual.wait_until_lit(PATIENCE_SECONDS)
    rig.cancelled.set()
    waiting.join(PATIENCE_SECONDS)
    assert len(outcomes) == 1


REAL_PORT = os.environ.get("OPENHALL_SSI_SCANNER")

if REAL_PORT is not None:

    @dataclass(frozen=True)
    class RealBench:
        scanner: SsiQrScanner

        def show(self, text: str) -> None:
            input(f"Hold up a QR code that says {text}, then press Enter: ")

        def hide(self) -> None:
            input("Take the code away, then press Enter: ")

    @pytest.mark.hardware
    class TestReal(QrScannerConformance):
        @pytest.fixture
        def bench(self) -> Iterator[RealBench]:
            scanner = SsiQrScanner(SsiScannerSettings(REAL_PORT), SystemClock())
            scanner.open()
            yield RealBench(scanner)
            scanner.close()
