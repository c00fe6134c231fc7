"""What a technician can make one device do at once: which actions there are, and how each is done.

Owns the list by role. An action that is a trial of the plan is done as that trial; beyond it there
are only those that no walk needs. What a machine cannot do (no lamp at the slot, no glass on the
scanner) is not in the list, so that no key stands for it. Keeps nothing of what was read.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import cast

from devices.io_board.condition import TAMPER_SEEN
from devices.ports import Device, IdReader, IoBoard, LightsRefused, ScanSource
from devices.status import DeviceReport, Role, State, Unavailable
from kiosk.clock import Clock
from kiosk.upkeep.findings import Failed, Passed
from kiosk.upkeep.plan import Trial, TrialName, trials_of
from kiosk.upkeep.self_test import SelfTest

#: Long enough for two questions to an empty reader, and for an eye to find a lamp.
FIND_SECONDS, LIGHT_SECONDS = 1.0, 3.0


class ActionName(StrEnum):
    """Every action there is. The words are ``service.act.<name>``."""

    ASK = "ask"
    FIND_CARD = "find-card"
    READ_CARD = "read-card"
    READ_CODE = "read-code"
    TAKE_PICTURE = "take-picture"
    SCAN_PAGE = "scan-page"
    PRINT_SLIP = "print-slip"
    SWITCH_LAMPS = "switch-lamps"
    SPEAK = "speak"
    LIGHT = "light"
    CLEAR_TAMPER = "clear-tamper"
    RESET = "reset"


#: Done as these trials of the plan.
_TRIALS: Mapping[ActionName, tuple[TrialName, ...]] = MappingProxyType(
    {
        ActionName.READ_CARD: (TrialName.CARD, TrialName.CHIP),
        ActionName.READ_CODE: (TrialName.CODE,),
        ActionName.TAKE_PICTURE: (TrialName.PICTURE,),
        ActionName.SCAN_PAGE: (TrialName.PAGE,),
        ActionName.PRINT_SLIP: (TrialName.SLIP,),
        ActionName.SWITCH_LAMPS: (TrialName.LAMPS,),
        ActionName.SPEAK: (TrialName.SPEECH,),
    }
)
#: Somebody has to lay or hold something: until then it waits, and can be told not to.
_WAITING = frozenset({ActionName.READ_CARD, ActionName.READ_CODE})


@dataclass(frozen=True, slots=True)
class DeviceAction:
    """One key of the device screen."""

    name: ActionName

    @property
    def waits_for_hand(self) -> bool:
        """Whether it waits for a card or a code."""
        return self.name in _WAITING


def actions_of(report: DeviceReport, board: DeviceReport | None) -> tuple[DeviceAction, ...]:
    """What this device of this machine can do now; ``board`` is the box's, if there is one."""
    names: list[ActionName] = []
    if not is_gone(report):
        names += [] if report.role is not Role.ID_READER else [ActionName.FIND_CARD]
        names += [name for name in _TRIALS if _can(name, report)]
        names.append(ActionName.ASK)
    if board is not None and f"lights-{report.role}" in board.capabilities:
        names += [] if is_gone(board) else [ActionName.LIGHT]
    if _is_latched(report):
        names.append(ActionName.CLEAR_TAMPER)
    # The way back of a device that is gone, too.
    names.append(ActionName.RESET)
    return tuple(DeviceAction(name) for name in names)


def trial_of(name: ActionName, role: Role) -> Trial | None:
    """The trial of the plan as which an action is done on a role, if it is one."""
    return next((one for one in trials_of(role) if one.name in _TRIALS.get(name, ())), None)


def attempt(
    name: ActionName, role: Role, device: Device, test: SelfTest, cancelled: threading.Event
) -> Passed | Failed:
    """Do it, timed, on the worker of the device (of the board, for its light).

    Raises DeviceGoneError when nobody answers. ``RESET`` is the worker's own (``begin_anew``),
    ``CLEAR_TAMPER`` the host's (``BoxDesk.clear_tamper``).
    """
    started_at = test.clock.monotonic()
    result = _attempt(name, role, device, test, cancelled)
    return replace(result, took_seconds=test.clock.monotonic() - started_at)


def _attempt(
    name: ActionName, role: Role, device: Device, test: SelfTest, cancelled: threading.Event
) -> Passed | Failed:
    trial = trial_of(name, role)
    if trial is not None:
        return test.attempt(trial, device, cancelled)
    match name:
        case ActionName.ASK:
            return test.attempt(Trial(TrialName.ANSWERS, role), device, cancelled)
        case ActionName.FIND_CARD:
            # A card that lies there is asked until the time is over.
            is_free = cast(IdReader, device).wait_removed(FIND_SECONDS, cancelled)
            return Passed({"card": "none" if is_free else "there"})
        case ActionName.LIGHT:
            return _light(cast(IoBoard, device), role, test.clock, cancelled)
        case _:
            return Failed("refused")


def _light(board: IoBoard, slot: Role, clock: Clock, cancelled: threading.Event) -> Passed | Failed:
    """One lamp, long enough to be seen; dark afterwards, however it ends."""
    try:
        outcome = board.set_lights(frozenset({slot}))
        if isinstance(outcome, LightsRefused):
            return Failed(outcome.reason)
        clock.wait(cancelled, LIGHT_SECONDS)
    finally:
        board.set_lights(frozenset())
    return Passed()


def is_gone(report: DeviceReport) -> bool:
    """Whether nobody answers there, so that nothing can be asked of it."""
    match report.status:
        case Unavailable(state=State.NO_DEVICE | State.OFFLINE):
            return True
        case _:
            return False


def _is_latched(report: DeviceReport) -> bool:
    """Somebody has tampered with the box, and the switch is well again."""
    return isinstance(report.status, Unavailable) and report.status.reason == TAMPER_SEEN


def _can(name: ActionName, report: DeviceReport) -> bool:
    if name is ActionName.SCAN_PAGE and ScanSource.FLATBED not in report.capabilities:
        return False
    if name is ActionName.SWITCH_LAMPS:
        return any(one.startswith("lights-") for one in report.capabilities)
    return trial_of(name, report.role) is not None
