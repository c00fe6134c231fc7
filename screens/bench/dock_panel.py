"""The pieces of the dock: key, panel, line of the log, sheet with a print. They draw views."""

from pathlib import Path

from kivy.clock import Clock as FrameClock
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
_BLANK_KEY = DockKeyView("", "", "plain", None)
_BLANK_PANEL = PanelView("", "", "", "", "wait", ())
_BLANK_LINE = LogLine("", "note", "")


class DockText(Label):
    """Text of the dock: given lines, no markup, cut with three dots where it is too long."""

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
    on_typed = ObjectProperty(lambda _text: None)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        if self.view.has_entry and not self.ids.entry.children:
            self.ids.entry.add_widget(CodeEntry(hint=self.entry_hint, on_typed=self.on_typed))
        fill(self.ids.keys, self.view.keys, lambda view: DockKey(view=view))

    def tone_ink(self, tone):
        return parse_colour(_TONES[tone])


class CodeEntry(Surface):
    """A code can be typed with the keyboard of the computer that the demo runs on."""

    hint = StringProperty("")
    on_typed = ObjectProperty(lambda _text: None)


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


Builder.load_file(str(Path(__file__).with_name("dock.kv")))
