"""The door: badge, typed badge, PIN."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty
from kivy.uix.widget import Widget

from kiosk.upkeep.service.intents import SetDraft
from screens.presenters.parts import RowView
from screens.technician.screen import TechScreen, fill
from screens.widgets.badge import Banner
from screens.widgets.keyboard import Keyboard
from screens.widgets.listing import ListRow

_DOTS = 12


class DoorScreen(TechScreen):
    """Where the badge goes."""

    work = ("ways", "maps")
    context_px = 720

    def draw(self, view):
        ways = [RowView(icon, "azurite", name, how) for icon, name, how in view.ways]
        fill(self.ids.ways, ways, lambda way: ListRow(view=way))
        notes = () if view.note is None else (view.note,)
        fill(self.ids.note, notes, lambda note: Banner(view=note))


class _Typing(TechScreen):
    """A keyboard that adds to ``view.draft``."""

    work = ("keyboard",)
    context_px = 720
    keyboard_kind = "latin"

    def draw(self, view):
        notes = () if view.note is None else (view.note,)
        fill(self.ids.note, notes, lambda note: Banner(view=note))
        if not self.ids.keyboard.children:
            self.ids.keyboard.add_widget(self._keyboard())

    def _keyboard(self):
        keyboard = Keyboard(texts=self.texts, kind=self.keyboard_kind)
        keyboard.bind(on_typed=lambda _, letter: self.typed(self.view.draft + letter))
        keyboard.bind(on_backspace=lambda _: self.typed(self.view.draft[:-1]))
        keyboard.bind(on_clear=lambda _: self.typed(""))
        return keyboard

    def typed(self, text):
        """The whole of what stands in the field now."""
        self.send(SetDraft(text))


class BadgeTypingScreen(_Typing):
    """The letters of a badge."""


class PinDot(Widget):
    """One digit, typed or not."""

    view = BooleanProperty(False)


class PinScreen(_Typing):
    """Digits as dots."""

    keyboard_kind = "digits"

    def draw(self, view):
        super().draw(view)
        dots = [at < view.filled for at in range(max(6, min(_DOTS, view.filled)))]
        fill(self.ids.dots, dots, lambda is_filled: PinDot(view=is_filled))
        for key in self.ids.keyboard.walk(restrict=True):
            if hasattr(key, "typed") and hasattr(key, "enabled"):
                key.enabled = view.can_type


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
