"""The document camera as a device: V4L2, MJPEG over HTTP, or a folder of pictures.

Owns opening, pacing by the camera itself, and noticing that the picture froze or vanished. Must not
look at the picture's content. The camera runs only while somebody scans: it is opened for a stream
and let go after it, and now and then for a look whether it still sees. So no stale frame ever waits
in a buffer (measured: after 3 s of idling five old frames come at once), and its lamp tells the
truth.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from devices.document_scanner.http_camera import ABSENT, SILENT, Frame, HttpCamera
from devices.status import DeviceGoneError, DeviceStatus, Ready
from kiosk.clock import Clock

_FROZEN = "camera-frozen"
#: A dead camera shows as many within two seconds. Time in which nobody looked is none of its own.
MOST_ALIKE = 20
_SAMPLE_STEP_PX = 16
#: Nobody waits for an idle camera: it gets more time than one under which a paper lies.
_IDLE_PATIENCE = 2


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """``source`` is ``/dev/v4l/by-id/...``, ``http://...`` or ``folder:...``."""

    source: str
    width_px: int = 1920
    height_px: int = 1080
    frames_per_second: int = 15
    fourcc: str = "MJPG"
    open_timeout_seconds: float = 2.0
    read_timeout_seconds: float = 1.5
    #: Sensor noise makes two frames differ; this long without any difference is a dead camera.
    frozen_after_seconds: float = 3.0
    #: A camera on this machine is there as a file whether it sees or not, and its lamp goes on
    #: with every opening: so rarely is it opened for a look while nobody uses it.
    idle_look_seconds: float = 60.0


class _Source(Protocol):
    live: bool

    def read(self, into: Frame, patience_seconds: float) -> Frame | None: ...
    def release(self) -> None: ...


class CameraDocumentScanner:
    """``ports.DocumentScanner`` on V4L2, HTTP or a folder."""

    def __init__(self, settings: CameraSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._buffer = np.zeros((settings.height_px, settings.width_px, 3), np.uint8)
        #: When it was last seen to move.
        self._moved_at = -inf

    def open(self) -> None:
        """Take one picture, to know that the camera can; then let it go."""
        source = self._source()
        try:
            if source.read(self._buffer, self._settings.read_timeout_seconds) is None:
                raise DeviceGoneError(SILENT)
        finally:
            source.release()

    def close(self) -> None:
        """Forget the last picture. The camera itself is let go after every stream."""
        self._buffer[:] = 0

    def probe(self) -> DeviceStatus:
        """Is it still there? Does not light the camera up, but for a look now and then."""
        if self._is_remote:
            self._look_from_afar()
        elif not Path(self._settings.source.removeprefix("folder:")).exists():
            raise DeviceGoneError(ABSENT)
        elif self._clock.monotonic() - self._moved_at >= self._settings.idle_look_seconds:
            self._look_closely()
        return Ready()

    def capabilities(self) -> frozenset[str]:
        """It shows frames; it cannot sense paper."""
        return frozenset({"frames"})

    def stream(
        self, sink: Callable[[memoryview, int, int], None], cancelled: threading.Event
    ) -> None:
        """Deliver frames until cancelled. See ``ports.DocumentScanner``.

        A read from a frozen stream cannot be cancelled before its own limit (1.5 s).
        """
        source = self._source()
        still = _Stillness(self._clock, self._settings.frozen_after_seconds)
        try:
            while not cancelled.is_set():
                frame = source.read(self._buffer, self._settings.read_timeout_seconds)
                if frame is None:
                    raise DeviceGoneError(SILENT)
                if source.live and still.too_long(frame):
                    raise DeviceGoneError(_FROZEN)
                self._buffer = frame
                sink(frame.data.cast("B"), frame.shape[1], frame.shape[0])
        finally:
            source.release()
            # What the last citizen laid here must not wait for the next one.
            self._buffer[:] = 0
        if still.has_moved:
            self._moved_at = self._clock.monotonic()

    @property
    def _is_remote(self) -> bool:
        return self._settings.source.startswith(("http://", "https://"))

    def _source(self) -> _Source:
        settings = self._settings
        if settings.source.startswith("folder:"):
            return _FolderSource(settings, self._clock)
        if self._is_remote:
            return HttpCamera(settings.source, self._clock, settings.open_timeout_seconds)
        return _VideoSource(settings)

    def _look_from_afar(self) -> None:
        """Ask for the stream and wait for its pictures to change over; nothing is decoded."""
        patience_seconds = _IDLE_PATIENCE * self._settings.read_timeout_seconds
        camera = HttpCamera(self._settings.source, self._clock, patience_seconds)
        try:
            if not camera.is_moving(patience_seconds):
                raise DeviceGoneError(_FROZEN)
        finally:
            camera.release()

    def _look_closely(self) -> None:
        """Open it, and wait for two pictures that differ: noise alone makes any two differ."""
        source = self._source()
        still = _Stillness(self._clock, self._settings.frozen_after_seconds)
        try:
            while not still.has_moved and source.live:
                frame = source.read(self._buffer, self._settings.read_timeout_seconds)
                if frame is None:
                    raise DeviceGoneError(SILENT)
                if still.too_long(frame):
                    raise DeviceGoneError(_FROZEN)
        finally:
            source.release()
            self._buffer[:] = 0
        self._moved_at = self._clock.monotonic()


class _VideoSource:
    """A camera on this machine, through OpenCV. Its time limit is OpenCV's own (10 s)."""

    live = True

    def __init__(self, settings: CameraSettings) -> None:
        self._capture = cv2.VideoCapture(settings.source, cv2.CAP_V4L2)
        # FOURCC first: many cameras offer the large sizes in MJPG only.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*settings.fourcc))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width_px)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height_px)
        self._capture.set(cv2.CAP_PROP_FPS, settings.frames_per_second)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        if not self._capture.isOpened():
            self._capture.release()
            raise DeviceGoneError(ABSENT)

    def read(self, into: Frame, patience_seconds: float) -> Frame | None:
        good, frame = self._capture.read(into)
        return np.asarray(frame, np.uint8) if good else None

    def release(self) -> None:
        self._capture.release()


class _FolderSource:
    """Pictures of a folder, round and round, in the order of their names. They may well be one."""

    live = False

    def __init__(self, settings: CameraSettings, clock: Clock) -> None:
        folder = Path(settings.source.removeprefix("folder:"))
        self._files = sorted((*folder.glob("*.jpg"), *folder.glob("*.png")))
        if not self._files:
            raise DeviceGoneError(ABSENT)
        self._period_seconds = 1 / settings.frames_per_second
        self._clock = clock
        self._never = threading.Event()
        self._next = 0

    def read(self, into: Frame, patience_seconds: float) -> Frame | None:
        self._clock.wait(self._never, self._period_seconds)
        frame = cv2.imread(str(self._files[self._next % len(self._files)]), cv2.IMREAD_COLOR)
        self._next += 1
        return None if frame is None else np.ascontiguousarray(frame, np.uint8)

    def release(self) -> None:
        self._files = []


class _Stillness:
    """Notices that not one sampled pixel has changed for too long."""

    def __init__(self, clock: Clock, limit_seconds: float) -> None:
        self._clock = clock
        self._limit_seconds = limit_seconds
        self._last = b""
        self._since = clock.monotonic()
        self._alike = 0
        #: Two pictures in a row were not the same.
        self.has_moved = False

    def too_long(self, frame: Frame) -> bool:
        sample = frame[::_SAMPLE_STEP_PX, ::_SAMPLE_STEP_PX].tobytes()
        now = self._clock.monotonic()
        self._alike += 1
        if sample != self._last:
            self.has_moved = bool(self._last)
            self._last, self._since, self._alike = sample, now, 0
        return self._alike >= MOST_ALIKE and now - self._since > self._limit_seconds
