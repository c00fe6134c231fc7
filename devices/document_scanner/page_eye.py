"""Frames from the ring to the work and to the screen's preview. Must not speak to anybody.

Every new frame becomes a preview; every second one is judged, because judging costs more than
showing and a page lies still for seconds.
"""

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import PageEvent
from devices.document_scanner.page_work import PageWork

Frame = NDArray[np.uint8]

_JUDGE_EVERY = 2


class PageEye:
    """The newest frame, its preview, and the work on it."""

    def __init__(self, frames: FrameRing, preview: FrameRing, width_px: int = 960) -> None:
        cv2.setNumThreads(1)
        self._frames = frames
        self._preview_ring = preview
        self._preview_width_px = width_px
        self._flat = np.zeros(frames.slot_bytes, np.uint8)
        self._sequence = 0
        self._looked = 0
        self._frame: Frame | None = None
        self._preview: Frame | None = None
        self.work = PageWork()
        self.watching = False

    def watch(self, automatic: bool, empty_tray_jpeg: bytes) -> None:
        """Begin a new material."""
        empty = None
        if empty_tray_jpeg:
            empty = cv2.imdecode(np.frombuffer(empty_tray_jpeg, np.uint8), cv2.IMREAD_COLOR)
        self.work = PageWork(automatic, None if empty is None else np.asarray(empty, np.uint8))
        self.watching = True
        self._sequence = self._frames.newest

    def look(self) -> Iterator[PageEvent]:
        """Take in the newest frame, if there is a new one, and say what it shows."""
        if not self.watching or not self._take_in() or self._looked % _JUDGE_EVERY:
            return
        if self._frame is not None and self._preview is not None:
            yield from self.work.look_at(self._frame, self._preview)

    def take_now(self) -> Iterable[PageEvent]:
        """Take the newest frame by hand."""
        if self._frame is None or self._preview is None:
            return ()
        return self.work.take_now(self._frame, self._preview)

    def take_scan(self, ring_name: str, sequence: int) -> Iterator[PageEvent]:
        """Take the page that a scanner wrote there; nothing when it is not there any more."""
        try:
            ring = FrameRing.attach(ring_name)
        except OSError:
            return
        flat = np.zeros(ring.slot_bytes, np.uint8)
        stamp = ring.read_newest(sequence - 1, flat)
        ring.close()
        if stamp is None or stamp.sequence != sequence:
            return
        size = stamp.width_px * stamp.height_px * 3
        frame = flat[:size].reshape(stamp.height_px, stamp.width_px, 3)
        self._show(self._shrunk(frame))
        yield from self.work.take_scan(frame)
        flat[:] = 0

    def _take_in(self) -> bool:
        stamp = self._frames.read_newest(self._sequence, self._flat)
        if stamp is None:
            return False
        self._sequence = stamp.sequence
        self._looked += 1
        size = stamp.width_px * stamp.height_px * 3
        self._frame = self._flat[:size].reshape(stamp.height_px, stamp.width_px, 3)
        self._preview = self._shrunk(self._frame)
        self._show(self._preview)
        return True

    def _show(self, small: Frame) -> None:
        rgb = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), np.uint8)
        self._preview_ring.write(rgb, rgb.shape[1], rgb.shape[0])

    def _shrunk(self, frame: Frame) -> Frame:
        height, width = frame.shape[:2]
        scale = min(1.0, self._preview_width_px / width)
        size = (round(width * scale), round(height * scale))
        if size[0] * size[1] * 3 > self._preview_ring.slot_bytes:
            scale = (self._preview_ring.slot_bytes / (width * height * 3)) ** 0.5
            size = (int(width * scale), int(height * scale))
        return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
