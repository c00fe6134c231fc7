"""Identify (05): lay the card on the reader."""

from dataclasses import dataclass

from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.parts import BannerView, TileView


@dataclass(frozen=True, slots=True)
class IdentifyView(ScreenView):
    """What to do with the card, how long there is, what is read and why.

    ``seconds_left`` of ``seconds_total`` is on the ring; a total of 0 hides it. ``trouble`` takes
    the place of the promise when the last card could not be read. ``other_ways`` are at most four.
    ``part`` lights the machine map, ``place_text`` and ``place_detail`` say the same in words.
    """

    frame: FrameView
    title: str
    lead: str
    place_text: str
    place_detail: str
    promise_title: str
    promise_text: str
    seconds_left: int = 0
    seconds_total: int = 0
    art: str = "place-card"
    part: str = "card"
    trouble: BannerView | None = None
    other_title: str = ""
    other_ways: tuple[TileView, ...] = ()
    retry: KeyView | None = None
