"""The dock: back, the one primary action, and the help keys, always in the same place."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.visit.intents import Aid, UseAid
from screens.presenters.frame import BLANK_FRAME
from screens.widgets.frame import no_text
from screens.widgets.key import Key
from screens.widgets.press import Pressable

#: The helps that work. Speech and low reach come later; a key without effect is worse than none.
_AID_ICONS = {Aid.HELP: "help", Aid.TEXT_LARGE: "text-large", Aid.CONTRAST: "contrast"}


class AidKey(Pressable):
    """One of the help keys."""

    icon = StringProperty("")
    label = StringProperty("")


class AidRow(BoxLayout):
    """The help keys, always in the same place."""

    texts = ObjectProperty(no_text)
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

    texts = ObjectProperty(no_text)
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
