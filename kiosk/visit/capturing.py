"""Under the document camera. Pure."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from devices.status import Role
from kiosk.cases.materials import MaterialRefused, Scanned, add_scan
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
from kiosk.visit.state import Capture, Fault, MaterialList, PageThumb, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Turn, go, stay

CameraEvent = CameraLive | PageLookedAt | PageAdded | PageGone | ScanKept | CaptureBroke


def on_camera(state: VisitState, stage: Capture, event: CameraEvent, at: datetime) -> Turn:
    """What the camera and its page worker say."""
    match event:
        case CameraLive():
            return go(state, replace(stage, is_live=True, failure=""))
        case PageLookedAt(quad=quad, hint=hint, checks=checks):
            return go(state, replace(stage, quad=quad, hint=hint, checks=checks))
        case PageAdded(index=index, jpeg=jpeg):
            kept = tuple(page for page in stage.pages if page.index != index)
            pages = sorted((*kept, PageThumb(index, jpeg)), key=lambda page: page.index)
            return go(state, replace(stage, pages=tuple(pages)))
        case PageGone(index=index):
            return go(state, replace(stage, pages=_without(stage.pages, index)))
        case ScanKept(material_id=code, pages=pages, digest=digest, upload_id=upload_id):
            scan = Scanned(UUID(upload_id), digest, pages, at)
            return _add(state, code, scan)
        case CaptureBroke(reason=reason):
            return go(state, Fault(Role.DOCUMENT_SCANNER, reason, MaterialList()), StopPages())


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
        case CaptureNow() if stage.is_live and not _is_full(state, stage):
            return go(state, stage, TakePage())
        case RetakePage(index=index):
            return go(state, stage, DropPage(index))
        case FinishCapture() if stage.pages:
            return go(state, replace(stage, is_finishing=True), KeepPages(stage.material_id))
        case Back():
            return go(state, MaterialList(), StopPages())
        case _:
            return stay(state)


def _without(pages: tuple[PageThumb, ...], index: int) -> tuple[PageThumb, ...]:
    kept = [page for page in pages if page.index != index]
    return tuple(replace(page, index=at) for at, page in enumerate(kept))


def _is_full(state: VisitState, stage: Capture) -> bool:
    material = service_of(state).material(stage.material_id)
    return material is not None and len(stage.pages) >= material.pages.most
