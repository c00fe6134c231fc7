"""The pattern that shows where to hold a code: set at each opening, and said when it cannot be."""

import threading
from pathlib import Path

import pytest

from devices.ports import NoCode
from devices.qr_scanner.protocol import AimName, TriggerName
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.status import Attention, Ready
from devices.virtual.qr_scanner import VirtualQrScanner
from kiosk.clock import SystemClock
from tests.fakes.qr_scanner_rig import ENVELOPE, PATIENCE_SECONDS, MemoryRig, pty_rig, text_of


@pytest.fixture
def virtual(tmp_path: Path, request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    scanner = VirtualQrScanner(
        tmp_path / "qr-scanner", SystemClock(), baud=38400, trigger=request.param
    )
    scanner.start()
    yield scanner
    scanner.stop()


def opened(tmp_path: Path, trigger: TriggerName, aim: AimName) -> SerialQrScanner:
    settings = SerialScannerSettings(str(tmp_path / "qr-scanner"), 38400, trigger, aim=aim)
    driver = SerialQrScanner(settings, SystemClock())
    driver.open()
    return driver


@pytest.mark.parametrize("virtual", ["honeywell", "newland"], indirect=True)
@pytest.mark.parametrize(("aim", "is_shown"), [("dark", False), ("lit", True)])
def test_aim_is_as_the_settings_say(
    tmp_path: Path, virtual: VirtualQrScanner, aim: AimName, is_shown: bool
) -> None:
    driver = opened(tmp_path, virtual._trigger, aim)
    assert driver.probe() == Ready()
    assert virtual.state()["aiming"] is is_shown
    virtual.show(ENVELOPE)
    assert text_of(driver.scan(PATIENCE_SECONDS, threading.Event())) == ENVELOPE
    driver.close()


@pytest.mark.parametrize("virtual", ["honeywell", "newland"], indirect=True)
def test_scanner_without_such_a_pattern_reads_all_the_same(
    tmp_path: Path, virtual: VirtualQrScanner
) -> None:
    virtual.refuse_commands()
    driver = opened(tmp_path, virtual._trigger, "lit")
    virtual.heal()
    status = driver.probe()
    assert isinstance(status, Attention)
    assert status.reason == "aim-refused"
    virtual.show(ENVELOPE)
    assert text_of(driver.scan(PATIENCE_SECONDS, threading.Event())) == ENVELOPE
    driver.close()


def test_make_that_has_no_such_command_is_said_too() -> None:
    rig = MemoryRig(SerialScannerSettings("memory", trigger="none", aim="lit"))
    status = rig.scanner.probe()
    assert isinstance(status, Attention)
    assert status.reason == "aim-refused"


def test_aim_as_it_is_asks_nothing() -> None:
    rig = MemoryRig(SerialScannerSettings("memory", trigger="none"))
    assert rig.scanner.probe() == Ready()
    assert rig.transport.requests == []


@pytest.mark.parametrize(("trigger", "command"), [
    ("newland-escape", b"\x1b1"), ("newland-soh", b"\x01T\x04"),
])  # fmt: skip
def test_short_triggers_of_newland_light_the_scanner(
    tmp_path: Path, trigger: TriggerName, command: bytes
) -> None:
    with pty_rig(tmp_path, trigger=trigger) as rig:
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
        assert rig.virtual.commands() == [command]
        assert rig.scan(0.2) == NoCode()
