"""Submitted (10a, 10): the rungs as a column while they climb, as a row when all are reached."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.ladder import Dot, Timeline, TruthLadder, TruthRow
from screens.widgets.ring import CountdownRing

__all__ = ["CountdownRing", "Dot", "SubmittedScreen", "Timeline", "TruthLadder", "TruthRow"]


class SubmittedScreen(FramedScreen):
    """What is true now, and what comes next."""

    #: Whoever has handed in waits for one word; it does not fade in.
    comes_at_once = True

    def draw(self, view):
        self.arrange(*self._pages(view))
        fill(self.ids.banners, view.banners, lambda banner: Banner(view=banner))
        receipts = () if view.receipt is None else (view.receipt,)
        fill(self.ids.receipt, receipts, lambda banner: Banner(view=banner, icon_px=dp(60)))

    def _pages(self, view):
        receipt = ("receipt",) if view.receipt else ()
        banners = ("banners",) if view.banners else ()
        case = ("case_part",) if view.case_no else ()
        foot = ("foot_part",) if view.foot else ()
        if view.mood == "accepted":
            waiting = ("waiting_part",) if view.seconds_total else ()
            first = ("crown", *case, "row_part", *waiting)
            rest = (*receipt, "timeline_part")
        else:
            first = ("head", *case, "ladder_part")
            rest = (*banners, *receipt, "gap", *foot)
        if theme.large_text:
            return (*first, "gap"), (*rest, *(() if "gap" in rest else ("gap",)))
        return ((*first, *rest, *(() if "gap" in rest else ("gap",))),)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
