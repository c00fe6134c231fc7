"""Attract (01, 01b): the idle scene."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ColorProperty, ObjectProperty, StringProperty

from kiosk.visit.intents import ChooseLanguage, Wake
from screens.citizen.screen import CitizenScreen, fill
from screens.presenters.attract import LanguageView
from screens.presenters.parts import BLANK_TILE
from screens.widgets.press import Pressable
from screens.widgets.surface import Surface


class ExampleTile(Pressable):
    """A service that is often used at this hour. It wakes the machine and starts nothing."""

    view = ObjectProperty(BLANK_TILE, rebind=True)
    scene = StringProperty("night")


class LanguageKey(Pressable):
    """One language."""

    view = ObjectProperty(LanguageView("", "", selected=False), rebind=True)
    scene = StringProperty("night")


class Call(Pressable):
    """The one thing to do: touch."""


class SceneDock(Surface):
    """Languages and helps of the idle scene."""


class AttractScreen(CitizenScreen):
    """The machine waits. A touch anywhere wakes it and does nothing else."""

    #: ``night`` or ``day``; in high contrast always the flat day.
    scene = StringProperty("night")
    scene_ink = ColorProperty()
    scene_ink2 = ColorProperty()
    scene_state_ink = ColorProperty()

    def draw(self, view):
        fill(self.ids.often, view.often, lambda tile: ExampleTile(view=tile, intent=Wake()))
        fill(self.ids.languages, view.languages, self._language_key)
        self.on_scene()
        self.ids.aids.aids_on = view.aids_on
        self.ids.call.intent = Wake()

    def on_scene(self, *_):
        if self.ids:
            for key in (*self.ids.often.children, *self.ids.languages.children):
                key.scene = self.scene

    def _language_key(self, language):
        return LanguageKey(view=language, intent=ChooseLanguage(language.code))

    def on_touch_up(self, touch):
        handled = super().on_touch_up(touch)
        if not handled and touch.grab_current is None and not touch.grab_list:
            self.send(Wake())
        return handled


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
