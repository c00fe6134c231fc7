"""What hands do at the machine, and the new look that ends it. Pure.

A chore is done when the machine has looked and says so, not when somebody says so.
"""

from dataclasses import replace

from devices.status import Role
from kiosk.host import service_messages as said
from kiosk.host.service_messages import Chore
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import (
    Calling,
    ChoreAtDevice,
    ChorePhase,
    LoadingSheets,
    ServiceState,
    Wiping,
)
from kiosk.upkeep.service.turn import Context, Say, Turn, go, mint, stay
from kiosk.upkeep.staff.roles import Right

_MOST_DIGITS, _LONGEST_SERIAL = 4, 14


def start(state: ServiceState, chore: wish.OpenChore, context: Context) -> Turn:
    """Begin a chore, if this member may do it."""
    report = state.device(chore.device_id)
    match chore.chore:
        case Chore.WIPE_GLASS if state.may(Right.WIPE_GLASS):
            until = context.now + context.limits.wipe_seconds
            return go(state, Wiping(until), Say(said.ChoreDone(Chore.WIPE_GLASS)))
        case Chore.CALL_TECHNICIAN if state.may(Right.CALL_TECHNICIAN):
            return go(state, Calling(), Say(said.ChoreDone(Chore.CALL_TECHNICIAN)))
        case Chore.REFILL if report is not None and report.role is Role.LICENCE_PRINTER:
            may = state.may(Right.REFILL_SHEETS)
            return go(state, LoadingSheets(chore.device_id)) if may else stay(state)
        case Chore.REFILL if report is not None and state.may(Right.REFILL_RECEIPTS):
            return go(state, ChoreAtDevice(Chore.REFILL, chore.device_id))
        case Chore.CLEAR_JAM if report is not None and state.may(Right.CLEAR_JAM):
            return go(state, ChoreAtDevice(Chore.CLEAR_JAM, chore.device_id))
        case _:
            return stay(state)


def on_chore(state: ServiceState, stage: ChoreAtDevice, event: object) -> Turn:
    """A touch during a chore."""
    match event:
        case wish.ChoreFinished() if stage.phase is not ChorePhase.LOOKING:
            return _look(state, stage)
        case _:
            return on_lost(state, event)


def _look(state: ServiceState, stage: ChoreAtDevice) -> Turn:
    state, request_id = mint(state)
    ask = said.ReopenDevice(request_id, stage.device_id, stage.chore)
    looking = replace(stage, phase=ChorePhase.LOOKING, request_id=request_id, report=None)
    return go(state, looking, Say(ask))


def looked(state: ServiceState, stage: ChoreAtDevice, event: said.DeviceReopened) -> Turn:
    """What the machine says now."""
    if event.request_id != stage.request_id:
        return stay(state)
    return go(state, replace(stage, phase=ChorePhase.LOOKED, report=event.report))


# --- numbered sheets --------------------------------------------------------------------------


def on_sheets(state: ServiceState, stage: LoadingSheets, event: object) -> Turn:
    """A touch while a stack is described."""
    if stage.request_id:
        return stay(state)
    match event:
        case wish.EditField(name=("serial" | "sheets") as name):
            return go(state, replace(stage, editing=name))
        case wish.SetDraft(text=text) if stage.editing == "serial":
            return go(state, replace(stage, serial=text[:_LONGEST_SERIAL].upper(), reason=""))
        case wish.SetDraft(text=text) if text.isdigit() or not text:
            return go(state, replace(stage, sheets=text[:_MOST_DIGITS], reason=""))
        case wish.Confirm() if can_load(stage):
            state, request_id = mint(state)
            ask = said.LoadSheets(request_id, stage.serial, int(stage.sheets))
            return go(state, replace(stage, request_id=request_id), Say(ask))
        case wish.ChoreFinished():
            # Nothing new in the tray: the stack was only put straight.
            return _look(state, ChoreAtDevice(Chore.REFILL, stage.device_id))
        case _:
            return stay(state)


def can_load(stage: LoadingSheets) -> bool:
    """Whether both fields are filled."""
    return bool(stage.serial) and stage.sheets.isdigit() and int(stage.sheets) > 0


def loaded(state: ServiceState, stage: LoadingSheets, event: said.SheetsLoaded) -> Turn:
    """The books took it: now the printer is asked at once."""
    if event.request_id != stage.request_id:
        return stay(state)
    if not event.is_loaded:
        return go(state, replace(stage, request_id=0, reason=event.reason))
    return _look(state, ChoreAtDevice(Chore.REFILL, stage.device_id))


def on_lost(state: ServiceState, event: object) -> Turn:
    """Somebody has looked for an uncertain sheet."""
    match event:
        case wish.SettleLost(sheet=sheet, is_found=is_found, top=top):
            state, request_id = mint(state)
            return Turn(state, (Say(said.SettleSheet(request_id, sheet, is_found, top)),))
        case _:
            return stay(state)
