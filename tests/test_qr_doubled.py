"""A code that comes twice, or while nobody asks: read once, never for the next citizen."""

import threading
from pathlib import Path

import pytest

from devices.ports import Cancelled, NoCode
from devices.qr_scanner.protocol import TRIGGERS, TriggerName
from devices.qr_scanner.serial_scanner import SerialScannerSettings
from tests.fakes.qr_scanner_rig import (
    ENVELOPE,
    PATIENCE_SECONDS,
    MemoryRig,
    PtyRig,
    pty_rig,
    text_of,
)
from tests.leaving_citizen import LeavesWhen

ON, OFF = TRIGGERS["honeywell"].on, TRIGGERS["honeywell"].off


def wait_until_sent(rig: PtyRig, byte_count: int) -> None:
    pause = threading.Event()
    while rig.virtual.carried_bytes < byte_count:
        pause.wait(0.005)


def test_doubled_code_is_read_once(tmp_path: Path) -> None:
    with pty_rig(tmp_path) as rig:
        rig.virtual.double()
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
        wait_until_sent(rig, 2 * len(ENVELOPE + "\r") + len(ON) + len(OFF))
        assert rig.scan(0.8) == NoCode()


def test_code_shown_between_two_citizens_is_thrown_away(tmp_path: Path) -> None:
    with pty_rig(tmp_path, trigger="none") as rig:
        rig.virtual.show("somebody-else")
        wait_until_sent(rig, len("somebody-else") + 1)
        assert rig.scan(0.5) == NoCode()


def test_code_on_its_way_at_the_start_is_not_read_by_half() -> None:
    rig = MemoryRig(SerialScannerSettings("memory", trigger="none", gap_seconds=0.08))
    rest, now = b"body-else" * 3 + b"\r", rig.clock.monotonic()
    for number, byte in enumerate(rest):
        rig.transport._arriving.append((now + 0.07 * number, bytes([byte])))
    assert rig.scan(5.0) == NoCode()
    rig.transport._arriving.append((rig.clock.monotonic() + 0.2, ENVELOPE.encode() + b"\r"))
    assert text_of(rig.scan()) == ENVELOPE


@pytest.mark.parametrize("trigger", ["honeywell", "newland"])
def test_light_is_out_after_every_scan(tmp_path: Path, trigger: TriggerName) -> None:
    with pty_rig(tmp_path, trigger=trigger) as rig:
        lit = LeavesWhen(lambda: bool(rig.virtual.state()["lit"]))
        assert rig.scanner.scan(PATIENCE_SECONDS, lit) == Cancelled()
        wait_until_dark(rig)
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
        wait_until_dark(rig)
        on, off = rig.virtual.commands()[:2]
        assert rig.virtual.commands() == [on, off, on, off]


def wait_until_dark(rig: PtyRig) -> None:
    """The last command still has to cross the wire."""
    pause = threading.Event()
    while len(rig.virtual.commands()) % 2 or rig.virtual.state()["lit"]:
        pause.wait(0.005)
