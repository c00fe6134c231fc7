"""Attract (01, 01b): the idle scene."""

from pathlib import Path

from kivy.clock import Clock as FrameClock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ColorProperty, ObjectProperty, StringProperty

from kiosk.visit.intents import ChooseLanguage, EnterService, Wake
from screens.citizen.screen import CitizenScreen, fill
from screens.presenters.attract import LanguageView
from screens.presenters.parts import BLANK_TILE
from screens.widgets.press import Pressable
from screens.widgets.surface import Surface

#: How long staff rest a finger on the mark. Nobody else does, and it hurts nobody who does.
HOLD_SECONDS = 2.5
#: A service process starts in a second or two; after this the wish was not granted.
_OPENING_SECONDS = 10.0


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
    #: Staff have asked to come in, and the machine is about to let them.
    opening = BooleanProperty(False)

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

    def on_touch_down(self, touch):
        if self.ids.mark.collide_point(*touch.pos):
            hold = FrameClock.schedule_once(lambda _: self._held(touch), HOLD_SECONDS)
            touch.ud["hold"] = hold
        return super().on_touch_down(touch)

    def on_touch_up(self, touch):
        handled = super().on_touch_up(touch)
        if touch.grab_current is not None or touch.grab_list:
            return handled
        hold = touch.ud.pop("hold", None)
        if hold is not None and not hold.is_triggered:
            return True  # it was long enough: staff, and no touch that wakes
        if hold is not None:
            hold.cancel()
        if not handled:
            self.send(Wake())
        return handled

    def _held(self, touch):
        # Between its events a touch is told from the window's corner, not from the page's.
        if not self.ids.mark.collide_point(*self.to_widget(*touch.pos)):
            return
        self.opening = True
        FrameClock.schedule_once(lambda _: setattr(self, "opening", False), _OPENING_SECONDS)
        self.send(EnterService())


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
