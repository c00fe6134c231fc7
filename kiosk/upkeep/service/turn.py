"""One move of a service session: what it sees, what comes out. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from config.terminal import PORTRAIT_PX, ServiceMode
from kiosk.upkeep.service.state import ChoreMenu, Dashboard, ServiceState, Stage
from kiosk.upkeep.staff.roles import StaffRole


@dataclass(frozen=True, slots=True)
class Context:
    """What is true around a session at one move. ``now`` is monotonic seconds.

    ``drawing_px`` is width and height of what the glass shows.
    """

    limits: ServiceMode
    now: float
    wall: datetime
    drawing_px: tuple[int, int] = PORTRAIT_PX


@dataclass(frozen=True, slots=True)
class Say:
    """Say this to the host. ``typed`` goes as a blob: a badge's letters, a PIN."""

    message: object
    typed: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The visit is over."""

    reason: str


Effect = Say | End


@dataclass(frozen=True, slots=True)
class Turn:
    """What a move leads to."""

    state: ServiceState
    effects: tuple[Effect, ...] = ()


def go(state: ServiceState, stage: Stage, *effects: Effect) -> Turn:
    """Change the stage."""
    return Turn(replace(state, stage=stage), effects)


def stay(state: ServiceState) -> Turn:
    """Nothing happens."""
    return Turn(state)


def home(state: ServiceState, *effects: Effect) -> Turn:
    """To the first screen of whoever is signed in."""
    is_technician = state.who is not None and state.who.role == StaffRole.TECHNICIAN
    return go(state, Dashboard() if is_technician else ChoreMenu(), *effects)


def mint(state: ServiceState) -> tuple[ServiceState, int]:
    """A fresh request id."""
    number = state.next_request_id
    return replace(state, next_request_id=number + 1), number
