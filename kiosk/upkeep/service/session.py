"""The service session: (state, what happened) to (state, what to do). Pure.

Owns the order of a service visit; must not draw, wait, send or read a clock. What somebody may do
is checked by the host; here it only decides what is offered.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from config.terminal import ServiceMode
from kiosk.host import service_messages as said
from kiosk.host.messages import DevicesChanged, PlatformChanged, ShowVisit
from kiosk.upkeep.service import chores, door, walking
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import (
    Calling,
    ChoreAtDevice,
    ChoreMenu,
    Dashboard,
    DeviceDetail,
    Doorstep,
    EnteringPin,
    LoadingSheets,
    PlatformSeen,
    ServiceState,
    TypingBadge,
    Walk,
    Wiping,
)
from kiosk.upkeep.service.turn import Context, End, Say, Turn, go, home, mint, stay

__all__ = ["Context", "End", "Say", "ServiceMode", "Ticked", "Turn", "advance", "beginning"]

#: As often as a person can read.
FRAMES_SECONDS = 1.0


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
            return Turn(replace(state, devices=reports))
        case PlatformChanged(is_online=is_online, since=since):
            return Turn(replace(state, platform=PlatformSeen(is_online, since)))
        case said.SheetsSeen():
            return Turn(replace(state, sheets=event))
        case said.HouseSeen():
            return Turn(replace(state, house=event))
        case said.BadgeSettled() | said.PinSettled():
            return door.settled(state, event, context)
        case said.DeviceTried():
            return walking.tried(state, event, context.wall)
        case said.DeviceSeen() | said.DeviceReopened() | said.SheetsLoaded() | said.NotAllowed():
            return _answered(state, event)
        case _:
            return _wished(replace(state, touched_at=context.now), event, context)


def _ticked(state: ServiceState, context: Context) -> Turn:
    silent_seconds = context.now - state.touched_at
    match state.stage:
        case Wiping(until=until):
            over = context.now >= until
            return home(replace(state, touched_at=context.now)) if over else stay(state)
        case Doorstep(request_id=0):
            return stay(state)  # nobody has seen this window yet
        case Walk(request_id=request_id) if request_id:
            # The machine is at it, or waits for a card: silence means nothing.
            return Turn(replace(state, touched_at=context.now))
        case Doorstep() | TypingBadge() | EnteringPin():
            limit = context.limits.door_seconds
        case DeviceDetail() as stage if _wants_frames(stage, context.now):
            if silent_seconds < context.limits.idle_seconds:
                return _ask_frames(state, stage, context.now)
            limit = context.limits.idle_seconds
        case _:
            limit = context.limits.idle_seconds
    return Turn(state, (End("idle"),)) if silent_seconds >= limit else stay(state)


def _wished(state: ServiceState, event: object, context: Context) -> Turn:
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
            return _open_device(state, device_id, context.now)
        case wish.OpenChore() as chore:
            return chores.start(state, chore, context)
        case _:
            return _on_stage(state, event, context)


def _on_stage(state: ServiceState, event: object, context: Context) -> Turn:
    match state.stage:
        case DeviceDetail() as stage:
            return _on_device(state, stage, event)
        case Walk() as stage:
            return walking.on_walk(state, stage, event, context.wall)
        case ChoreAtDevice() as stage:
            return chores.on_chore(state, stage, event)
        case LoadingSheets() as stage:
            return chores.on_sheets(state, stage, event)
        case Dashboard() | ChoreMenu() | Calling():
            return chores.on_lost(state, event)
        case _:
            return stay(state)


def _back(state: ServiceState) -> Turn:
    stage = state.stage
    if isinstance(stage, Walk) and stage.request_id:
        return home(state, Say(said.StopTrial()))
    return home(state)


# --- one device -------------------------------------------------------------------------------


def _open_device(state: ServiceState, device_id: str, now: float) -> Turn:
    return _ask_frames(state, DeviceDetail(device_id, 0), now)


def _wants_frames(stage: DeviceDetail, now: float) -> bool:
    return not stage.is_paused and now - stage.asked_at >= FRAMES_SECONDS


def _ask_frames(state: ServiceState, stage: DeviceDetail, now: float) -> Turn:
    state, request_id = mint(state)
    asked = replace(stage, request_id=request_id, asked_at=now)
    return go(state, asked, Say(said.LookAtDevice(request_id, stage.device_id)))


def _on_device(state: ServiceState, stage: DeviceDetail, event: object) -> Turn:
    match event:
        case wish.PauseFrames():
            return go(state, replace(stage, is_paused=not stage.is_paused))
        case wish.LookAgain():
            state, request_id = mint(state)
            again = said.ReopenDevice(request_id, stage.device_id, said.Chore.LOOK_AGAIN)
            return go(state, replace(stage, reopen_id=request_id), Say(again))
        case _:
            return stay(state)


def _answered(state: ServiceState, event: object) -> Turn:
    match state.stage, event:
        case DeviceDetail() as stage, said.DeviceSeen() as seen:
            is_mine = seen.request_id == stage.request_id and not stage.is_paused
            return go(state, replace(stage, seen=seen)) if is_mine else stay(state)
        case DeviceDetail() as stage, said.DeviceReopened() as reopened:
            return go(_with_report(state, reopened), replace(stage, reopen_id=0))
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
