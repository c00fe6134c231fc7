"""The parts around the stage: header, stepper, dock with the five help keys."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.visit.intents import Aid, ChooseLanguage, Leave, UseAid
from screens.presenters.frame import BLANK_FRAME
from screens.theme import ASSETS
from screens.widgets.key import Key
from screens.widgets.press import Pressable
from screens.widgets.surface import Row, Surface

_AID_ICONS = {
    Aid.HELP: "help",
    Aid.TEXT_LARGE: "text-large",
    Aid.CONTRAST: "contrast",
    Aid.SPEECH: "speaker",
    Aid.LOW_REACH: "lower",
}


def _no_text(_key):
    """Stands in for the texts until kv hands them over."""
    return ""


class Mark(Surface):
    """The house's sign: a door with a lamp."""

    sign = StringProperty(str(ASSETS / "icons" / "mark.png"))


class ClockCorner(Row):
    """Right side of the header while nobody is known: time and language."""

    view = ObjectProperty(BLANK_FRAME, rebind=True)
    texts = ObjectProperty(_no_text)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.ids.language.intent = ChooseLanguage("")


class PersonCorner(Row):
    """Right side of the header for a known person: their name and the way out."""

    view = ObjectProperty(BLANK_FRAME, rebind=True)
    texts = ObjectProperty(_no_text)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.ids.leave.intent = Leave()


class Header(BoxLayout):
    """Mark, title and either clock with language or the person with the way out."""

    texts = ObjectProperty(_no_text)
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


class AidKey(Pressable):
    """One of the five help keys."""

    icon = StringProperty("")
    label = StringProperty("")


class AidRow(BoxLayout):
    """The five help keys, always in the same place."""

    texts = ObjectProperty(_no_text)
    aids_on = ObjectProperty(frozenset())
    #: Look of a key that is off, on, and of the key that calls a person.
    looks = ListProperty(["aid", "aid_on", "aid_help"])
    key_px = dp(104)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for aid, icon in _AID_ICONS.items():
            self.add_widget(AidKey(icon=icon, intent=UseAid(aid), repeats=True))
        self.fbind("texts", self._refresh)
        self.fbind("aids_on", self._refresh)
        self.fbind("looks", self._refresh)
        self._refresh()

    def _refresh(self, *_):
        for key, aid in zip(reversed(self.children), _AID_ICONS, strict=True):
            on = aid in self.aids_on
            off_look = self.looks[2] if aid is Aid.HELP else self.looks[0]
            key.look = self.looks[1] if on else off_look
            key.label = self.texts(f"screens.aid.{aid.value}{'_on' if on else ''}")


class Dock(BoxLayout):
    """Everything that is needed to go on, at the bottom."""

    texts = ObjectProperty(_no_text)
    view = ObjectProperty(BLANK_FRAME, rebind=True)
    bare = BooleanProperty(False)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        actions = self.ids.actions
        wanted = [key for key in (self.view.secondary, self.view.primary) if key is not None]
        self.bare = not wanted
        while len(actions.children) > len(wanted):
            actions.remove_widget(actions.children[0])
        while len(actions.children) < len(wanted):
            actions.add_widget(Key())
        for key, view in zip(reversed(actions.children), wanted, strict=True):
            key.view = view
            key.stretch = view is wanted[-1]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
