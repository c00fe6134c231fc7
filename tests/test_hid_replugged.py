"""A HID device that is pulled and put back between two questions: the old handle stays dead.

As hidraw has it: the node is another one. A driver that were answered on the old one would wait for
the rest of an answer that went down with the power.
"""

import threading

import pytest

from devices.virtual.hid_bus import HidIdentity, HidPlug, VirtualHidBus, VirtualHidHandle
from kiosk.clock import Clock, SystemClock

LIMIT_MS = 30_000


class WaitedClock(SystemClock):
    """Tells when somebody has begun to wait."""

    def __init__(self) -> None:
        self.waits = threading.Event()

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        self.waits.set()
        return super().wait(event, timeout_seconds)


def opened(clock: Clock | None = None) -> tuple[VirtualHidBus, HidPlug, VirtualHidHandle]:
    bus, plug = VirtualHidBus(), HidPlug(HidIdentity(1, 2), clock=clock or SystemClock())
    bus.plug(plug)
    handle = bus.device()
    handle.open_path(plug.path)
    return bus, plug, handle


def test_a_handle_of_before_reads_and_writes_nothing() -> None:
    bus, plug, handle = opened()
    bus.unplug(plug)
    bus.plug(plug)
    plug.send(b"\x01")
    with pytest.raises(OSError, match="read error"):
        handle.read(64, LIMIT_MS)
    assert handle.write(b"\x00\x01") == -1


def test_a_read_that_waits_ends_although_the_plug_is_back_at_once() -> None:
    clock = WaitedClock()
    bus, plug, handle = opened(clock)
    ended: list[str] = []

    def wait() -> None:
        try:
            ended.append(f"read {handle.read(64, LIMIT_MS)}")
        except OSError as error:
            ended.append(str(error))

    reader = threading.Thread(target=wait)
    reader.start()
    assert clock.waits.wait(LIMIT_MS / 1000)
    bus.unplug(plug)
    bus.plug(plug)
    plug.send(b"\x01")
    reader.join()
    assert ended == ["read error"]
