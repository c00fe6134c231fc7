"""One device under a technician's eyes: its frames, what it is told to do, what is taken along.

Pure. One action and one errand at a time: a second touch while the first is under way does nothing.
"""

from dataclasses import replace

from devices.status import Attention, Busy, DeviceReport, Role, Unavailable
from kiosk.host import service_messages as said
from kiosk.upkeep.device_actions import ActionName, actions_of, is_gone
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import (
    Acting,
    DeviceDetail,
    Errand,
    ErrandName,
    ServiceState,
)
from kiosk.upkeep.service.turn import Say, Turn, go, mint, stay

#: As often as a person can read.
FRAMES_SECONDS = 1.0
NOT_ALLOWED = "not-allowed"
#: Asked of themselves when their page is opened: that moves, lights and reads nothing there.
_QUIET = frozenset({Role.ID_READER, Role.RECEIPT_PRINTER, Role.LICENCE_PRINTER, Role.IO_BOARD})


# --- frames -----------------------------------------------------------------------------------


def open_device(state: ServiceState, device_id: str, now: float) -> Turn:
    """To the page of a device; it is asked of itself where that disturbs nothing."""
    opened = ask_frames(without_outcome(state), DeviceDetail(device_id, 0), now)
    report, stage = state.device(device_id), opened.state.stage
    if report is None or not isinstance(stage, DeviceDetail) or not _may_be_asked(report):
        return opened
    asked = _ask_of_itself(opened.state, stage, report)
    return replace(asked, effects=(*opened.effects, *asked.effects))


def changed(state: ServiceState) -> Turn:
    """A device has changed: what the one on the glass said of itself may not hold any more."""
    stage = state.stage
    if not isinstance(stage, DeviceDetail):
        return stay(state)
    report = state.device(stage.device_id)
    # A device that works is asked when it is done.
    if report is None or isinstance(report.status, Busy) or not _may_be_asked(report):
        return stay(state)
    is_known = _reason(report) == stage.asked_when
    return stay(state) if is_known else _ask_of_itself(state, stage, report)


def _may_be_asked(report: DeviceReport) -> bool:
    return report.role in _QUIET and not is_gone(report)


def _ask_of_itself(state: ServiceState, stage: DeviceDetail, report: DeviceReport) -> Turn:
    state, ask_id = mint(state)
    ask = Say(said.ActOnDevice(ask_id, stage.device_id, ActionName.ASK))
    return go(state, replace(stage, ask_id=ask_id, asked_when=_reason(report)), ask)


def _reason(report: DeviceReport) -> str:
    match report.status:
        case Attention(reason=reason) | Unavailable(reason=reason):
            return reason
        case _:
            return ""


def wants_frames(stage: DeviceDetail, now: float) -> bool:
    """Whether it is time to look at the wire again."""
    return not stage.is_paused and now - stage.asked_at >= FRAMES_SECONDS


def ask_frames(state: ServiceState, stage: DeviceDetail, now: float) -> Turn:
    """Look at the wire."""
    state, request_id = mint(state)
    asked = replace(stage, request_id=request_id, asked_at=now)
    return go(state, asked, Say(said.LookAtDevice(request_id, stage.device_id)))


def seen(state: ServiceState, stage: DeviceDetail, event: said.DeviceSeen) -> Turn:
    """What the wire looked like."""
    is_mine = event.request_id == stage.request_id and not stage.is_paused
    return go(state, replace(stage, seen=event)) if is_mine else stay(state)


# --- actions ----------------------------------------------------------------------------------


def on_device(state: ServiceState, stage: DeviceDetail, event: object) -> Turn:
    """A touch on the page of a device."""
    match event:
        case wish.PauseFrames():
            return go(state, replace(stage, is_paused=not stage.is_paused))
        case wish.Act(action=action) if not is_acting(stage) and _can(state, stage, action):
            state, request_id = mint(state)
            ask = said.ActOnDevice(request_id, stage.device_id, action)
            return go(state, replace(stage, acting=Acting(action, request_id)), Say(ask))
        case wish.StopAct() if is_acting(stage):
            return Turn(state, (Say(said.StopTrial()),))
        case wish.ExportFrames(device_id=device_id):
            return start(state, ErrandName.FRAMES, device_id)
        case _:
            return stay(state)


def is_acting(stage: object) -> bool:
    """Whether the device is doing what it was told."""
    acting = stage.acting if isinstance(stage, DeviceDetail) else None
    return acting is not None and bool(acting.request_id)


def acted(state: ServiceState, stage: DeviceDetail, event: said.DeviceTried) -> Turn:
    """What came of it."""
    facts = event.facts or stage.facts
    if event.request_id == stage.ask_id:
        return go(state, replace(stage, ask_id=0, facts=facts))
    acting = stage.acting
    if acting is None or event.request_id != acting.request_id:
        return stay(state)
    if acting.action is not ActionName.ASK:
        facts = stage.facts
    over = Acting(acting.action, 0, event)
    return go(state, replace(stage, acting=over, facts=facts))


def _can(state: ServiceState, stage: DeviceDetail, action: ActionName) -> bool:
    report = state.device(stage.device_id)
    return report is not None and action in {
        one.name for one in actions_of(report, board_of(state))
    }


def board_of(state: ServiceState) -> DeviceReport | None:
    """The report of the box's own board."""
    return next((one for one in state.devices if one.role is Role.IO_BOARD), None)


# --- errands ----------------------------------------------------------------------------------


def start(state: ServiceState, name: ErrandName, device_id: str = "") -> Turn:
    """Have something printed or written, unless something is under way."""
    if is_on_errand(state):
        return stay(state)
    state, request_id = mint(state)
    match name:
        case ErrandName.STATUS_SLIP:
            ask: object = said.PrintStatusSlip(request_id)
        case ErrandName.BUNDLE:
            ask = said.ExportBundle(request_id)
        case ErrandName.FRAMES:
            ask = said.ExportFrames(request_id, device_id)
    return Turn(replace(state, errand=Errand(name, request_id)), (Say(ask),))


def is_on_errand(state: ServiceState) -> bool:
    """Whether the host prints or writes something."""
    return state.errand is not None and bool(state.errand.request_id)


def errand_done(state: ServiceState, event: said.ErrandDone) -> Turn:
    """What came of it."""
    errand = state.errand
    if errand is None or event.request_id != errand.request_id:
        return stay(state)
    return Turn(replace(state, errand=Errand(errand.name, 0, event)))


def refused(state: ServiceState, event: said.NotAllowed) -> Turn:
    """The host does not let who is signed in do that."""
    request_id, stage, errand = event.request_id, state.stage, state.errand
    if errand is not None and errand.request_id == request_id:
        return errand_done(state, said.ErrandDone(request_id, is_done=False, reason=NOT_ALLOWED))
    if isinstance(stage, DeviceDetail):
        no = said.DeviceTried(
            request_id, is_passed=False, reason=NOT_ALLOWED, facts=(), took_seconds=0
        )
        return acted(state, stage, no)
    return stay(state)


def without_outcome(state: ServiceState) -> ServiceState:
    """On another page, what was done before is no news any more."""
    return state if is_on_errand(state) else replace(state, errand=None)
