"""One move of a session: the context it sees, the state and effects that come out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from config.terminal import TimeLimits
from kiosk.catalogue.availability import TerminalProfile
from kiosk.catalogue.loader import Service
from kiosk.visit.events import Effect
from kiosk.visit.local_time import local
from kiosk.visit.state import Stage, VisitState


@dataclass(frozen=True, slots=True)
class Context:
    """What is true around a session at one move. ``now`` is monotonic seconds."""

    services: Mapping[str, Service]
    profile: TerminalProfile
    limits: TimeLimits
    now: float
    wall: datetime

    @property
    def today(self) -> date:
        """The day in the hall."""
        return local(self.wall).date()


@dataclass(frozen=True, slots=True)
class Turn:
    """What a move leads to."""

    state: VisitState
    effects: tuple[Effect, ...] = ()

    def then(self, *effects: Effect) -> "Turn":
        """The same turn with more to do."""
        return Turn(self.state, self.effects + effects)


def go(state: VisitState, stage: Stage, *effects: Effect) -> Turn:
    """Change the stage."""
    return Turn(replace(state, stage=stage), effects)


def stay(state: VisitState) -> Turn:
    """Nothing happens: the event does not fit what is on the screen."""
    return Turn(state)


def mint_request(state: VisitState) -> tuple[VisitState, int]:
    """A fresh request id."""
    number = state.next_request_id
    return replace(state, next_request_id=number + 1), number
