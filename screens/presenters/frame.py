"""What every screen shares: header, stepper, dock. Plain data, texts ready to draw."""

from dataclasses import dataclass, field
from typing import Literal

from kiosk.visit.intents import Aid, Intent

KeyKind = Literal["pri", "go", "sec", "soft", "later", "later_solid", "danger"]


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key. Without an intent it is disabled, and ``reason`` says why."""

    label: str
    intent: Intent | None
    kind: KeyKind = "pri"
    icon: str = ""
    icon_after: str = ""
    reason: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class StepView:
    """Where the citizen is: bar ``number`` of ``count``; in words left, the next step right."""

    number: int
    count: int
    position_text: str
    next_text: str


@dataclass(frozen=True, slots=True)
class FrameView:
    """The parts around the stage.

    ``person`` is the name on the chip; empty means nobody is known and clock and language show
    instead. ``secondary`` stands left in the dock, ``primary`` right and widest; with neither the
    dock holds the five help keys only. ``aids_on`` are the helps that are switched on.
    """

    title: str
    subtitle: str
    clock: str = ""
    language: str = ""
    person: str = ""
    step: StepView | None = None
    secondary: KeyView | None = None
    primary: KeyView | None = None
    aids_on: frozenset[Aid] = field(default_factory=frozenset)


BLANK_FRAME = FrameView("", "")
BLANK_KEY = KeyView("", None)


class ScreenView:
    """Base of every view: a frozen dataclass with everything that one screen draws."""

    __slots__ = ()
