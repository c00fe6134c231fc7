"""Timeout (16): a sheet over blocks. The screens below are not even in the tree of widgets."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import CitizenScreen, fill
from screens.widgets.key import Key
from screens.widgets.ring import CountdownRing
from screens.widgets.sheet import Blanked, Sheet

__all__ = ["Blanked", "CountdownRing", "Sheet", "TimeoutScreen"]


class TimeoutScreen(CitizenScreen):
    """Three answers, the safest first."""

    def draw(self, view):
        fill(self.ids.answers, view.keys, lambda key: Key(view=key, stretch=True))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
