"""Under the document camera. Pure."""

from dataclasses import replace
from uuid import UUID

from devices.status import Role
from kiosk.cases.materials import MaterialRefused, Scanned, add_scan
from kiosk.catalogue.definition import Pages
from kiosk.journey.engine import walk
from kiosk.visit.events import (
    CameraLive,
    CaptureBroke,
    DropPage,
    KeepPages,
    PageAdded,
    PageGone,
    PageLookedAt,
    ScanKept,
    StopPages,
    TakePage,
)
from kiosk.visit.intents import Back, CaptureNow, FinishCapture, Intent, RetakePage
from kiosk.visit.leaving import noticed
from kiosk.visit.state import Capture, Fault, MaterialList, PageThumb, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context, Turn, go, stay

CameraEvent = CameraLive | PageLookedAt | PageAdded | PageGone | ScanKept | CaptureBroke


def on_camera(state: VisitState, stage: Capture, event: CameraEvent, context: Context) -> Turn:
    """What the camera and its page worker say."""
    match event:
        case CameraLive():
            return go(state, replace(stage, is_live=True, failure=""))
        case PageLookedAt(quad=quad, hint=hint, checks=checks):
            return go(state, replace(stage, quad=quad, hint=hint, checks=checks))
        case PageAdded(index=index, jpeg=jpeg):
            return _page_taken(noticed(state, context), stage, PageThumb(index, jpeg))
        case PageGone(index=index):
            return go(state, replace(stage, pages=_without(stage.pages, index)))
        case ScanKept(material_id=code) if code != stage.material_id:
            return stay(state)
        case ScanKept(material_id=code, pages=pages, digest=digest, upload_id=upload_id):
            scan = Scanned(UUID(upload_id), digest, pages, context.wall)
            return _add(state, code, scan)
        case CaptureBroke(reason=reason):
            return go(state, Fault(Role.DOCUMENT_SCANNER, reason, MaterialList()), StopPages())


def _page_taken(state: VisitState, stage: Capture, page: PageThumb) -> Turn:
    kept = tuple(one for one in stage.pages if one.index != page.index)
    if len(kept) >= _pages_of(state, stage).most:
        # The camera takes whatever lies there; a page too many would spoil them all.
        return go(state, stage, DropPage(page.index))
    pages = sorted((*kept, page), key=lambda one: one.index)
    return go(state, replace(stage, pages=tuple(pages)))


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
    match intent:
        case CaptureNow() if stage.is_live and len(stage.pages) < _pages_of(state, stage).most:
            return go(state, stage, TakePage())
        case RetakePage(index=index) if any(page.index == index for page in stage.pages):
            return go(state, stage, DropPage(index))
        case FinishCapture() if len(stage.pages) >= _pages_of(state, stage).least:
            return go(state, replace(stage, is_finishing=True), KeepPages())
        case Back():
            return go(state, MaterialList(), StopPages())
        case _:
            return stay(state)


def _without(pages: tuple[PageThumb, ...], index: int) -> tuple[PageThumb, ...]:
    kept = [page for page in pages if page.index != index]
    return tuple(replace(page, index=at) for at, page in enumerate(kept))


def _pages_of(state: VisitState, stage: Capture) -> Pages:
    material = service_of(state).material(stage.material_id)
    if material is None:
        raise LookupError("no such material")
    return material.pages
