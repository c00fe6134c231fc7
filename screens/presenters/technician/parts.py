"""What the service screens are made of. Plain data, texts ready to draw."""

from dataclasses import dataclass
from typing import Literal

from kiosk.upkeep.service.intents import ServiceIntent
from screens.presenters.frame import KeyView

#: bad: somebody must act; watch: soon; good; busy: heals or works by itself; off: not there.
Tone = Literal["bad", "watch", "good", "busy", "off"]


@dataclass(frozen=True, slots=True)
class TechFrame:
    """Chrome and dock. ``corner`` stands in the header, ``keys`` in the dock, the last widest."""

    title: str
    subtitle: str
    corner: KeyView | None = None
    keys: tuple[KeyView, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionView:
    """Something that somebody has to do: what, how, who and since when."""

    icon: str
    tone: Tone
    title: str
    todo: str
    who: str
    key: KeyView | None


@dataclass(frozen=True, slots=True)
class DeviceTileView:
    """One device of the dashboard."""

    icon: str
    tone: Tone
    name: str
    state_icon: str
    state: str
    fact: str
    intent: ServiceIntent | None = None


@dataclass(frozen=True, slots=True)
class SupplyView:
    """Paper. Without a sensor that counts there is no ``ratio`` and no bar, only words."""

    name: str
    ratio: float | None
    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class TroubleLineView:
    """Something that went wrong since the host started."""

    stamp: str
    place: str
    text: str
    count: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A word and what it is."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """A number that was counted, and of what."""

    value: str
    label: str
    tone: Tone = "off"


@dataclass(frozen=True, slots=True)
class FrameLineView:
    """One frame: bytes that anybody may see, then a block as long as what is masked."""

    stamp: str
    is_sent: bool
    shown: str
    masked_bytes: int
    remark: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """How a device of a walk ended, and the key to try it once more."""

    icon: str
    tone: Tone
    name: str
    text: str
    detail: str


BLANK_TECH_FRAME = TechFrame("", "")
BLANK_ACTION = ActionView("", "off", "", "", "", None)
BLANK_DEVICE = DeviceTileView("", "off", "", "", "", "")
BLANK_SUPPLY = SupplyView("", None, "off", "")
BLANK_TROUBLE = TroubleLineView("", "", "", "")
BLANK_FACT = FactView("", "")
BLANK_FIGURE = FigureView("", "")
BLANK_LINE = FrameLineView("", is_sent=True, shown="", masked_bytes=0, remark="")
BLANK_RESULT = ResultView("", "off", "", "", "")
    key: KeyView | None = None
