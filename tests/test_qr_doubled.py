"""A code that comes twice, or while nobody asks: read once, never for the next citizen."""

import threading
from pathlib import Path

import pytest

from devices.ports import NoCode
from devices.qr_scanner.protocol import TriggerName
from tests.fakes.qr_scanner_rig import ENVELOPE, PtyRig, pty_rig, text_of


def wait_until_sent(rig: PtyRig, byte_count: int) -> None:
    pause = threading.Event()
    while rig.virtual.carried_bytes < byte_count:
        pause.wait(0.005)


def test_doubled_code_is_read_once(tmp_path: Path) -> None:
    with pty_rig(tmp_path) as rig:
        rig.virtual.double()
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
        assert rig.scan(0.8) == NoCode()


def test_code_shown_between_two_citizens_is_thrown_away(tmp_path: Path) -> None:
    with pty_rig(tmp_path, trigger="none") as rig:
        rig.virtual.show("somebody-else")
        wait_until_sent(rig, len("somebody-else") + 1)
        assert rig.scan(0.5) == NoCode()


def test_code_on_its_way_at_the_start_is_not_read_by_half(tmp_path: Path) -> None:
    with pty_rig(tmp_path, trigger="none") as rig:
        rig.virtual.show("somebody-else" * 20)
        wait_until_sent(rig, 100)
        assert rig.scan(1.0) == NoCode()
        rig.virtual.delay(0.2)
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE


@pytest.mark.parametrize("trigger", ["honeywell", "newland"])
def test_light_is_out_after_every_scan(tmp_path: Path, trigger: TriggerName) -> None:
    with pty_rig(tmp_path, trigger=trigger) as rig:
        assert rig.scan(0.2) == NoCode()
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
