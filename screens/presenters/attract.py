"""Attract (01, by day 01b): the machine waits, and says that it works."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from config.terminal import Identity
from kiosk.catalogue.availability import Degraded, box_stops
from kiosk.catalogue.definition import ServiceDefinition
from kiosk.i18n import Texts
from kiosk.visit.choosing import can_start, offer
from kiosk.visit.intents import Aid
from kiosk.visit.local_time import local
from kiosk.visit.state import VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import ScreenView
from screens.presenters.framing import aids_on, clock_text, place_text
from screens.presenters.offers import pigment_of
from screens.presenters.parts import TileView


@dataclass(frozen=True, slots=True)
class LanguageView:
    """One language to choose."""

    code: str
    name: str
    selected: bool


@dataclass(frozen=True, slots=True)
class AttractView(ScreenView):
    """The idle scene. Everything on it only wakes the machine, except languages and helps.

    ``working`` is False when the machine can do nothing at all; ``state_text`` says which it is.
    ``open_text`` and ``can_text`` are the two halves of the sentence under the clock. ``often`` are
    at most three services, drawn as examples.
    """

    title: str
    subtitle: str
    clock: str
    date_text: str
    open_text: str
    can_text: str
    state_text: str
    scene: Literal["night", "day"] = "night"
    working: bool = True
    often: tuple[TileView, ...] = ()
    languages: tuple[LanguageView, ...] = ()
    aids_on: frozenset[Aid] = field(default_factory=frozenset)


#: From this hour to that one the scene is the day's.
_DAY_HOURS = range(6, 18)
_MOST_EXAMPLES = 3


def attract_view(
    state: VisitState, context: Context, words: Texts, terminal: Identity
) -> AttractView:
    """The idle scene says how many things work at this moment, and never more."""
    definitions = [service.definition for service in context.services.values()]
    startable = [one for one in definitions if can_start(state, one, context.profile)]
    is_whole = len(startable) == len(definitions) and not any(
        isinstance(offer(state, one, context.profile), Degraded) for one in startable
    )
    condition = "stopped" if not startable else "working" if is_whole else "partly"
    return AttractView(
        title=words("visit.frame.house", city=terminal.city),
        subtitle=place_text(words, terminal),
        clock=clock_text(context.wall),
        date_text=_date_text(context.wall, words),
        open_text=words("visit.attract.open"),
        can_text=_can_text(state, len(startable), words),
        state_text=words(f"visit.attract.{condition}"),
        scene="day" if local(context.wall).hour in _DAY_HOURS else "night",
        working=condition != "stopped",
        often=tuple(_example(one, words) for one in startable[:_MOST_EXAMPLES]),
        aids_on=aids_on(state.aids),
    )


def _can_text(state: VisitState, count: int, words: Texts) -> str:
    """How many things work; where the box stops everything, what it is."""
    stopped = box_stops(state.devices)
    if stopped is None or stopped.device_key is None:
        return words("visit.attract.can", count=count)
    return words("visit.attract.box", why=words(stopped.device_key))


def _example(definition: ServiceDefinition, words: Texts) -> TileView:
    detail = words("visit.attract.example", minutes=definition.duration_minutes)
    return TileView(definition.icon, pigment_of(definition.category), definition.name, detail)


def _date_text(at: datetime, words: Texts) -> str:
    today = local(at)
    weekday = words(f"visit.weekday.{today.isoweekday()}")
    return words("visit.attract.date", month=today.month, day=today.day, weekday=weekday)
