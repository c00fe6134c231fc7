"""A camera as a code scanner: frames go up the ladder until one of them is read.

Owns the deadline of a scan and when a read is believed. Must not read the code's content. Runs the
same camera as the document scanner does (V4L2, MJPEG over HTTP, a folder of pictures), opened for
the scan and let go after it.

Decoders were chosen by measurement (docs/decisions/0005-qr-decoder.md, benchmarks/qr.md):
zxing-cpp reads every frame, pyzbar only a few parts of it in turn.

What the decoding libraries hold while they work is beyond our reach: unlike the serial scanner,
this one leaves pixels of a code in freed memory until they are overwritten.
"""

import threading
from dataclasses import dataclass

import cv2
import numpy as np

from devices.document_scanner.camera import CameraDocumentScanner, CameraSettings
from devices.ports import Cancelled, CodeOutcome, CodeRead, NoCode
from devices.qr_scanner.ladder import BUDGET_SECONDS, Confirmation, Ladder
from devices.qr_scanner.readers import Found, has_zbar
from devices.status import DeviceGoneError, DeviceStatus
from devices.transport.transport import NOT_OPEN
from kiosk.clock import Clock

CAPABILITIES = frozenset({"reads-qr", "reads-barcodes"})
#: Zbar is installed too, for codes with a broken finder pattern.
READS_DAMAGED = "reads-damaged-qr"


@dataclass(frozen=True, slots=True)
class CameraScannerSettings:
    """``source`` is ``/dev/v4l/by-id/...``, ``http://...`` or ``folder:...``."""

    source: str
    width_px: int = 1920
    height_px: int = 1080
    frames_per_second: int = 15
    #: For decoding one frame; more than the time between two frames makes the picture late.
    budget_seconds: float = BUDGET_SECONDS


class CameraQrScanner:
    """Implements ``devices.ports.QrScanner``. Used by one worker thread only."""

    def __init__(self, settings: CameraScannerSettings, clock: Clock) -> None:
        self._clock = clock
        self._camera = CameraDocumentScanner(
            CameraSettings(
                settings.source,
                settings.width_px,
                settings.height_px,
                settings.frames_per_second,
            ),
            clock,
        )
        self._ladder = Ladder(clock, budget_seconds=settings.budget_seconds)
        self._is_open = False

    def open(self) -> None:
        self._camera.open()
        self._is_open = True

    def close(self) -> None:
        self._is_open = False
        self._camera.close()

    def probe(self) -> DeviceStatus:
        self._require_open()
        return self._camera.probe()

    def capabilities(self) -> frozenset[str]:
        return CAPABILITIES | {READS_DAMAGED} if has_zbar() else CAPABILITIES

    def scan(self, timeout_seconds: float, cancelled: threading.Event) -> CodeOutcome:
        """Look until a code is read. A frozen camera is noticed within its own read limit."""
        self._require_open()
        look = _Look(self._ladder, self._clock, timeout_seconds, cancelled)
        if not cancelled.is_set():
            try:
                self._camera.stream(look.take, look.over)
            finally:
                self._camera.close()
                look.forget()
        return look.outcome

    def _require_open(self) -> None:
        if not self._is_open:
            raise DeviceGoneError(NOT_OPEN)


class _Look:
    """One scan: what the frames have said so far."""

    def __init__(
        self, ladder: Ladder, clock: Clock, timeout_seconds: float, cancelled: threading.Event
    ) -> None:
        self.over = threading.Event()
        self._ladder, self._clock, self._cancelled = ladder, clock, cancelled
        self._deadline = clock.monotonic() + timeout_seconds
        self._confirmation = Confirmation()
        self._found: Found | None = None
        ladder.restart()

    @property
    def outcome(self) -> CodeOutcome:
        if self._found is not None:
            return CodeRead(self._found.payload, self._found.symbology)
        return Cancelled() if self._cancelled.is_set() else NoCode()

    def take(self, pixels: memoryview, width: int, height: int) -> None:
        """One frame, in the camera's own memory."""
        frame = np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
        grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
        self._found = self._confirmation.believe(self._ladder.read(grey))
        grey[:] = 0
        is_late = self._clock.monotonic() >= self._deadline
        if self._found is not None or is_late or self._cancelled.is_set():
            self.over.set()

    def forget(self) -> None:
        """Wipe what was seen once and not believed."""
        self._confirmation.forget()
