"""Codes that come late, scanners that go dark by themselves, and citizens who leave meanwhile."""

import threading
from itertools import pairwise
from pathlib import Path

import pytest

from devices.ports import Cancelled, NoCode
from devices.qr_scanner.serial_scanner import SerialScannerSettings
from devices.status import DeviceGoneError, Ready
from devices.transport.memory import Delivery, delayed
from tests.fakes.qr_scanner_rig import ENVELOPE, PATIENCE_SECONDS, MemoryRig, pty_rig, text_of


def test_late_code_is_read(tmp_path: Path) -> None:
    with pty_rig(tmp_path) as rig:
        rig.virtual.delay(0.5)
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE


def test_crawling_line_is_one_code_while_no_pause_is_longer_than_the_gap() -> None:
    def crawl(code: bytes) -> list[Delivery]:
        return [Delivery(code[at : at + 1], 0.07 * at) for at in range(len(code))]

    settings = SerialScannerSettings("memory", terminator="none", gap_seconds=0.08)
    rig = MemoryRig(settings, lambda lit: ENVELOPE.encode() if lit == b"\x16T\r" else b"", crawl)
    assert text_of(rig.scan()) == ENVELOPE


def test_light_is_lit_again_while_nobody_shows_anything() -> None:
    settings = SerialScannerSettings("memory", trigger_again_seconds=10.0)
    rig = MemoryRig(settings)
    assert rig.scan(35.0) == NoCode()
    assert rig.transport.requests == [b"\x16T\r"] * 4 + [b"\x16U\r"]


@pytest.mark.parametrize("late_seconds", [0.3, 9.9, 29.0])
def test_code_is_read_however_long_the_citizen_searches(late_seconds: float) -> None:
    asked: list[bytes] = []

    def peer(request: bytes) -> bytes:
        asked.append(request)
        return b"ABC\r" if asked.count(b"\x16T\r") == 1 and request == b"\x16T\r" else b""

    rig = MemoryRig(SerialScannerSettings("memory"), peer, delayed(late_seconds))
    assert text_of(rig.scan(30.0)) == "ABC"


def test_code_after_the_deadline_is_no_code() -> None:
    rig = MemoryRig(SerialScannerSettings("memory"), lambda _: b"ABC\r", delayed(5.0))
    assert rig.scan(4.0) == NoCode()


def test_citizen_who_leaves_ends_the_scan_before_its_time(tmp_path: Path) -> None:
    with pty_rig(tmp_path) as rig:
        outcomes: list[object] = []
        waiting = threading.Thread(target=lambda: outcomes.append(rig.scan(3600.0)), name="waiting")
        waiting.start()
        assert rig.virtual.wait_until_lit(PATIENCE_SECONDS)
        rig.cancelled.set()
        waiting.join(PATIENCE_SECONDS)
        assert outcomes == [Cancelled()]


def test_cancellation_is_looked_for_at_least_every_0_3_seconds() -> None:
    rig = MemoryRig(SerialScannerSettings("memory"))
    looks: list[float] = []

    class Watched(threading.Event):
        def is_set(self) -> bool:
            looks.append(rig.clock.monotonic())
            return super().is_set()

    assert rig.scanner.scan(20.0, Watched()) == NoCode()
    assert max(b - a for a, b in pairwise(looks)) <= 0.3


def test_silent_scanner_is_found_by_asking_it() -> None:
    rig = MemoryRig(SerialScannerSettings("memory", trigger="newland"))
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.scanner.probe()


def test_silent_scanner_that_nobody_can_ask_is_only_known_to_be_plugged_in() -> None:
    rig = MemoryRig(SerialScannerSettings("memory"))
    assert rig.scanner.probe() == Ready()
    assert "answers-probe" not in rig.scanner.capabilities()
    rig.transport.plugged = False
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.scanner.probe()


def test_refused_trigger_is_a_broken_scanner(tmp_path: Path) -> None:
    with pty_rig(tmp_path, trigger="newland") as rig:
        rig.virtual.refuse_commands()
        with pytest.raises(DeviceGoneError, match="trigger-refused"):
            rig.scan()
        rig.virtual.heal()
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
