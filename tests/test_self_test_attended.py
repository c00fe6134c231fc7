"""Trials with a technician at the machine, on the workers that a running host has."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from config.terminal import Identity
from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.ports import Device
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.status import Role
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.qr_scanner import VirtualQrScanner
from devices.worker import DeviceWorker
from kiosk.clock import SystemClock
from kiosk.i18n import load_texts
from kiosk.upkeep.device_round import submit_test
from kiosk.upkeep.findings import Failed, Passed
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.plan import PLAN, Trial, TrialName
from kiosk.upkeep.self_test import SelfTest
from kiosk.upkeep.slip import encoded_slip, slip_code
from printer.receipt.escpos_printer import EscposPrinter
from tests.receipt_samples import PATIENT, ROOT, network_printer

CLOCK = SystemClock()
IDENTITY = Identity(
    id="QH-BJL-03",
    name="3 号机",
    hall="厅",
    city="市",
    site="B",
    region="990100",
    complaint_line="12345",
)
TRIALS = {trial.name: trial for trials in PLAN.values() for trial in trials}


@contextmanager
def worker_of(role: Role, device: Device) -> Iterator[DeviceWorker[Any]]:
    worker: DeviceWorker[Any] = DeviceWorker(
        device_id=role, role=role, model="x", device=device, clock=CLOCK, on_change=lambda _: None
    )
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def tried(
    worker: DeviceWorker[Any],
    trial: Trial,
    self_test: SelfTest,
    cancelled: threading.Event | None = None,
) -> Passed | Failed:
    settled, results = threading.Event(), []
    stop = cancelled or threading.Event()

    def done(result: Passed | Failed) -> None:
        results.append(result)
        settled.set()

    submit_test(worker, lambda device: self_test.attempt(trial, device, stop), done)
    assert settled.wait(60)
    (result,) = results
    return result


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[tuple[DeviceWorker[Any], VirtualIdReader]]:
    virtual = VirtualIdReader(tmp_path / "reader", CLOCK)
    virtual.start()
    driver = SamSerialReader(SamSerialSettings(str(tmp_path / "reader")), CLOCK)
    with worker_of(Role.ID_READER, driver) as worker:
        yield worker, virtual
    virtual.stop()


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[tuple[DeviceWorker[Any], VirtualQrScanner]]:
    virtual = VirtualQrScanner(tmp_path / "scanner", CLOCK)
    virtual.start()
    driver = SerialQrScanner(SerialScannerSettings(str(tmp_path / "scanner")), CLOCK)
    with worker_of(Role.QR_SCANNER, driver) as worker:
        yield worker, virtual
    virtual.stop()


def test_a_laid_card_passes_and_only_its_length_is_told(
    reader: tuple[DeviceWorker[Any], VirtualIdReader],
) -> None:
    worker, virtual = reader
    virtual.lay()
    result = tried(worker, TRIALS[TrialName.CARD], SelfTest(CLOCK))
    assert isinstance(result, Passed)
    assert set(result.facts) == {"card", "bytes"}


def test_a_technician_who_goes_on_cancels_the_wait_for_a_card(
    reader: tuple[DeviceWorker[Any], VirtualIdReader],
) -> None:
    cancelled = threading.Event()
    cancelled.set()
    result = tried(reader[0], TRIALS[TrialName.CARD], SelfTest(CLOCK), cancelled)
    assert isinstance(result, Failed)
    assert result.reason == "cancelled"


def test_a_device_that_is_gone_fails_its_trial(
    reader: tuple[DeviceWorker[Any], VirtualIdReader],
) -> None:
    worker, virtual = reader
    virtual.unplug()
    assert isinstance(tried(worker, TRIALS[TrialName.CARD], SelfTest(CLOCK)), Failed)


@pytest.mark.parametrize(("shown", "passes"), [("", True), ("another", False)])
def test_only_the_code_of_its_own_slip_passes(
    scanner: tuple[DeviceWorker[Any], VirtualQrScanner], shown: str, passes: bool
) -> None:
    worker, virtual = scanner
    wanted = slip_code(IDENTITY)
    virtual.show(shown or wanted.decode())
    result = tried(worker, TRIALS[TrialName.SLIP_CODE], SelfTest(CLOCK, slip_code=wanted))
    assert isinstance(result, Passed if passes else Failed)
    assert shown == "" or getattr(result, "reason", "") == "another-code"


def test_a_slip_comes_out_and_its_code_is_the_one_that_is_looked_for(tmp_path: Path) -> None:
    guide = Guide(load_texts(ROOT / "config" / "locale" / "zh-CN"))
    fonts = ROOT / "config" / "fonts"
    self_test = SelfTest(CLOCK, lambda: encoded_slip(IDENTITY, CLOCK.wall(), guide, fonts))
    with (
        network_printer(tmp_path) as (virtual, wire),
        worker_of(Role.RECEIPT_PRINTER, EscposPrinter(wire, CLOCK, PATIENT)) as worker,
    ):
        result = tried(worker, TRIALS[TrialName.SLIP], self_test)
        assert isinstance(result, Passed)
        assert virtual.jobs[0].codes == (slip_code(IDENTITY),)
