"""Home (02): what do you need?"""

from dataclasses import dataclass

from screens.presenters.frame import FrameView, ScreenView
from screens.presenters.parts import BannerView, TileView


@dataclass(frozen=True, slots=True)
class HomeView(ScreenView):
    """The doors of the house.

    ``tools`` are the six doors in the order of ``Tool``: the first two are drawn large. ``often``
    are at most four services, ``categories`` at most eight. ``notice`` is the most important thing
    that this machine cannot do now.
    """

    frame: FrameView
    tools: tuple[TileView, ...]
    often: tuple[TileView, ...]
    categories: tuple[TileView, ...]
    total_text: str
    notice: BannerView | None = None
