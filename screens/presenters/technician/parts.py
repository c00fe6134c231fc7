"""What the service screens are made of. Plain data, texts ready to draw."""

from dataclasses import dataclass
from typing import Literal

from kiosk.upkeep.service.intents import ServiceIntent
from screens.presenters.frame import KeyView
from screens.presenters.parts import BannerView

#: bad: somebody must act; watch: soon; good; busy: heals or works by itself; off: not there.
Tone = Literal["bad", "watch", "good", "busy", "off"]
#: How close rows stand on a wide glass: as drawn, or closer because there are many.
RowSetting = Literal["airy", "tight", "dense"]


@dataclass(frozen=True, slots=True)
class TechFrame:
    """Chrome and dock. ``corner`` stands in the header, ``keys`` in the dock, the primary widest.

    ``said`` stands above the keys: what is being done, or what came of it.
    """

    title: str
    subtitle: str
    corner: KeyView | None = None
    keys: tuple[KeyView, ...] = ()
    said: BannerView | None = None


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
    """A word and what it is. A wide one has a line to itself."""

    label: str
    value: str
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class FigureView:
    """A number that was counted, and of what."""

    value: str
    label: str
    tone: Tone = "off"


@dataclass(frozen=True, slots=True)
class FrameLineView:
    """One frame: bytes that anybody may see, then a block for what is masked.

    The block is as long as ``block_bytes`` bytes would be; ``size`` says how many there are where
    they would not fit.
    """

    stamp: str
    is_sent: bool
    arrow: str
    shown: str
    block_bytes: int
    size: str
    remark: str


@dataclass(frozen=True, slots=True)
class TickView:
    """A line across a curve at a height (0 to 1), with its word."""

    height: float
    label: str


@dataclass(frozen=True, slots=True)
class SparkView:
    """Answer times as a curve: heights from 0 (bottom) to 1 (the limit), oldest first.

    ``slowest`` is the place of a point that stands out, or -1. Without points ``title`` says why.
    """

    title: str
    heights: tuple[float, ...] = ()
    ticks: tuple[TickView, ...] = ()
    used: str = ""
    limit: str = ""
    now: str = ""
    slowest: int = -1
    slow: str = ""


@dataclass(frozen=True, slots=True)
class ResultView:
    """How a device of a walk ended, and the key to try it once more."""

    icon: str
    tone: Tone
    name: str
    text: str
    detail: str
    key: KeyView | None = None


BLANK_TECH_FRAME = TechFrame("", "")
BLANK_ACTION = ActionView("", "off", "", "", "", None)
BLANK_DEVICE = DeviceTileView("", "off", "", "", "", "")
BLANK_SUPPLY = SupplyView("", None, "off", "")
BLANK_TROUBLE = TroubleLineView("", "", "", "")
BLANK_FACT = FactView("", "")
BLANK_FIGURE = FigureView("", "")
BLANK_LINE = FrameLineView("", True, "", "", 0, "", "")
BLANK_SPARK = SparkView("")
BLANK_RESULT = ResultView("", "off", "", "", "")
