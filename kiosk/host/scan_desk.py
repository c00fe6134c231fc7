"""Flatbed and feeder for visits: each page in shared memory of its own, taken before the next.

Owns the handing over: a page is written, the visit's page worker takes it, and its memory is wiped
and gone before the scanner may deliver the next one. Must not look at a page.
"""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

from devices.document_scanner.frame_ring import FrameRing
from devices.ports import (
    Cancelled,
    FeederEmpty,
    FeederTooFull,
    PageScanner,
    PagesScanned,
    ScanFailed,
    ScanOutcome,
)
from devices.status import DeviceStatus, Unavailable
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.clock import Clock
from kiosk.host.post_office import PostOffice
from kiosk.host.scan_messages import (
    PageKept,
    PageLost,
    PageScanned,
    ScanEnded,
    ScanResult,
    ScanStarted,
    StartScan,
    StopScan,
)

#: A driver looks whether it was cancelled every 0.3 s; the longest that it is deaf is its own end.
SILENCE_SECONDS = 30.0
#: A page of A4 is straightened and compressed in well under a second on a quiet core.
KEEP_SECONDS = 30.0
DEVICE_GONE, NOT_KEPT = "device-gone", "page-worker-gone"


class _Wanted(threading.Event):
    """Set when nobody wants the scan any more. A driver that asks shows that it lives."""

    def __init__(self, beat: Callable[[], None]) -> None:
        super().__init__()
        self._beat = beat

    def is_set(self) -> bool:
        self._beat()
        return super().is_set()


@dataclass(slots=True)
class _Scan:
    visit_id: str
    request_id: int
    cancelled: threading.Event
    #: The page in hand is kept, or the scan is over.
    kept: threading.Event = field(default_factory=threading.Event)
    #: Pages that the visit has.
    pages: int = 0
    is_lost: bool = False

    def end(self) -> None:
        """Nobody wants it any more."""
        self.cancelled.set()
        self.kept.set()


class ScanDesk:
    """Runs in the hub's loop; the scan itself runs on the scanner's worker.

    ``frames_address`` is the camera's ring: a visit's page worker looks at it whether or not there
    is a camera.
    """

    def __init__(
        self,
        post: PostOffice,
        clock: Clock,
        scanner: DeviceWorker[PageScanner] | None,
        frames_address: str,
    ) -> None:
        self._post, self._clock, self._scanner = post, clock, scanner
        self._frames_address = frames_address
        self._scan: _Scan | None = None
        self._numbers = itertools.count(1)

    def take(self, visit_id: str, ask: StartScan | PageKept | PageLost | StopScan) -> None:
        """A visit's wish."""
        scan = self._scan
        match ask:
            case StartScan():
                self._start(visit_id, ask)
            case _ if scan is None or (scan.visit_id, scan.request_id) != (
                visit_id,
                ask.request_id,
            ):
                pass  # of a scan that is over
            case PageKept():
                scan.pages += 1
                scan.kept.set()
            case PageLost():
                scan.is_lost = True
                scan.end()
            case StopScan():
                scan.end()
            case _:
                assert_never(ask)

    def forget(self, visit_id: str) -> None:
        """The visit is over: its scan stops, and the page in hand is wiped."""
        if self._scan is not None and self._scan.visit_id == visit_id:
            self.close()

    def close(self) -> None:
        """Stop whatever scans."""
        if self._scan is not None:
            self._scan.end()
            self._scan = None

    def _start(self, visit_id: str, ask: StartScan) -> None:
        self.close()
        if self._scanner is None:
            failed = ScanEnded(ask.request_id, ScanResult.FAILED, 0, "device-absent")
            self._post.send(visit_id, failed)
            return
        scan = _Scan(visit_id, ask.request_id, _Wanted(self._scanner.beat))
        self._scan = scan
        self._post.send(visit_id, ScanStarted(ask.request_id, self._frames_address))
        sink = partial(self._hand_over, scan)
        self._scanner.submit(
            lambda scanner: scanner.scan(ask.source, sink, scan.cancelled, ask.most_pages),
            partial(self._ended, scan),
            deadline_seconds=SILENCE_SECONDS,
        )

    # --- on the scanner's thread --------------------------------------------------------------

    def _hand_over(
        self, scan: _Scan, _: int, pixels: memoryview, width_px: int, height_px: int
    ) -> None:
        ring = FrameRing.create(width_px, height_px, slots=1, name=f"page-{next(self._numbers)}")
        try:
            sequence = ring.write(pixels, width_px, height_px)
            scan.kept.clear()
            if scan.cancelled.is_set():
                return
            page = PageScanned(scan.request_id, ring.address, sequence)
            self._post.send(scan.visit_id, page)
            if not self._clock.wait(scan.kept, KEEP_SECONDS):
                # The visit would have said that its worker is dead: both hang.
                scan.is_lost = True
                scan.cancelled.set()
        finally:
            ring.close()

    def _ended(self, scan: _Scan, outcome: ScanOutcome | DeviceFailed) -> None:
        result, reason = _result(scan, outcome)
        self._post.send(scan.visit_id, ScanEnded(scan.request_id, result, scan.pages, reason))


def _result(scan: _Scan, outcome: ScanOutcome | DeviceFailed) -> tuple[ScanResult, str]:
    """What a visit is told of it; the reason is one of the device's, in ``device.page-scanner``."""
    match outcome:
        case PagesScanned():
            return ScanResult.DONE, ""
        case FeederEmpty():
            return ScanResult.EMPTY, ""
        case FeederTooFull():
            return ScanResult.TOO_FULL, ""
        case Cancelled() if scan.is_lost:
            return ScanResult.FAILED, NOT_KEPT
        case Cancelled():
            return ScanResult.CANCELLED, ""
        case ScanFailed(status=status) | DeviceFailed(status=status):
            return ScanResult.FAILED, _reason(status)
        case _:
            assert_never(outcome)


def _reason(status: DeviceStatus) -> str:
    return status.reason if isinstance(status, Unavailable) else DEVICE_GONE
