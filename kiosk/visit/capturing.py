"""Under the document camera, and at the scanner beside it. Pure."""

from dataclasses import replace
from uuid import UUID

from devices.ports import ScanSource
from kiosk.cases.materials import MaterialRefused, Scanned, add_scan
from kiosk.catalogue.definition import Pages
from kiosk.host.messages import StartCamera
from kiosk.journey.engine import walk
from kiosk.visit.events import (
    CameraGone,
    CameraLive,
    CaptureBroke,
    DropPage,
    HaltScanner,
    KeepPages,
    PageAdded,
    PageGone,
    PageLookedAt,
    RunScanner,
    ScanKept,
    ScanSettled,
    StopPages,
    TakePage,
    Tell,
)
from kiosk.visit.intents import (
    Back,
    CaptureNow,
    FinishCapture,
    Intent,
    RetakePage,
    ScanPages,
    StopScanning,
)
from kiosk.visit.leaving import noticed
from kiosk.visit.paper_ways import has_camera, missed_role, scan_sources
from kiosk.visit.state import Capture, Fault, MaterialList, PageThumb, ScanNote, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context, Turn, go, stay

CameraEvent = (
    CameraLive
    | CameraGone
    | PageLookedAt
    | PageAdded
    | PageGone
    | ScanSettled
    | ScanKept
    | CaptureBroke
)


def on_camera(state: VisitState, stage: Capture, event: CameraEvent, context: Context) -> Turn:
    """What the camera and its page worker say."""
    match event:
        case CameraLive():
            return go(state, replace(stage, is_live=True, is_camera_gone=False))
        case CameraGone(reason=reason):
            return camera_gone(state, stage, reason)
        case ScanSettled(result=result, pages=pages, reason=reason):
            note = ScanNote(result, pages, reason)
            settled = replace(stage, scanning=None, scanned=note)
            return _unless_helpless(noticed(state, context), settled, reason)
        case PageLookedAt(quad=quad, hint=hint, checks=checks):
            return go(state, replace(stage, quad=quad, hint=hint, checks=checks))
        case PageAdded(index=index, jpeg=jpeg):
            return _page_taken(noticed(state, context), stage, PageThumb(index, jpeg))
        case PageGone(index=index):
            return go(state, _page_gone(stage, index))
        case ScanKept(material_id=code) if code != stage.material_id:
            return stay(state)
        case ScanKept(material_id=code, pages=pages, digest=digest, upload_id=upload_id):
            scan = Scanned(UUID(upload_id), digest, pages, context.wall)
            return _add(state, code, scan)
        case CaptureBroke(reason=reason):
            return go(state, Fault(missed_role(state), reason, MaterialList()), StopPages())


def camera_gone(state: VisitState, stage: Capture, reason: str) -> Turn:
    """No picture any more. Pages that were taken can still be handed in, a scanner still scans."""
    if stage.is_finishing:
        # Pages that are being put together need no camera any more.
        return stay(state)
    dark = replace(stage, is_live=False, is_camera_gone=True, quad=(), hint="", checks={})
    return _unless_helpless(state, dark, reason)


def devices_changed(state: VisitState, stage: Capture) -> Turn:
    """The camera or the scanner came or went, as the host sees it."""
    if not has_camera(state):
        return camera_gone(state, stage, "device-gone")
    if stage.is_camera_gone and stage.scanning is None and not stage.is_finishing:
        return go(state, replace(stage, is_camera_gone=False), Tell(StartCamera()))
    return stay(state)


def _unless_helpless(state: VisitState, stage: Capture, reason: str) -> Turn:
    """Go on with what there is: a camera, a scanner, or at least pages."""
    is_helpless = stage.is_camera_gone and stage.scanning is None and not scan_sources(state)
    if is_helpless and not stage.pages:
        return go(state, Fault(missed_role(state), reason, MaterialList()), StopPages())
    return go(state, stage)


def _page_taken(state: VisitState, stage: Capture, page: PageThumb) -> Turn:
    kept = tuple(one for one in stage.pages if one.index != page.index)
    going = int(stage.dropping is not None)
    if len(kept) - going >= _pages_of(state, stage).most:
        # The camera takes whatever lies there; a page too many would spoil them all. The worker
        # obeys one order after the other: its numbers have moved up by the time of this one.
        more = replace(stage, surplus=stage.surplus + 1)
        return go(state, more, DropPage(page.index - going - stage.surplus))
    pages = sorted((*kept, page), key=lambda one: one.index)
    return go(state, replace(stage, pages=tuple(pages)))


def _page_gone(stage: Capture, index: int) -> Capture:
    left = replace(stage, pages=_without(stage.pages, index))
    if index == stage.dropping:
        return replace(left, dropping=None)
    return replace(left, surplus=max(0, stage.surplus - 1))


def _add(state: VisitState, code: str, scan: Scanned) -> Turn:
    now = walk(service_of(state), state.answers)
    match add_scan(state.materials, now, code, scan):
        case MaterialRefused() as refusal:
            return go(state, MaterialList(refusal), StopPages())
        case materials:
            return go(replace(state, materials=materials), MaterialList(), StopPages())


def on_capture(state: VisitState, stage: Capture, intent: Intent) -> Turn:
    """The keys beside the preview."""
    if stage.is_finishing:
        return stay(state)
    if stage.scanning is not None:
        return _while_scanning(state, stage, intent)
    match intent:
        case ScanPages(source=source) if source in scan_sources(state):
            return _start_scan(state, stage, source)
        case CaptureNow() if stage.is_live and len(stage.pages) < _pages_of(state, stage).most:
            return go(state, stage, TakePage())
        case RetakePage() | FinishCapture() if stage.dropping is not None:
            # Numbers move up when it is gone, and of the last page no file can be made.
            return stay(state)
        case RetakePage(index=index) if any(page.index == index for page in stage.pages):
            return go(state, replace(stage, dropping=index), DropPage(index))
        case FinishCapture() if len(stage.pages) >= _pages_of(state, stage).least:
            return go(state, replace(stage, is_finishing=True), KeepPages())
        case Back():
            return go(state, MaterialList(), StopPages())
        case _:
            return stay(state)


def _start_scan(state: VisitState, stage: Capture, source: ScanSource) -> Turn:
    room = _pages_of(state, stage).most - len(stage.pages)
    if room <= 0:
        return stay(state)
    begun = replace(
        stage, scanning=source, scanned=None, is_live=False, quad=(), hint="", checks={}
    )
    return go(state, begun, RunScanner(source, room))


def _while_scanning(state: VisitState, stage: Capture, intent: Intent) -> Turn:
    match intent:
        case StopScanning():
            return go(state, stage, HaltScanner())
        case Back():
            return go(state, MaterialList(), StopPages())
        case _:
            return stay(state)


def _without(pages: tuple[PageThumb, ...], index: int) -> tuple[PageThumb, ...]:
    # As the worker counts: pages too many that it still has keep their numbers among these.
    kept = [page for page in pages if page.index != index]
    return tuple(replace(page, index=page.index - (page.index > index)) for page in kept)


def _pages_of(state: VisitState, stage: Capture) -> Pages:
    material = service_of(state).material(stage.material_id)
    if material is None:
        raise LookupError("no such material")
    return material.pages
