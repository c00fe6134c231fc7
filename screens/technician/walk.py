"""Guided test (22)."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from screens.technician.rows import ResultRow, bar_of, fill_rows
from screens.technician.screen import TechScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.key import Key


class WalkBar(Widget):
    """One step of the walk."""

    tone = StringProperty("next")
    view = StringProperty("next")

    def on_view(self, *_):
        self.tone = self.view

    def paint(self, tone):
        if tone == "now":
            return theme.azurite
        return theme.line if tone == "next" else bar_of(tone)


class WalkScreen(TechScreen):
    """One trial at a time."""

    def draw(self, view):
        fill(self.ids.bars, view.bars, lambda tone: WalkBar(view=tone))
        measured = () if view.measured is None else (view.measured,)
        fill(self.ids.measured, measured, lambda banner: Banner(view=banner))
        fill(self.ids.choices, view.choices, lambda key: Key(view=key))
        for key in self.ids.choices.children:
            key.face_px = dp(120)
            key.stretch = True
        fill_rows(self.ids.results, view.results, lambda result: ResultRow(view=result))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
