"""When the hand has pulled the plug, the host's line is dead: not a moment later."""

import os
import select
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.virtual import pty_wire
from devices.virtual.pty_wire import PtyWire
from kiosk.clock import SystemClock

_LIMIT_SECONDS = 30.0


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[PtyWire]:
    wire = PtyWire(tmp_path / "port", SystemClock(), 9600)
    wire.plug()
    yield wire
    wire.close()


class SlowToLetGo:
    """A device's thread that gets no turn for a moment after it was woken.

    The kernel keeps a descriptor open for a ``select`` that waits on it, whoever closes it
    meanwhile; a second one for the same line stands for that.
    """

    def __init__(self) -> None:
        self.waits, self.host_has_looked = threading.Event(), threading.Event()

    def select(
        self, reading: list[int], writing: list[int], odd: list[int], seconds: float | None
    ) -> tuple[list[int], list[int], list[int]]:
        kept = [os.dup(end) for end in reading[1:]]
        self.waits.set()
        try:
            ready = select.select(reading, writing, odd, seconds)
            self.host_has_looked.wait(0.2)
        finally:
            for end in kept:
                os.close(end)
        return ready


def test_line_is_dead_once_unplugging_has_returned(
    wire: PtyWire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowToLetGo()
    monkeypatch.setattr(pty_wire, "select", slow)
    device = threading.Thread(target=wire.read, name="device")
    device.start()
    assert slow.waits.wait(_LIMIT_SECONDS)
    host = os.open(tmp_path / "port", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        wire.unplug()
        poller = select.poll()
        poller.register(host, select.POLLIN)
        seen = poller.poll(0)
        slow.host_has_looked.set()
        assert seen
        assert seen[0][1] & select.POLLHUP
    finally:
        slow.host_has_looked.set()
        os.close(host)
        device.join(_LIMIT_SECONDS)


def test_hands_that_pull_and_push_at_once_leave_one_line_or_none(
    wire: PtyWire, tmp_path: Path
) -> None:
    ended = threading.Event()

    def device() -> None:
        while not ended.is_set():
            wire.read(0.01)

    def hand(deed: str) -> None:
        for _ in range(100):
            getattr(wire, deed)()

    reader = threading.Thread(target=device, name="device")
    hands = [
        threading.Thread(target=hand, args=(deed,), name=f"hand-{deed}")
        for deed in ("plug", "unplug")
    ]
    for thread in (reader, *hands):
        thread.start()
    for thread in hands:
        thread.join(_LIMIT_SECONDS)
    wire.plug()
    assert wire.is_plugged
    assert (tmp_path / "port").resolve().is_char_device()
    wire.unplug()
    ended.set()
    wire.wake()
    reader.join(_LIMIT_SECONDS)
    assert not wire.is_plugged
    assert not (tmp_path / "port").is_symlink()
