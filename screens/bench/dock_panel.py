"""The pieces of the dock: key, panel, line of the log, sheet with a print. They draw views."""

from pathlib import Path
from string import ascii_letters, digits

from kivy.clock import Clock as FrameClock
from kivy.core.window import Window
from kivy.lang import Builder
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label

from screens.bench.dock_parts import DockKeyView, LogLine, PanelView
from screens.citizen.screen import fill
from screens.theme import parse_colour
from screens.widgets.press import Pressable
from screens.widgets.surface import Surface

_TONES = {"good": "#9BE8C2", "wait": "#FFD27A", "bad": "#FFB59E"}
_INKS = {"note": "#F2B01E", "sent": "#8FD0FF", "seen": "#9BE8C2", "bad": "#FFB59E"}
_BACKSPACE, _ESCAPE = 8, 27
_TYPEABLE = frozenset(ascii_letters + digits + "-:")
_COMMANDS = frozenset(("ctrl", "alt", "meta"))
_LONGEST_CODE = 40
_BLANK_KEY = DockKeyView("", "", "plain", None)
_BLANK_PANEL = PanelView("", "", "", "", "wait", ())
_BLANK_LINE = LogLine("", "note", "")


class DockText(Label):
    """Text of the dock: given lines, no markup, cut with three dots where it is too long.

    Its line height is the face's own: below 1 Kivy blends each line onto transparent black, which
    thins the strokes.
    """

    ink = ColorProperty((1, 1, 1, 1))


class DockKey(Pressable):
    """One key of the dock. It stays armed: a hand may do the same thing twice."""

    view = ObjectProperty(_BLANK_KEY, rebind=True)

    def look_of(self, view):
        return f"demo_key_{'off' if view.hand is None else view.kind}".removesuffix("_plain")


class DockPanel(Surface):
    """One device, with its state and its keys."""

    view = ObjectProperty(_BLANK_PANEL, rebind=True)
    columns = NumericProperty(3)
    #: What is said in the empty field, and who hears what is typed into it.
    entry_hint = StringProperty("")
    hear_typed = ObjectProperty(lambda _text: None)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        if self.view.has_entry and not self.ids.entry.children:
            self.ids.entry.add_widget(CodeEntry(hint=self.entry_hint, hear_typed=self.hear_typed))
        fill(self.ids.grid, self.view.keys, lambda view: DockKey(view=view))

    def tone_ink(self, tone):
        return parse_colour(_TONES[tone])


class CodeEntry(Surface):
    """A code can be typed on the keyboard of the computer that the demo runs on.

    Not Kivy's own field: importing that one starts a clipboard program. The dock has nothing else
    to type into, so this field always listens while it is on the glass.
    """

    hint = StringProperty("")
    typed = StringProperty("")
    hear_typed = ObjectProperty(lambda _text: None)

    def on_parent(self, _, parent):
        """Window events outlive widgets: listen only while on the glass."""
        if parent is None:
            Window.funbind("on_key_down", self._hear)
        else:
            Window.fbind("on_key_down", self._hear)

    def _hear(self, _window, key, _scancode, character, modifiers):
        if key == _BACKSPACE:
            self.typed = self.typed[:-1]
        elif key == _ESCAPE:
            self.typed = ""
        elif character and character in _TYPEABLE and not _COMMANDS & {*modifiers}:
            self.typed = (self.typed + character.upper())[:_LONGEST_CODE]
        else:
            return
        self.hear_typed(self.typed)


class DockLine(BoxLayout):
    """One line of the log."""

    view = ObjectProperty(_BLANK_LINE, rebind=True)

    def ink_of(self, kind):
        return parse_colour(_INKS[kind])


class PrintSheet(FloatLayout):
    """A print, as large as the dock allows, over everything else."""

    source = StringProperty("")
    words = StringProperty("")
    is_open = BooleanProperty(False)

    def show(self, picture):
        """Lay a print over the dock."""
        self.source, self.is_open = str(picture), True

    def put_away(self):
        """Back to the keys. In the next frame, after the touch that asked for it."""
        FrameClock.schedule_once(lambda _elapsed_seconds: setattr(self, "is_open", False), 0)

    def on_touch_down(self, touch):
        return self.is_open and (super().on_touch_down(touch) or True)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
