"""A serial scanner and its driver: over a pty in real time, or in memory in none."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devices.ports import CodeOutcome, CodeRead
from devices.qr_scanner.protocol import TERMINATORS, TerminatorName, TriggerName
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.transport.memory import Line, MemoryTransport, Peer, whole
from devices.virtual.qr_scanner import VirtualQrScanner
from kiosk.clock import SystemClock
from tests.fakes.skipping_clock import SkippingClock

PATIENCE_SECONDS = 60.0
#: An envelope of nobody, whole and with right check characters.
ENVELOPE = "E-7K3M9CQT4NPX-HR"


@dataclass(frozen=True, slots=True)
class PtyRig:
    """Driver and virtual scanner at the two ends of a pty."""

    scanner: SerialQrScanner
    virtual: VirtualQrScanner
    cancelled: threading.Event = field(default_factory=threading.Event)

    def scan(self, timeout_seconds: float = PATIENCE_SECONDS) -> CodeOutcome:
        return self.scanner.scan(timeout_seconds, self.cancelled)


@contextmanager
def pty_rig(
    folder: Path,
    *,
    trigger: TriggerName = "honeywell",
    terminator: TerminatorName = "cr",
    aim_prefix: bytes = b"",
    baud: int = 9600,
) -> Iterator[PtyRig]:
    """Both ends up, the driver open."""
    clock = SystemClock()
    link = folder / "qr-scanner"
    virtual = VirtualQrScanner(
        link,
        clock,
        baud=baud,
        trigger=trigger,
        terminator=TERMINATORS[terminator],
        aim_prefix=aim_prefix,
    )
    settings = SerialScannerSettings(str(link), baud, trigger, terminator, bool(aim_prefix))
    scanner = SerialQrScanner(settings, clock)
    virtual.start()
    try:
        scanner.open()
        yield PtyRig(scanner, virtual)
    finally:
        scanner.close()
        virtual.stop()


class MemoryRig:
    """The driver alone on a clock that skips all waiting; the peer is a function."""

    def __init__(
        self, settings: SerialScannerSettings, peer: Peer = lambda _: b"", line: Line = whole
    ) -> None:
        self.clock = SkippingClock()
        self.transport = MemoryTransport(peer, self.clock, line)
        self.scanner = SerialQrScanner(settings, self.clock, self.transport)
        self.scanner.open()
        self.cancelled = threading.Event()

    def scan(self, timeout_seconds: float = 30.0) -> CodeOutcome:
        return self.scanner.scan(timeout_seconds, self.cancelled)


def text_of(outcome: CodeOutcome) -> str:
    """The code's text, or a failed test."""
    assert isinstance(outcome, CodeRead), outcome
    return outcome.payload.decode("utf-8")
