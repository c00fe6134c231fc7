"""A code that stops short, or comes without its suffix: never taken for a whole one."""

import threading
from pathlib import Path

import pytest

from devices.ports import Cancelled, NoCode
from devices.qr_scanner.serial_scanner import SUFFIX_MISSING, SerialScannerSettings
from devices.status import Actor, Attention, Ready
from tests.fakes.qr_scanner_rig import ENVELOPE, PATIENCE_SECONDS, MemoryRig, pty_rig, text_of
from tests.leaving_citizen import LeavesWhen

SETTINGS = SerialScannerSettings("memory")


def test_cut_code_is_dropped_and_the_light_comes_on_again(tmp_path: Path) -> None:
    with pty_rig(tmp_path) as rig:
        rig.virtual.cut(after_bytes=9)
        rig.virtual.show(ENVELOPE)
        shown_again = threading.Thread(target=_show_when_lit_again, args=(rig.virtual,))
        shown_again.start()
        assert text_of(rig.scan()) == ENVELOPE
        shown_again.join()
        assert rig.virtual.commands().count(b"\x16T\r") == 2


def _show_when_lit_again(virtual) -> None:  # type: ignore[no-untyped-def]
    pause = threading.Event()
    while virtual.commands().count(b"\x16T\r") < 2:
        pause.wait(0.005)
    virtual.show(ENVELOPE)


def test_code_without_suffix_is_no_code(tmp_path: Path) -> None:
    with pty_rig(tmp_path) as rig:
        rig.virtual.drop_terminator()
        rig.virtual.show(ENVELOPE)
        lit_again = LeavesWhen(lambda: rig.virtual.commands().count(b"\x16T\r") > 1)
        assert rig.scanner.scan(PATIENCE_SECONDS, lit_again) == Cancelled()
        assert rig.virtual.state()["sent"] == 1


def test_one_cut_code_is_chance_and_three_are_a_wrong_setting() -> None:
    rig = MemoryRig(SETTINGS, lambda request: b"ABC" if request == b"\x16T\r" else b"")
    before = rig.clock.wall()
    rig.scan(0.5)
    assert rig.scanner.probe() == Ready()
    rig.scan(5.0)
    status = rig.scanner.probe()
    assert isinstance(status, Attention)
    assert (status.reason, status.actor) == (SUFFIX_MISSING, Actor.TECHNICIAN)
    assert status.since > before
    rig.transport.peer = lambda request: b"ABC\r" if request == b"\x16T\r" else b""
    assert text_of(rig.scan()) == "ABC"
    assert rig.scanner.probe() == Ready()


@pytest.mark.parametrize("length", range(1, len(ENVELOPE)))
def test_cut_anywhere_is_never_a_code(length: int) -> None:
    cut = ENVELOPE[:length].encode()
    rig = MemoryRig(SETTINGS, lambda request: cut if request == b"\x16T\r" else b"")
    assert rig.scan(2.0) == NoCode()
