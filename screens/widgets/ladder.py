"""Truth ladder and timeline: what has happened, what is happening, what has not."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout

from screens.presenters.parts import BLANK_EVENT, BLANK_RUNG
from screens.widgets.surface import Row, Surface

_RUNG_LOOKS = {"done": "dot_done", "trying": "dot_now", "not_yet": "dot_hollow"}
_EVENT_LOOKS = {"done": "dot_done", "now": "dot_now", "wait": "dot_wait", "todo": "dot_todo"}
_DOT_ICONS = {"dot_done": "check", "dot_wait": "alert"}


class Dot(Surface):
    """A round mark. Solid only when it has happened; dashed and hollow when it has not."""

    diameter_px = NumericProperty(dp(60))
    number = StringProperty("")

    def icon_of(self, look):
        return _DOT_ICONS.get(look, "")


class Rung(BoxLayout):
    """One rung in a column: dot, what, and when."""

    view = ObjectProperty(BLANK_RUNG, rebind=True)
    last = BooleanProperty(False)

    def look_of(self, view):
        return _RUNG_LOOKS[view.state]


class RungAcross(BoxLayout):
    """One rung in a row: dot above its name."""

    view = ObjectProperty(BLANK_RUNG, rebind=True)
    first = BooleanProperty(False)

    def look_of(self, view):
        return _RUNG_LOOKS[view.state]


class TimelineEvent(BoxLayout):
    """One line of a timeline."""

    view = ObjectProperty(BLANK_EVENT, rebind=True)
    last = BooleanProperty(False)

    def look_of(self, view):
        return _EVENT_LOOKS[view.state]


class _Ladder(BoxLayout):
    """Holds the rungs of ``views``. One that is not shown now is put by: building costs a frame."""

    views = ListProperty([])
    rung_type = None

    def __init__(self, **kwargs):
        self._built = []
        super().__init__(**kwargs)

    def on_views(self, *_):
        self._built += [self.rung_type(view=view) for view in self.views[len(self._built) :]]
        if len(self.children) != len(self.views):
            self.clear_widgets()
            for rung in self._built[: len(self.views)]:
                self.add_widget(rung)
        for at, (rung, view) in enumerate(zip(reversed(self.children), self.views, strict=True)):
            rung.view = view
            self._mark_ends(rung, at)

    def _mark_ends(self, rung, at):
        rung.last = at == len(self.views) - 1


class TruthLadder(_Ladder):
    """Three rungs in a column, with room for a sentence each."""

    rung_type = Rung


class TruthRow(_Ladder):
    """Three rungs in a row, times under them."""

    rung_type = RungAcross

    def _mark_ends(self, rung, at):
        rung.first = at == 0


class Timeline(_Ladder):
    """Done, now, waiting for you, to come."""

    rung_type = TimelineEvent


__all__ = ["Dot", "Row", "Timeline", "TruthLadder", "TruthRow"]

Builder.load_file(str(Path(__file__).with_suffix(".kv")))
