"""The service session: (state, what happened) to (state, what to do). Pure.

Owns the order of a service visit; must not draw, wait, send or read a clock. What somebody may do
is checked by the host; here it only decides what is offered.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from config.terminal import ServiceMode
from kiosk.host import service_messages as said
from kiosk.host.messages import DevicesChanged, PlatformChanged, ShowVisit
from kiosk.upkeep.service import chores, door, looking, walking
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import (
    Calling,
    ChoreAtDevice,
    ChoreMenu,
    Dashboard,
    DeviceDetail,
    Doorstep,
    EnteringPin,
    ErrandName,
    LoadingSheets,
    PlatformSeen,
    ServiceState,
    TypingBadge,
    Wiping,
)
from kiosk.upkeep.service.turn import Context, End, Say, Turn, home, stay
from kiosk.upkeep.service.walk_state import Walk

__all__ = ["Context", "End", "Say", "ServiceMode", "Ticked", "Turn", "advance", "beginning"]


@dataclass(frozen=True, slots=True)
class Ticked:
    """Some time has passed."""


def beginning() -> ServiceState:
    """Before the host has shown this visit."""
    return ServiceState(Doorstep(request_id=0, until=float("inf")))


def advance(state: ServiceState, event: object, context: Context) -> Turn:
    """One move of the service visit."""
    match event:
        case Ticked():
            return _ticked(state, context)
        case ShowVisit():
            return door.open_door(replace(state, touched_at=context.now), context)
        case DevicesChanged(reports=reports):
            return looking.changed(replace(state, devices=reports))
        case PlatformChanged(is_online=is_online, since=since):
            return Turn(replace(state, platform=PlatformSeen(is_online, since)))
        case said.SheetsSeen() | said.HouseSeen() | said.CardsSeen() | said.RollSeen():
            return Turn(_with_book(state, event))
        case said.BadgeSettled() | said.PinSettled():
            return door.settled(state, event, context)
        case said.DeviceTried() if isinstance(state.stage, DeviceDetail):
            return looking.acted(state, state.stage, event)
        case said.DeviceTried():
            return walking.tried(state, event, context)
        case said.ErrandDone():
            return looking.errand_done(state, event)
        case said.NotAllowed() if event.request_id:
            return looking.refused(state, event)
        case said.DeviceSeen() | said.DeviceReopened() | said.SheetsLoaded() | said.NotAllowed():
            return _answered(state, event)
        case _:
            return _wished(replace(state, touched_at=context.now), event, context)


def _with_book(
    state: ServiceState, seen: said.SheetsSeen | said.HouseSeen | said.CardsSeen | said.RollSeen
) -> ServiceState:
    match seen:
        case said.SheetsSeen():
            return replace(state, sheets=seen)
        case said.HouseSeen():
            return replace(state, house=seen)
        case said.CardsSeen():
            return replace(state, cards=seen)
        case said.RollSeen():
            return replace(state, roll=seen)
        case _:
            assert_never(seen)


def _is_at_it(state: ServiceState) -> bool:
    """Whether the machine does something, or waits for a card: silence then means nothing."""
    is_walking = isinstance(state.stage, Walk) and bool(state.stage.request_id)
    return is_walking or looking.is_acting(state.stage) or looking.is_on_errand(state)


def _ticked(state: ServiceState, context: Context) -> Turn:
    if _is_at_it(state):
        state = replace(state, touched_at=context.now)
    silent_seconds = context.now - state.touched_at
    match state.stage:
        case Wiping(until=until):
            over = context.now >= until
            return home(replace(state, touched_at=context.now)) if over else stay(state)
        case Doorstep(request_id=0):
            return stay(state)  # nobody has seen this window yet
        case Doorstep() | TypingBadge() | EnteringPin():
            limit = context.limits.door_seconds
        case Walk() as walk if (timed_out := walking.ticked(state, walk, context)) is not None:
            return timed_out
        case DeviceDetail() as stage if looking.wants_frames(stage, context.now):
            if silent_seconds < context.limits.idle_seconds:
                return looking.ask_frames(state, stage, context.now)
            limit = context.limits.idle_seconds
        case _:
            limit = context.limits.idle_seconds
    return Turn(state, (End("idle"),)) if silent_seconds >= limit else stay(state)


def _wished(state: ServiceState, event: object, context: Context) -> Turn:
    turn = _granted(state, event, context)
    if not looking.is_acting(state.stage) or looking.is_acting(turn.state.stage):
        return turn
    # Nobody is at that page any more who would lay the card.
    return Turn(turn.state, (Say(said.StopTrial()), *turn.effects))


def _granted(state: ServiceState, event: object, context: Context) -> Turn:
    stage = state.stage
    match event:
        case wish.SignOff():
            return Turn(state, (End("signed-off"),))
        case _ if isinstance(stage, Wiping):
            return stay(state)  # a wet cloth is not a wish
        case _ if isinstance(stage, Doorstep | TypingBadge | EnteringPin):
            return door.on_door(state, stage, event, context)
        case _ if state.who is None:
            return stay(state)
        case wish.GoBack():
            return _back(state)
        case wish.StartWalk(device_id=device_id):
            return walking.start(state, device_id)
        case wish.OpenDevice(device_id=device_id) if state.device(device_id) is not None:
            return looking.open_device(state, device_id, context.now)
        case wish.OpenChore() as chore:
            return chores.start(state, chore, context)
        case _:
            return _on_stage(state, event, context)


def _on_stage(state: ServiceState, event: object, context: Context) -> Turn:
    match state.stage:
        case DeviceDetail() as stage:
            return looking.on_device(state, stage, event)
        case Walk() as stage:
            return walking.on_walk(state, stage, event, context)
        case ChoreAtDevice() as stage:
            return chores.on_chore(state, stage, event)
        case LoadingSheets() as stage:
            return chores.on_sheets(state, stage, event)
        case Dashboard():
            return _on_dashboard(state, event)
        case ChoreMenu() | Calling():
            return chores.on_lost(state, event)
        case _:
            return stay(state)


def _on_dashboard(state: ServiceState, event: object) -> Turn:
    match event:
        case wish.PrintStatus():
            return looking.start(state, ErrandName.STATUS_SLIP)
        case wish.ExportBundle():
            return looking.start(state, ErrandName.BUNDLE)
        case _:
            return chores.on_lost(state, event)


def _back(state: ServiceState) -> Turn:
    stage, state = state.stage, looking.without_outcome(state)
    if isinstance(stage, Walk):
        # Nobody waits for a card any more, and the lamp that was looked at goes out.
        return home(state, Say(said.StopTrial()))
    return home(state)


def _answered(state: ServiceState, event: object) -> Turn:
    match state.stage, event:
        case DeviceDetail() as stage, said.DeviceSeen() as seen:
            return looking.seen(state, stage, seen)
        case ChoreAtDevice() as stage, said.DeviceReopened() as reopened:
            return chores.looked(_with_report(state, reopened), stage, reopened)
        case LoadingSheets() as stage, said.SheetsLoaded() as loaded:
            return chores.loaded(state, stage, loaded)
        case _:
            return stay(state)


def _with_report(state: ServiceState, reopened: said.DeviceReopened) -> ServiceState:
    new = reopened.report
    devices = tuple(new if one.device_id == new.device_id else one for one in state.devices)
    return replace(state, devices=devices)


def seconds_left(state: ServiceState, limits: ServiceMode, now: float) -> float:
    """Until silence signs off."""
    at_door = isinstance(state.stage, Doorstep | TypingBadge | EnteringPin)
    limit = limits.door_seconds if at_door else limits.idle_seconds
    return max(0.0, limit - (now - state.touched_at))


def entered_at(state: ServiceState) -> datetime | None:
    """When who is signed in came."""
    return state.who.since if state.who else None
