"""A scanner's pages into a page process, one at a time: none lost, none twice.

Owns the handing over: a page is written into the ring, taken by the process, and wiped from the
ring before the scanner may deliver the next one. Must not look at a page, nor choose the source.
"""

import select
import threading
from typing import TypeVar

from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import (
    CaptureFinished,
    Finish,
    PageEvent,
    PageProcessDied,
    PageTaken,
    TakeScan,
)
from devices.document_scanner.page_process import PageProcess
from kiosk.clock import Clock

#: A page of A4 is straightened and compressed in well under a second on a quiet core.
_PAGE_SECONDS = 30.0
_LOOK_SECONDS = 0.1

E = TypeVar("E", bound=PageEvent)


class ScanIntake:
    """``take`` is the sink of one scan. ``cancelled`` is that scan's: set when the process is gone.

    ``ring`` is the one that ``process`` looks at; nobody else writes to it meanwhile.
    """

    def __init__(
        self, ring: FrameRing, process: PageProcess, clock: Clock, cancelled: threading.Event
    ) -> None:
        self._ring, self._process, self._clock = ring, process, clock
        self._cancelled = cancelled
        #: What the process said of each page, in order.
        self.taken: list[PageTaken] = []
        self.is_broken = False

    def take(self, number: int, pixels: memoryview, width_px: int, height_px: int) -> None:
        """Hand one page over and wait until it is kept. See ``ports.PageSink``."""
        sequence = self._ring.write(pixels, width_px, height_px)
        try:
            self._process.send(TakeScan(sequence))
            said = self._await(PageTaken)
        finally:
            self._ring.wipe()
        if said is None:
            self.is_broken = True
            self._cancelled.set()
            return
        self.taken.append(said)

    def finish(self) -> CaptureFinished | None:
        """All pages as one compact PDF; None when there are none, or the process is gone."""
        if not self.taken or self.is_broken:
            return None
        self._process.send(Finish())
        return self._await(CaptureFinished)

    def _await(self, kind: type[E]) -> E | None:
        limit = self._clock.monotonic() + _PAGE_SECONDS
        while self._clock.monotonic() < limit:
            if not select.select([self._process], [], [], _LOOK_SECONDS)[0]:
                continue
            for event in self._process.receive():
                if isinstance(event, kind):
                    return event
                if isinstance(event, PageProcessDied):
                    return None
        return None
