"""Small pieces that several screens draw. Plain data, texts ready to draw."""

from dataclasses import dataclass
from typing import Literal

from kiosk.visit.intents import Intent
from screens.presenters.frame import KeyView

Pigment = Literal["azurite", "jade", "teal", "plum", "ochre", "amber", "cinnabar", "grey"]
PillKind = Literal["ok", "held", "todo", "later", "warn", "bad", "off"]
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


# What a widget holds between its birth in kv and the first render.
BLANK_PILL = PillView("off", "", "")
BLANK_TAG = TagView("grey", "", "")
BLANK_BANNER = BannerView("info", "", "")
BLANK_ROW = RowView("", "grey", "")
BLANK_TILE = TileView("", "grey", "")
