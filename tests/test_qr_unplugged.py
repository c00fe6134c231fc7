"""The cable is pulled, at rest, while waiting and in the middle of a code; then pushed in again."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.ports import NoCode
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.status import DeviceGoneError, Ready
from kiosk.clock import SystemClock
from tests.fakes.qr_scanner_rig import ENVELOPE, PATIENCE_SECONDS, PtyRig, pty_rig, text_of

#: Seconds on the line: a hand that gets no turn for a while still pulls in the middle.
LONG_CODE = ENVELOPE * 200
BEGUN_BYTES = 50


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PtyRig]:
    with pty_rig(tmp_path) as rig:
        yield rig


def pull_the_plug_when_lit(rig: PtyRig, code: str | None) -> threading.Thread:
    """A hand at the cable; with a code, it pulls while the code is on its way."""

    def hand() -> None:
        assert rig.virtual.wait_until_lit(PATIENCE_SECONDS)
        if code is not None:
            before = rig.virtual.carried_bytes
            rig.virtual.show(code)
            while rig.virtual.carried_bytes < before + BEGUN_BYTES:
                rig.cancelled.wait(0.002)
        rig.virtual.unplug()

    thread = threading.Thread(target=hand, name="hand-at-the-cable")
    thread.start()
    return thread


def test_missing_at_start_has_a_reason(tmp_path: Path) -> None:
    scanner = SerialQrScanner(SerialScannerSettings(str(tmp_path / "nothing")), SystemClock())
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        scanner.open()


def test_unplugged_at_rest_is_gone_at_the_next_look(rig: PtyRig) -> None:
    rig.virtual.unplug()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.scanner.probe()


@pytest.mark.parametrize("code", [None, LONG_CODE], ids=["waiting", "reading"])
def test_unplugged_in_use_is_gone_and_no_half_code_is_left(rig: PtyRig, code: str | None) -> None:
    hand = pull_the_plug_when_lit(rig, code)
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.scan()
    hand.join()
    rig.virtual.plug()
    rig.scanner.open()
    assert rig.scan(0.2) == NoCode()


def test_plugged_in_again_reads_the_next_code(rig: PtyRig) -> None:
    hand = pull_the_plug_when_lit(rig, None)
    with pytest.raises(DeviceGoneError):
        rig.scan()
    hand.join()
    rig.scanner.close()
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        rig.scanner.open()
    rig.virtual.plug()
    rig.scanner.open()
    assert rig.scanner.probe() == Ready()
    rig.virtual.show(ENVELOPE)
    assert text_of(rig.scan()) == ENVELOPE


def test_unplugged_scanner_has_no_light(rig: PtyRig) -> None:
    hand = pull_the_plug_when_lit(rig, None)
    with pytest.raises(DeviceGoneError):
        rig.scan()
    hand.join()
    assert rig.virtual.state()["lit"] is False
    assert rig.virtual.state()["plugged"] is False
