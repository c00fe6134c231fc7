"""Hands at the plugs of a virtual bus while a driver claims, opens and writes on another thread."""

import threading

import pytest
import usb.core

from devices.transport.hid_reports import HidReports, HidSettings
from devices.virtual.hid_bus import HidIdentity, HidPlug, VirtualHidBus
from devices.virtual.hid_pos_scanner import VirtualHidPosScanner
from devices.virtual.usb_bus import Gadget, GadgetIdentity, VirtualUsbBus
from kiosk.clock import SystemClock

_LIMIT_SECONDS = 30.0
_IDENTITY = HidIdentity(0x0C2E, 0x0B07, "SYN-0001")


class Looked(dict):
    """Claims; somebody else has a turn while they are gone through."""

    def __init__(self, claims, meanwhile):
        super().__init__(claims)
        self.meanwhile = meanwhile

    def items(self):
        for item in super().items():
            self.meanwhile()
            yield item


def gadget(port: int) -> Gadget:
    return Gadget(GadgetIdentity(0x0400, 0xC35A, ports=(port,)), lambda _, data: len(data))


def test_claim_made_while_another_device_is_pulled_out_holds() -> None:
    bus, pulled, kept = VirtualUsbBus(SystemClock()), gadget(1), gadget(2)
    bus.plug(pulled)
    bus.plug(kept)
    bus.claim_interface(bus.open_device(pulled), 0)
    handle, drivers = bus.open_device(kept), []

    def claim_meanwhile() -> None:
        drivers.append(threading.Thread(target=bus.claim_interface, args=(handle, 0)))
        drivers[0].start()
        # One that has to wait for the hand comes after it.
        drivers[0].join(0.2)

    bus._claims = Looked(bus._claims, claim_meanwhile)
    bus.unplug(pulled)
    drivers[0].join(_LIMIT_SECONDS)
    with pytest.raises(usb.core.USBTimeoutError):
        bus.bulk_read(handle, 0x81, 0, bytearray(64), 1)


def test_packet_that_was_on_its_way_when_the_plug_was_pulled_is_not_fetched_from_the_next() -> None:
    bus, one = VirtualUsbBus(SystemClock()), gadget(1)
    bus.plug(one)
    bus.unplug(one)
    one.send(0x81, b"late")
    bus.plug(one)
    handle = bus.open_device(one)
    bus.claim_interface(handle, 0)
    with pytest.raises(usb.core.USBTimeoutError):
        bus.bulk_read(handle, 0x81, 0, bytearray(64), 1)


def test_hid_device_that_is_listed_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds it in the list, be it in the very moment of plugging in, has a live handle."""
    bus = VirtualHidBus()
    plug = HidPlug(_IDENTITY)
    reports = HidReports(HidSettings(*_ids()), SystemClock(), bus)
    plain, seen = plug.set_plugged, []

    def looked_at_before(*, is_plugged: bool) -> None:
        if is_plugged and bus.enumerate(*_ids()):
            reports.open()
            seen.append("before")
        plain(is_plugged=is_plugged)

    monkeypatch.setattr(plug, "set_plugged", looked_at_before)
    bus.plug(plug)
    if not seen:
        reports.open()
    reports.write(b"\0report")
    reports.close()


def test_trigger_that_was_on_its_way_when_the_plug_was_pulled_lights_nothing() -> None:
    bus = VirtualHidBus()
    scanner = VirtualHidPosScanner(bus)
    scanner.start()
    plain = scanner.plug_end.on_report
    scanner.plug_end.on_report = lambda report: (scanner.unplug(), plain(report))
    handle = bus.device()
    handle.open_path(scanner.plug_end.path)
    handle.write(bytes([0xFD, 3]) + b"\x16T\r".ljust(62, b"\0"))
    assert scanner.state()["lit"] is False


def _ids() -> tuple[int, int]:
    return _IDENTITY.vendor_id, _IDENTITY.product_id
