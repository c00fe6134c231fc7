"""An SSI scanner and its driver over a pty in real time, or a scripted peer in no time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devices.ports import CodeOutcome
from devices.qr_scanner.ssi_scanner import SsiQrScanner, SsiScannerSettings
from devices.transport.memory import Line, MemoryTransport, Peer, whole
from devices.virtual.ssi_scanner import VirtualSsiScanner
from kiosk.clock import SystemClock
from tests.fakes.qr_scanner_rig import PATIENCE_SECONDS
from tests.fakes.skipping_clock import SkippingClock


@dataclass(frozen=True, slots=True)
class SsiRig:
    """Driver and virtual scanner at the two ends of a pty."""

    scanner: SsiQrScanner
    virtual: VirtualSsiScanner
    cancelled: threading.Event = field(default_factory=threading.Event)

    def scan(self, timeout_seconds: float = PATIENCE_SECONDS) -> CodeOutcome:
        return self.scanner.scan(timeout_seconds, self.cancelled)


@contextmanager
def ssi_rig(
    folder: Path, *, baud: int = 38400, patience_seconds: float = 2.0, **options: object
) -> Iterator[SsiRig]:
    """Both ends up, the driver open."""
    clock = SystemClock()
    link = folder / "ssi-scanner"
    virtual = VirtualSsiScanner(link, clock, baud=baud, patience_seconds=patience_seconds)
    settings = SsiScannerSettings(str(link), baud, **options)  # type: ignore[arg-type]
    scanner = SsiQrScanner(settings, clock)
    virtual.start()
    try:
        scanner.open()
        yield SsiRig(scanner, virtual)
    finally:
        scanner.close()
        virtual.stop()


class SsiMemoryRig:
    """The driver alone on a clock that skips all waiting; the peer is a function."""

    def __init__(self, peer: Peer, line: Line = whole, **options: object) -> None:
        self.clock = SkippingClock()
        self.transport = MemoryTransport(peer, self.clock, line)
        settings = SsiScannerSettings("memory", **options)  # type: ignore[arg-type]
        self.scanner = SsiQrScanner(settings, self.clock, self.transport)
        self.scanner.open()

    def scan(self, timeout_seconds: float = 30.0) -> CodeOutcome:
        return self.scanner.scan(timeout_seconds, threading.Event())
