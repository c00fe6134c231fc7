"""The parts above the stage: header and stepper."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

import screens.widgets.key  # noqa: F401  (its keys are written in kv)
from kiosk.visit.intents import ChooseLanguage, Leave
from screens.presenters.frame import BLANK_FRAME
from screens.theme import ASSETS
from screens.widgets.surface import Row, Surface


def no_text(_key):
    """Stands in for the texts until kv hands them over."""
    return ""


class Mark(Surface):
    """The house's sign: a door with a lamp."""

    sign = StringProperty(str(ASSETS / "icons" / "mark.png"))


class ClockCorner(Row):
    """Right side of the header while nobody is known: time and language."""

    view = ObjectProperty(BLANK_FRAME, rebind=True)
    texts = ObjectProperty(no_text)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._language = self.ids.language.__self__
        self._language.intent = ChooseLanguage("")
        self.on_view()

    def on_view(self, *_):
        """Without a language to change to there is no key."""
        if not self.ids:
            return
        is_shown = self._language.parent is not None
        if self.view.language and not is_shown:
            self.add_widget(self._language)
        elif is_shown and not self.view.language:
            self.remove_widget(self._language)


class PersonCorner(Row):
    """Right side of the header for a known person: their name and the way out."""

    view = ObjectProperty(BLANK_FRAME, rebind=True)
    texts = ObjectProperty(no_text)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.ids.leave.intent = Leave()


class Header(BoxLayout):
    """Mark, title and either clock with language or the person with the way out."""

    texts = ObjectProperty(no_text)
    view = ObjectProperty(BLANK_FRAME, rebind=True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._corner = None
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        wanted = PersonCorner if self.view.person else ClockCorner
        if type(self._corner) is wanted:
            self._corner.view = self.view
            return
        if self._corner is not None:
            self.remove_widget(self._corner)
        self._corner = wanted(view=self.view, texts=self.texts)
        self.add_widget(self._corner)


class Stepper(BoxLayout):
    """Bars, and the same in words. Bars are never tappable."""

    view = ObjectProperty(None, allownone=True, rebind=True)

    def bars(self, view):
        """State of each bar, in order."""
        if view is None:
            return []
        return ["done" if at < view.number else "now" if at == view.number else "next"
                for at in range(1, view.count + 1)]  # fmt: skip

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        bars = self.ids.bars
        states = self.bars(self.view)
        while len(bars.children) > len(states):
            bars.remove_widget(bars.children[0])
        while len(bars.children) < len(states):
            bars.add_widget(StepBar())
        for bar, state in zip(reversed(bars.children), states, strict=True):
            bar.state = state


class StepBar(BoxLayout):
    """One bar of the stepper."""

    state = StringProperty("next")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
