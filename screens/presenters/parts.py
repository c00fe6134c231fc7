"""Small pieces that several screens draw. Plain data, texts ready to draw."""

from dataclasses import dataclass
from typing import Literal

from kiosk.visit.intents import Intent
from screens.presenters.frame import KeyView

Pigment = Literal["azurite", "jade", "teal", "plum", "ochre", "amber", "cinnabar", "grey"]
PillKind = Literal["ok", "held", "todo", "later", "warn", "bad", "off"]
KeyboardKind = Literal["digits", "latin", "identity"]
BannerKind = Literal["info", "ok", "warn", "bad", "off", "later"]


@dataclass(frozen=True, slots=True)
class PillView:
    """A state as colour, icon and word."""

    kind: PillKind
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class TagView:
    """Where a datum came from."""

    pigment: Pigment
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class BannerView:
    """One sentence that matters, with a second line and a key if there is something to do."""

    kind: BannerKind
    icon: str
    text: str
    detail: str = ""
    key: KeyView | None = None


@dataclass(frozen=True, slots=True)
class RowView:
    """A line of a list. With an intent it opens something and has a lip."""

    icon: str
    pigment: Pigment
    name: str
    detail: str = ""
    pill: PillView | None = None
    intent: Intent | None = None


@dataclass(frozen=True, slots=True)
class TileView:
    """A pressable tile: icon, name and perhaps one line."""

    icon: str
    pigment: Pigment
    name: str
    detail: str = ""
    intent: Intent | None = None
    #: Why it cannot be used now; never a grey icon without words.
    unavailable: str = ""


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice of a field."""

    label: str
    selected: bool
    intent: Intent


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a form.

    ``read_only`` cannot be changed here, ``filled`` can, ``need`` waits for the citizen,
    ``editing`` has the keyboard: then ``value`` is the raw text, never the masked one. Fields of
    ``narrow`` and ``wide`` width share a line when they follow each other.
    """

    field_id: str
    label: str
    value: str
    state: Literal["read_only", "filled", "need", "editing"]
    tag: TagView | None = None
    width: Literal["full", "narrow", "wide"] = "full"
    key: KeyView | None = None
    #: What the machine found out about the answer.
    note: PillView | None = None
    options: tuple[OptionView, ...] = ()
    keyboard: KeyboardKind = "latin"
    limit_characters: int = 60


@dataclass(frozen=True, slots=True)
class RungView:
    """One rung of the truth ladder. ``stamp`` is the time to the second, or how long it waits."""

    state: Literal["done", "trying", "not_yet"]
    name: str
    detail: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of a timeline."""

    state: Literal["done", "now", "wait", "todo"]
    text: str
    detail: str = ""
    #: Shown inside the dot when it is neither done nor waiting.
    number: str = ""


# What a widget holds between its birth in kv and the first render.
BLANK_PILL = PillView("off", "", "")
BLANK_TAG = TagView("grey", "", "")
BLANK_BANNER = BannerView("info", "", "")
BLANK_ROW = RowView("", "grey", "")
BLANK_TILE = TileView("", "grey", "")
BLANK_FIELD = FieldView("", "", "", "read_only")
BLANK_RUNG = RungView("not_yet", "")
BLANK_EVENT = EventView("todo", "")
