"""Before a service has begun: waking, choosing, reading the guide, showing a code. Pure."""

from dataclasses import replace

from devices.status import Role
from kiosk.catalogue.availability import (
    Availability,
    NotOffered,
    PlatformState,
    TerminalProfile,
    availability,
    box_stops,
)
from kiosk.catalogue.definition import ServiceDefinition
from kiosk.host.messages import ScanCode, ServiceWanted, StopWaiting, VisitWoken
from kiosk.visit.events import CodeNotRead, CodeRefused, EnvelopeFound, Tell
from kiosk.visit.intents import (
    Back,
    Continue,
    EnterService,
    Intent,
    OpenCategory,
    OpenService,
    OpenTool,
    Tool,
    Wake,
)
from kiosk.visit.leaving import noticed
from kiosk.visit.state import Envelope, Fault, Guide, Home, Scanning, VisitState
from kiosk.visit.steps import enter_first, service_of
from kiosk.visit.turn import Context, Turn, go, mint_request, stay

#: Every package asks for this consent before the card is read.
READ_CARD = "read-card"


def on_attract(state: VisitState, intent: Intent) -> Turn:
    """The touch that wakes the screen starts nothing else."""
    match intent:
        case Wake():
            return go(state, Home(), Tell(VisitWoken()))
        case EnterService():
            # Here nobody is in the middle of anything: elsewhere staff first let the visit end.
            return Turn(state, (Tell(ServiceWanted()),))
        case _:
            return stay(state)


def on_home(state: VisitState, intent: Intent, context: Context) -> Turn:
    """Doors, categories, services."""
    match intent:
        case OpenTool(tool=Tool.SCAN):
            is_stopped = box_stops(state.devices) is not None
            return stay(state) if is_stopped else start_scanning(state, context)
        case OpenTool(tool=tool):
            return go(state, Home(tool=tool))
        case OpenCategory(category=category):
            return go(state, Home(category=category))
        case OpenService(code=code):
            return _open(state, code, context)
        case Back():
            return go(state, Home())
        case _:
            return stay(state)


def _open(state: VisitState, code: str, context: Context) -> Turn:
    service = context.services.get(code)
    if service is None or not can_start(state, service.definition, context.profile):
        return stay(state)
    return go(replace(state, service=service), Guide())


def offer(
    state: VisitState, definition: ServiceDefinition, profile: TerminalProfile
) -> Availability:
    """Whether a service can be finished here and now."""
    versions = state.platform.versions
    platform = PlatformState(
        state.platform.is_online,
        None if versions is None else dict(versions),
        state.platform.suspended,
    )
    return availability(definition, profile, state.devices, platform)


def can_start(state: VisitState, definition: ServiceDefinition, profile: TerminalProfile) -> bool:
    """Never start what cannot be finished."""
    return not isinstance(offer(state, definition, profile), NotOffered)


def on_guide(state: VisitState, intent: Intent, context: Context) -> Turn:
    """Reading, then beginning."""
    match intent:
        case Continue() if can_start(state, service_of(state), context.profile):
            # What the reader reads is said on the guide; going on is the consent to it.
            agreed = {**state.consents, READ_CARD: context.wall}
            return enter_first(replace(state, consents=agreed), context)
        case Back():
            return go(replace(state, service=None, consents={}), Home())
        case _:
            return stay(state)


def start_scanning(state: VisitState, context: Context, trouble: str = "") -> Turn:
    """Light the window and wait for a code."""
    state, request = mint_request(state)
    seconds = context.limits.identify_seconds
    stage = Scanning(request, context.now + seconds, trouble)
    return go(state, stage, Tell(ScanCode(request, seconds)))


def on_scanning(
    state: VisitState,
    stage: Scanning,
    event: Intent | CodeRefused | CodeNotRead | EnvelopeFound,
    context: Context,
) -> Turn:
    """A code was shown, or not."""
    match event:
        case CodeRefused(request_id=request, reason=reason) if request == stage.request_id:
            return start_scanning(noticed(state, context), context, reason)
        case CodeNotRead(request_id=request, is_scanner_gone=gone) if request == stage.request_id:
            if gone:
                return go(state, Fault(Role.QR_SCANNER, "device-gone", stage))
            return start_scanning(state, context, stage.trouble)
        case EnvelopeFound(request_id=request, view=view) if request == stage.request_id:
            return go(noticed(state, context), Envelope(view))
        case Back():
            return go(state, Home(), Tell(StopWaiting(stage.request_id)))
        case _:
            return stay(state)


def on_envelope(state: VisitState, intent: Intent) -> Turn:
    """What an envelope still waits for has been read."""
    match intent:
        case Back() | Continue():
            return go(state, Home())
        case _:
            return stay(state)
