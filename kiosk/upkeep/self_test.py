"""One short test per role: whether the device does what it is for.

Owns what counts as good enough. Runs on the device's own worker thread; must not decide who acts,
and keeps nothing of what it read: a code before the scanner or a paper under the camera is wiped.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never, cast

import numpy as np

from devices.inspection import Inspectable
from devices.ports import (
    CodeRead,
    Device,
    DocumentScanner,
    QrScanner,
    ReceiptPrinted,
    ReceiptPrinter,
    ReceiptRefused,
    ReceiptUncertain,
)
from devices.status import Attention, DeviceStatus, Role, Unavailable
from kiosk.clock import Clock
from kiosk.upkeep.findings import Failed, Passed

#: One lamp cycle: long enough for the trigger to go on and off, too short for a hand with a code.
SCAN_SECONDS = 0.5
#: Below VGA nobody can read a contract.
LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 640, 480
#: Mean of all samples, 0 to 255: a cap on the lens, a blown-out lamp.
DARKEST, BRIGHTEST = 16.0, 245.0
_SAMPLE_STEP_BYTES = 97  # a prime: meets rows, columns and colours evenly


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The tests of one run. ``slip`` is a ready job that a receipt printer shall print."""

    clock: Clock
    slip: Callable[[], bytearray] | None = None

    def run(self, role: Role, device: Device) -> Passed | Failed:
        """Test and time. Raises DeviceGoneError when the device does not answer."""
        started_at = self.clock.monotonic()
        result = self._run(role, device)
        return replace(result, took_seconds=self.clock.monotonic() - started_at)

    def _run(self, role: Role, device: Device) -> Passed | Failed:
        match role:
            case Role.ID_READER | Role.LICENCE_PRINTER:
                return _inspect(device)
            case Role.RECEIPT_PRINTER:
                return self._receipt_printer(device)
            case Role.QR_SCANNER:
                return _scan(cast(QrScanner, device))
            case Role.DOCUMENT_SCANNER:
                return _one_frame(cast(DocumentScanner, device))
            case _:
                assert_never(role)

    def _receipt_printer(self, device: Device) -> Passed | Failed:
        asked = _inspect(device)
        if self.slip is None or isinstance(asked, Failed):
            return asked
        printer, job = cast(ReceiptPrinter, device), self.slip()
        match printer.print_receipt(job):
            case ReceiptPrinted():
                return replace(asked, facts={**asked.facts, "slip": "printed"})
            case ReceiptRefused(status=status):
                return Failed(_reason(status), asked.facts)
            case ReceiptUncertain():
                return Failed("slip-uncertain", asked.facts)
            case unknown:
                assert_never(unknown)


def _inspect(device: Device) -> Passed | Failed:
    if not isinstance(device, Inspectable):
        # An adapter without more to tell: that it answers a probe is all that can be known.
        status = device.probe()
        return Failed(_reason(status)) if isinstance(status, Unavailable) else Passed()
    inspection = device.inspect()
    if inspection.fault:
        return Failed(inspection.fault, inspection.facts)
    return Passed(inspection.facts)


def _scan(scanner: QrScanner) -> Passed | Failed:
    outcome = scanner.scan(SCAN_SECONDS, threading.Event())
    if not isinstance(outcome, CodeRead):
        return Passed({"trigger": "on-off", "code": "none"})
    outcome.payload[:] = bytes(len(outcome.payload))
    return Passed({"trigger": "on-off", "code": outcome.symbology})


def _one_frame(camera: DocumentScanner) -> Passed | Failed:
    enough = threading.Event()
    seen: list[tuple[int, int, float]] = []

    def look(pixels: memoryview, width_px: int, height_px: int) -> None:
        if not enough.is_set():
            samples = np.frombuffer(pixels, np.uint8)[::_SAMPLE_STEP_BYTES]
            seen.append((width_px, height_px, float(samples.mean())))
            enough.set()

    camera.stream(look, enough)
    width_px, height_px, brightness = seen[0]
    facts = {"width_px": str(width_px), "height_px": str(height_px)}
    facts["brightness"] = f"{brightness:.0f}"
    if width_px < LEAST_WIDTH_PX or height_px < LEAST_HEIGHT_PX:
        return Failed("picture-too-small", facts)
    if not DARKEST <= brightness <= BRIGHTEST:
        return Failed("picture-too-dark" if brightness < DARKEST else "picture-too-bright", facts)
    return Passed(facts)


def _reason(status: DeviceStatus) -> str:
    match status:
        case Unavailable(reason=reason) | Attention(reason=reason):
            return reason
        case _:
            return "refused"
