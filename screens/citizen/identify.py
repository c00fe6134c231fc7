"""Identify (05)."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.presenters.parts import BannerView
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.ring import CountdownRing
from screens.widgets.tile import WayTile

__all__ = ["CountdownRing", "IdentifyScreen"]


_PAGES = (("head", "trouble", "picture", "where", "gap", "ways"),)
_LARGE_PAGES = (
    ("head", "trouble", "picture", "gap"),
    ("where", "gap"),
    ("ways", "gap"),
)


class IdentifyScreen(FramedScreen):
    """Lay the card on the reader."""

    def promise(self, view):
        """What is read and why, as a banner."""
        return BannerView("ok", "lock", view.promise_title, view.promise_text)

    def draw(self, view):
        trouble = () if view.trouble is None else (view.trouble,)
        fill(self.ids.trouble, trouble, lambda banner: Banner(view=banner))
        fill(self.ids.other_ways, view.other_ways, lambda tile: WayTile(view=tile))
        self.arrange(*(_LARGE_PAGES if theme.large_text else _PAGES))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
