"""A scanner in HID-POS mode and its driver, on the virtual USB bus."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from devices.ports import CodeOutcome
from devices.qr_scanner.hid_pos_scanner import HidPosScanner, HidPosScannerSettings
from devices.virtual.hid_bus import VirtualHidBus
from devices.virtual.hid_pos_scanner import SCANNER, VirtualHidPosScanner
from kiosk.clock import SystemClock
from tests.fakes.qr_scanner_rig import PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class HidRig:
    """Driver and virtual scanner at the two ends of a bus."""

    scanner: HidPosScanner
    virtual: VirtualHidPosScanner
    bus: VirtualHidBus
    cancelled: threading.Event = field(default_factory=threading.Event)

    def scan(self, timeout_seconds: float = PATIENCE_SECONDS) -> CodeOutcome:
        return self.scanner.scan(timeout_seconds, self.cancelled)


@contextmanager
def hid_rig(**options: object) -> Iterator[HidRig]:
    """Both ends up, the driver open."""
    bus = VirtualHidBus()
    virtual = VirtualHidPosScanner(bus)
    virtual.start()
    settings = HidPosScannerSettings(SCANNER.vendor_id, SCANNER.product_id, **options)  # type: ignore[arg-type]
    scanner = HidPosScanner(settings, SystemClock(), bus)
    try:
        scanner.open()
        yield HidRig(scanner, virtual, bus)
    finally:
        scanner.close()
        virtual.stop()
