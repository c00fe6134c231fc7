"""Attract (01, by day 01b): the machine waits, and says that it works."""

from dataclasses import dataclass, field
from typing import Literal

from kiosk.visit.intents import Aid
from screens.presenters.frame import ScreenView
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
