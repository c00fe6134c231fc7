"""Guided test (22)."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from screens.technician.rows import ResultRow, bar_of, fill_rows
from screens.technician.screen import TechScreen, fill
from screens.technician.walk_parts import AnswerKey, LooksCard, MachinePart, MeasureCard, TestPage
from screens.theme import theme

__all__ = ["LooksCard", "WalkScreen"]


class WalkBar(Widget):
    """One device of the walk."""

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

    work = ("question", "answers", "past")
    context_px = 860

    def draw(self, view):
        fill(self.ids.bars, view.bars, lambda tone: WalkBar(view=tone))
        self._draw_picture(view)
        self.ids.looks.title, self.ids.looks.looks = view.looks_title, view.looks
        measured = () if view.measured is None else (view.measured,)
        fill(self.ids.measured, measured, lambda measure: MeasureCard(view=measure))
        fill(self.ids.first, view.answers[:1], lambda answer: AnswerKey(view=answer))
        fill(self.ids.others, view.answers[1:], lambda answer: AnswerKey(view=answer))
        fill_rows(self.ids.results, view.results, lambda result: ResultRow(view=result))

    def _draw_picture(self, view):
        if view.page is not None:
            fill(self.ids.picture, (view.page,), lambda page: TestPage(view=page), "page")
            return
        parts = (view.picture.removeprefix("machine-"),) if view.picture else ()
        fill(self.ids.picture, parts, lambda part: MachinePart(view=part), "machine")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
