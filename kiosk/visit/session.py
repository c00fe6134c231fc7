"""The session: one pure function from (state, what happened) to (state, what to do).

Owns the order of a visit; the journey's own order is the engine's. Must not draw, wait, send or
read a clock: the conductor does all that.
"""

from dataclasses import replace

from devices.status import Role, is_usable
from kiosk.host.messages import StopWaiting
from kiosk.visit import capturing, choosing, filling, handing_in, identifying, leaving
from kiosk.visit.events import (
    CameraGone,
    CameraLive,
    CaptureBroke,
    CardFailed,
    CardStillThere,
    CardTaken,
    CodeNotRead,
    CodeRefused,
    DevicesReported,
    EnvelopeFound,
    Event,
    HeldUp,
    NotStored,
    PageAdded,
    PageGone,
    PageLookedAt,
    PaperMoved,
    PersonRead,
    PlatformReported,
    PlatformSaid,
    ResultReady,
    ScanKept,
    ScanSettled,
    Shown,
    StoredHere,
    Tell,
    Ticked,
)
from kiosk.visit.intents import Aid, Back, Intent, Leave, PromiseMaterial, UseAid
from kiosk.visit.paper_ways import can_capture
from kiosk.visit.state import (
    Aids,
    Attract,
    Capture,
    Envelope,
    Fault,
    Form,
    Goodbye,
    Guide,
    Home,
    Identify,
    MaterialList,
    Rating,
    Review,
    Scanning,
    Sheet,
    Submitted,
    VisitState,
)
from kiosk.visit.steps import start_reading
from kiosk.visit.turn import Context, Turn, go, stay


def advance(state: VisitState, event: Event | Intent, context: Context) -> Turn:
    """One move of the visit."""
    match event:
        case Shown(is_card_left=is_card_left):
            begun = replace(state, touched_at=context.now)
            return leaving.wait_for_card(begun, context) if is_card_left else Turn(begun)
        case Ticked():
            return leaving.on_tick(state, context)
        case DevicesReported(reports=reports):
            return _devices_changed(replace(state, devices=reports), context)
        case PlatformReported(platform=platform):
            return Turn(replace(state, platform=platform))
        case CardTaken():
            return leaving.card_taken(replace(state, card_on_reader=False))
        case CardStillThere():
            return identifying.watch_card(state) if state.card_on_reader else stay(state)
        case PersonRead() | CardFailed():
            stage = state.stage
            if isinstance(stage, Identify):
                return identifying.on_identify(state, stage, event, context)
            return stay(state)
        case CodeRefused() | CodeNotRead() | EnvelopeFound():
            stage = state.stage
            if isinstance(stage, Scanning):
                return choosing.on_scanning(state, stage, event, context)
            return stay(state)
        case (
            CameraLive()
            | CameraGone()
            | PageLookedAt()
            | PageAdded()
            | PageGone()
            | ScanSettled()
            | ScanKept()
            | CaptureBroke()
        ):
            stage = state.stage
            return (
                capturing.on_camera(state, stage, event, context)
                if isinstance(stage, Capture)
                else stay(state)
            )
        case StoredHere() | NotStored() | PlatformSaid() | HeldUp() | ResultReady() | PaperMoved():
            return handing_in.on_case(state, event, context)
        case _:
            return _on_intent(leaving.touched(state, event, context), event, context)


def _on_intent(state: VisitState, intent: Intent, context: Context) -> Turn:
    match intent:
        case UseAid(aid=aid):
            return Turn(replace(state, aids=_toggled(state, aid)))
        case Leave() if not isinstance(state.stage, Attract | Goodbye):
            return leaving.leave(state, context)
        case _:
            return _on_stage(state, intent, context)


def _on_stage(state: VisitState, intent: Intent, context: Context) -> Turn:  # noqa: C901
    # One line a stage: splitting the table would hide it.
    match state.stage:
        case Attract():
            return choosing.on_attract(state, intent)
        case Home():
            return choosing.on_home(state, intent, context)
        case Guide():
            return choosing.on_guide(state, intent, context)
        case Scanning() as stage:
            return choosing.on_scanning(state, stage, intent, context)
        case Envelope():
            return choosing.on_envelope(state, intent)
        case Identify() as stage:
            return identifying.on_identify(state, stage, intent, context)
        case Form() as stage:
            return filling.on_form(state, stage, intent, context)
        case MaterialList():
            return filling.on_materials(state, intent, context)
        case Capture() as stage:
            return capturing.on_capture(state, stage, intent)
        case Review() as stage:
            return handing_in.on_review(state, stage, intent, context)
        case Submitted():
            return handing_in.on_submitted(state, intent, context)
        case Sheet() as stage:
            return handing_in.on_sheet(state, stage, intent, context)
        case Rating() as stage:
            return handing_in.on_rating(state, stage, intent, context)
        case Fault() as stage:
            return _on_fault(state, stage, intent, context)
        case Goodbye() as stage:
            return leaving.on_goodbye(state, stage, intent)


#: Faults that are over when the device is back; the others have another cause.
_HEALED_BY_DEVICE = ("device-gone", "ended")


def _devices_changed(state: VisitState, context: Context) -> Turn:
    match state.stage:
        case Fault(role=role, reason=reason) as stage if _is_over(state, role):
            return _resume(state, stage, context) if reason in _HEALED_BY_DEVICE else stay(state)
        case Identify(request_id=request) as stage if not _works(state, Role.ID_READER):
            return go(state, identifying.reader_gone(stage), Tell(StopWaiting(request)))
        case Scanning(request_id=request) as stage if not _works(state, Role.QR_SCANNER):
            fault = Fault(Role.QR_SCANNER, "device-gone", stage)
            return go(state, fault, Tell(StopWaiting(request)))
        case Capture() as stage:
            return capturing.devices_changed(state, stage)
        case _:
            return stay(state)


def _is_over(state: VisitState, role: str) -> bool:
    """The device is back, or another that does the same."""
    if role in (Role.DOCUMENT_SCANNER, Role.PAGE_SCANNER):
        return can_capture(state)
    return _works(state, role)


def _works(state: VisitState, role: str) -> bool:
    return any(report.role == role and is_usable(report.status) for report in state.devices)


def _resume(state: VisitState, stage: Fault, context: Context) -> Turn:
    match stage.back_to:
        case Identify(trouble=trouble):
            return start_reading(state, context, trouble)
        case Scanning():
            return choosing.start_scanning(state, context)
        case other:
            return go(state, other)


def _on_fault(state: VisitState, stage: Fault, intent: Intent, context: Context) -> Turn:
    match intent:
        case Back() if isinstance(stage.back_to, Identify):
            return go(state, Guide())
        case Back() if isinstance(stage.back_to, Scanning):
            return go(state, Home())
        case Back():
            return go(state, stage.back_to)
        case PromiseMaterial() if isinstance(stage.back_to, MaterialList):
            return filling.on_materials(replace(state, stage=MaterialList()), intent, context)
        case _:
            return stay(state)


def _toggled(state: VisitState, aid: Aid) -> Aids:
    aids = state.aids
    match aid:
        case Aid.TEXT_LARGE:
            return replace(aids, is_large=not aids.is_large)
        case Aid.CONTRAST:
            return replace(aids, is_contrast=not aids.is_contrast)
        case Aid.HELP:
            return replace(aids, shows_help=not aids.shows_help)
        case _:
            return aids
