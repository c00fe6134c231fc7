"""Goodbye (16b)."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.theme import ASSETS, theme
from screens.widgets.belonging import Belonging, GoingRow
from screens.widgets.ladder import Dot

__all__ = ["Dot", "GoodbyeScreen"]


class GoodbyeScreen(FramedScreen):
    """What goes, what stays elsewhere, what to take along."""

    hills = str(ASSETS / "art" / "hills-band.png")

    def draw(self, view):
        fill(self.ids.rows, view.rows, lambda row: GoingRow(view=row))
        for at, child in enumerate(reversed(self.ids.rows.children)):
            child.first = at == 0
        fill(self.ids.belongings, view.belongings, lambda thing: Belonging(view=thing))
        look = ("look_part",) if view.belongings else ()
        if theme.large_text and look:
            self.arrange(("head", "rows_part", "gap"), (*look, "gap"))
        else:
            self.arrange(("head", "rows_part", *look, "gap"))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
