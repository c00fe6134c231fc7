"""The citizen's papers while they are captured: camera, page worker, the sealed file.

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
    Watch,
)
from devices.document_scanner.page_process import PageProcess
from kiosk.host.messages import CameraStarted, CameraStopped, KeepFile, StartCamera, StopCamera
from kiosk.visit.events import (
    CameraLive,
    CaptureBroke,
    Event,
    PageAdded,
    PageGone,
    PageLookedAt,
    ScanKept,
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
        """Camera off, worker gone, pages forgotten."""
        self._material_id = ""
        self._is_finishing = False
        self._pending = None
        if self._eye is not None:
            self._link.forget(self._eye)
            self._eye.process.kill()
            self._eye = None
        self._link.send(StopCamera())

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
            case CameraStarted() if self._eye is not None:
                # Two starts in quick succession: one worker looks at the one ring.
                return None
            case CameraStarted(ring_name=address):
                frames = FrameRing.attach(address)
                self._eye = _Eye(self._spawn(frames))
                frames.close()
                self._link.watch(self._eye)
                self._say(Watch())
                return None
            case CameraStopped() if self._is_finishing:
                # All pages are in the worker; it needs no camera to put them together.
                return None
            case CameraStopped(reason=reason):
                return CaptureBroke(reason)

    def on_news(self, news: PageNews, keys: CaseKeys, platform_key: str | None) -> Event | None:
        """Hear the page worker."""
        if self._eye is None or news.process is not self._eye.process:
            return None
        match news.event:
            case PageProcessStarted():
                return CameraLive()
            case PageSeen() as seen:
                return _looked_at(seen)
            case PageTaken(index=index, thumbnail_jpeg=jpeg):
                return PageAdded(index, jpeg)
            case PageDropped(index=index):
                return PageGone(index)
            case CaptureFinished(pdf=pdf, pages=pages):
                return self._keep(pdf, pages, keys, platform_key)
            case PageProcessDied():
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

    def _say(self, command: Watch | TakeNow | DropPage | Finish) -> None:
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
