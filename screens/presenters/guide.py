"""Guide (04): what it costs, what to bring, how it goes, before anything is started."""

from dataclasses import dataclass

from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.parts import Pigment, PillView


@dataclass(frozen=True, slots=True)
class FactView:
    """A number with its unit, and what it is."""

    number: str
    unit: str
    name: str
    good: bool = False


@dataclass(frozen=True, slots=True)
class NeedView:
    """One material: what it is, how it comes in, and whether it must be brought."""

    icon: str
    pigment: Pigment
    name: str
    detail: str
    pill: PillView


@dataclass(frozen=True, slots=True)
class ModeView:
    """One way in which this service is handled or handed out."""

    icon: str
    pigment: Pigment
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class GuideView(ScreenView):
    """The whole service on one page. ``keys`` are at most two small keys beside the title."""

    frame: FrameView
    facts: tuple[FactView, ...]
    needs_text: str
    needs: tuple[NeedView, ...]
    modes: tuple[ModeView, ...] = ()
    keys: tuple[KeyView, ...] = ()


BLANK_FACT = FactView("", "", "")
BLANK_NEED = NeedView("", "grey", "", "", PillView("off", "", ""))
BLANK_MODE = ModeView("", "grey", "", "")
