"""The citizen's papers while they are captured: camera, scanner, page worker, the sealed file.

Owns the page process of this visit; turns what it says into session events. Must not judge a page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import (
    CaptureFinished,
    DropPage,
    Finish,
    PageDropped,
    PageEvent,
    PageProcessDied,
    PageProcessStarted,
    PageSeen,
    PageTaken,
    TakeNow,
    TakeScan,
    Watch,
)
from devices.document_scanner.page_process import PageProcess
from devices.ports import ScanSource
from kiosk.host.messages import CameraStarted, CameraStopped, KeepFile, StartCamera, StopCamera
from kiosk.host.scan_messages import (
    PageKept,
    PageLost,
    PageScanned,
    ScanEnded,
    ScanStarted,
    StartScan,
    StopScan,
)
from kiosk.visit.events import (
    CameraGone,
    CameraLive,
    CaptureBroke,
    Event,
    PageAdded,
    PageGone,
    PageLookedAt,
    ScanKept,
    ScanSettled,
)
from kiosk.visit.link import Link
from kiosk.visit.sealing import CaseKeys, SealedFile


@dataclass(frozen=True, slots=True)
class PageNews:
    """An event of one page process; those of an earlier one are dropped."""

    process: "PageProcess"
    event: PageEvent


class _Eye:
    """Makes the events of one process tell whose they are."""

    def __init__(self, process: PageProcess) -> None:
        self.process = process

    def fileno(self) -> int:
        return self.process.fileno()

    def receive(self) -> tuple[object, ...]:
        return tuple(PageNews(self.process, event) for event in self.process.receive())


@dataclass(frozen=True, slots=True)
class _Pending:
    request_id: int
    material_id: str
    pages: int
    file: SealedFile


class PageDesk:
    """Runs on the UI thread; the process is watched by the link."""

    def __init__(
        self,
        link: Link,
        mint: Callable[[], int],
        spawn: Callable[[FrameRing], PageProcess] = PageProcess.spawn,
    ) -> None:
        self._link, self._mint, self._spawn = link, mint, spawn
        self._eye: _Eye | None = None
        self._material_id = ""
        self._is_finishing = False
        self._is_camera_on = False
        self._has_worker_begun = False
        #: The scan that runs; words of any other are late.
        self._scan_id: int | None = None
        self._pending: _Pending | None = None

    @property
    def preview(self) -> FrameRing | None:
        """What the screen shows of the camera."""
        return None if self._eye is None else self._eye.process.preview

    def start(self, material_id: str) -> None:
        """Camera on."""
        self.stop()
        self._material_id = material_id
        self._link.send(StartCamera())

    def stop(self) -> None:
        """Camera and scanner off, worker gone, pages forgotten."""
        self.stop_scan()
        self._scan_id = None
        self._material_id = ""
        self._has_worker_begun = False
        self._is_finishing = False
        self._pending = None
        if self._eye is not None:
            self._link.forget(self._eye, self._eye.process.kill)
            self._eye = None
        self._rest_camera()

    def scan(self, source: ScanSource, most_pages: int) -> None:
        """Pages from the scanner; nothing is taken from under the camera meanwhile."""
        self._rest_camera()
        self._scan_id = self._mint()
        self._link.send(StartScan(self._scan_id, source, most_pages))

    def stop_scan(self) -> None:
        """No more of them."""
        if self._scan_id is not None:
            self._link.send(StopScan(self._scan_id))

    def take(self) -> None:
        """Take the picture now."""
        self._say(TakeNow())

    def drop(self, index: int) -> None:
        """Throw one page away."""
        self._say(DropPage(index))

    def finish(self) -> None:
        """Make the file."""
        self._is_finishing = True
        self._say(Finish())

    def on_camera(self, message: CameraStarted | CameraStopped) -> Event | None:
        """The host's camera came or went."""
        if not self._material_id:
            return None
        match message:
            case CameraStarted(ring_name=address):
                # A scan that has begun since has sent it to rest.
                self._is_camera_on = self._scan_id is None
                # Two starts in quick succession: one worker looks at the one ring.
                self._employ(address)
                return CameraLive() if self._is_camera_on and self._has_worker_begun else None
            case CameraStopped() if self._is_finishing:
                # All pages are in the worker; it needs no camera to put them together.
                return None
            case CameraStopped(reason=reason):
                self._is_camera_on = False
                return CameraGone(reason)

    def on_scan(self, message: ScanStarted | PageScanned | ScanEnded) -> Event | None:
        """The host's scanner began, has a page, or ended."""
        if message.request_id != self._scan_id:
            return None
        match message:
            case ScanStarted(ring_name=address):
                self._employ(address)
                return None
            case PageScanned(ring_name=ring_name, sequence=sequence):
                self._say(TakeScan(ring_name, sequence))
                return None
            case ScanEnded(result=result, pages=pages, reason=reason):
                self._scan_id = None
                self._link.send(StartCamera())
                return ScanSettled(result, pages, reason)

    def on_news(self, news: PageNews, keys: CaseKeys, platform_key: str | None) -> Event | None:
        """Hear the page worker."""
        if self._eye is None or news.process is not self._eye.process:
            return None
        match news.event:
            case PageProcessStarted():
                self._has_worker_begun = True
                return CameraLive() if self._is_camera_on else None
            case PageSeen() as seen:
                return _looked_at(seen)
            case PageTaken(index=index, thumbnail_jpeg=jpeg, is_scan=is_scan):
                if is_scan and self._scan_id is not None:
                    self._link.send(PageKept(self._scan_id))
                return PageAdded(index, jpeg)
            case PageDropped(index=index):
                return PageGone(index)
            case CaptureFinished(pdf=pdf, pages=pages):
                return self._keep(pdf, pages, keys, platform_key)
            case PageProcessDied():
                if self._scan_id is not None:
                    self._link.send(PageLost(self._scan_id))
                return CaptureBroke("page-worker-gone")
            case _:
                assert_never(news.event)

    def on_kept(self, request_id: int, is_kept: bool) -> Event | None:
        """The host has the file on its disk, or could not take it."""
        pending = self._pending
        if pending is None or pending.request_id != request_id:
            return None
        self._pending = None
        if not is_kept:
            return CaptureBroke("disk-full")
        return ScanKept(
            pending.material_id,
            pending.pages,
            pending.file.clear_digest,
            str(pending.file.upload.upload_id),
        )

    def _keep(
        self, pdf: bytes, pages: int, keys: CaseKeys, platform_key: str | None
    ) -> Event | None:
        if platform_key is None:
            # Without the platform's key nothing can be sealed, so nothing may be kept.
            return CaptureBroke("platform-unknown")
        file = keys.seal_file(pdf, platform_key)
        self._pending = _Pending(self._mint(), self._material_id, pages, file)
        ask = KeepFile(
            request_id=self._pending.request_id,
            case_id=str(keys.case_id),
            upload_id=str(file.upload.upload_id),
            digest=file.upload.digest,
            size=file.upload.size,
        )
        self._link.send(ask, file.sealed)
        return None

    def _rest_camera(self) -> None:
        self._is_camera_on = False
        self._link.send(StopCamera())

    def _employ(self, address: str) -> None:
        """A worker that looks at this ring, unless there is one."""
        if self._eye is not None:
            return
        frames = FrameRing.attach(address)
        self._eye = _Eye(self._spawn(frames))
        frames.close()
        self._link.watch(self._eye)
        self._say(Watch())

    def _say(self, command: Watch | TakeNow | TakeScan | DropPage | Finish) -> None:
        if self._eye is not None:
            self._eye.process.send(command)


def _looked_at(seen: PageSeen) -> PageLookedAt:
    quad = () if seen.quad is None else seen.quad.corners
    checks = {
        "sharp": seen.sharp,
        "whole": seen.whole,
        "lit": seen.lit,
        "glare": seen.glare is None,
        "uncovered": seen.uncovered,
    }
    return PageLookedAt(quad, seen.hint_key, checks)
