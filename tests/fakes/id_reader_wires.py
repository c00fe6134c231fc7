"""SAM readers on buses in memory: the driver, pyusb or hidapi's seam, and the virtual reader below.

On a clock that skips all waiting, unless a real one is given.
"""

import threading
from dataclasses import dataclass, field

from devices.id_reader.hid_layouts import HidLayout
from devices.id_reader.sam_hid import SamHidReader, SamHidSettings
from devices.id_reader.sam_reader import SamReader
from devices.id_reader.sam_usb import SamUsbReader, SamUsbSettings
from devices.ports import CardOutcome
from devices.virtual.hid_id_reader import IDS, VirtualHidIdReader
from devices.virtual.usb_id_reader import (
    FOUR_ENDPOINTS,
    PRODUCT_ID,
    TWO_ENDPOINTS,
    VENDOR_ID,
    VirtualUsbIdReader,
)
from kiosk.clock import Clock
from tests.fakes.skipping_clock import SkippingClock

USB_WIRES = {"two-endpoints": TWO_ENDPOINTS, "four-endpoints": FOUR_ENDPOINTS}
HID_WIRES = tuple(layout.value for layout in HidLayout)
USB_IDS = (VENDOR_ID, PRODUCT_ID)
WIRES = (*USB_WIRES, *HID_WIRES)


@dataclass(frozen=True, slots=True)
class WireRig:
    """Driver and virtual reader at the two ends of a bus."""

    reader: SamReader
    virtual: VirtualUsbIdReader | VirtualHidIdReader
    clock: Clock
    cancelled: threading.Event = field(default_factory=threading.Event)

    def read(self, timeout_seconds: float = 10.0) -> CardOutcome:
        return self.reader.read_card(timeout_seconds, self.cancelled)


def wire_rig(wire: str, clock: Clock | None = None) -> WireRig:
    """Plugged in, the driver not yet open."""
    clock = clock or SkippingClock()
    if wire in USB_WIRES:
        usb = VirtualUsbIdReader(clock, endpoints=USB_WIRES[wire])
        usb.start()
        return WireRig(SamUsbReader(SamUsbSettings(*USB_IDS), clock, usb.bus), usb, clock)
    hid = VirtualHidIdReader(clock, wire)
    hid.start()
    settings = SamHidSettings(*IDS[wire], HidLayout(wire))
    return WireRig(SamHidReader(settings, clock, hid.bus), hid, clock)
