"""A field of a form: label, source, value, and the key that changes it."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.presenters.parts import BLANK_FIELD
from screens.widgets.badge import SourceTag
from screens.widgets.key import Key
from screens.widgets.press import Pressable
from screens.widgets.surface import Row, Surface

_LOOKS = {
    "read_only": "field_ro",
    "filled": "field",
    "need": "field_need",
    "editing": "field_need",
}

#: Ideographs that a line of choices holds, and those that each choice needs beside its own.
_CHARACTERS_A_LINE, _OPTION_MARGIN = 23.0, 2.2
# What a field is made of, in design pixels and ideographs a line.
_INSET_PX, _HEAD_PX, _OPTION_PX = 36, 54, 121
_NOTE_LINE_PX, _CHARACTERS_A_NOTE = 46, 22
_VALUE_LINE_PX, _CHARACTERS_A_VALUE = 52, 16
_KEY_PX, _WIDE_KEY_PX = 98, 118


class Option(Pressable):
    """One choice; the chosen one is filled and ticked."""

    label = StringProperty("")
    selected = BooleanProperty(False)


class Note(Row):
    """What the machine found out about an answer."""

    view = ObjectProperty(None, allownone=True, rebind=True)


class Field(Surface):
    """One field, drawn from a ``FieldView``."""

    view = ObjectProperty(BLANK_FIELD, rebind=True)
    editing = BooleanProperty(False)

    def __init__(self, **kwargs):
        self._tag = self._key = None
        self._options = []
        super().__init__(**kwargs)
        self.on_view()

    def columns(self, options, text_scale):
        return option_columns(options, text_scale)

    def on_view(self, *_):
        if not self.ids:
            return
        self.look = _LOOKS[self.view.state]
        self.editing = self.view.state == "editing"
        self._fill_head()
        self._fill_options()
        self._fill_side()

    def _fill_head(self):
        self._tag = _kept(self.ids.head, self._tag, self.view.tag, lambda: SourceTag())

    def _fill_options(self):
        row, options = self.ids.options, self.view.options
        while len(self._options) < len(options):
            self._options.append(Option())
        for option, widget in zip(options, self._options, strict=False):
            widget.label = widget.name = option.label
            widget.selected, widget.intent, widget.armed = option.selected, option.intent, True
        if len(row.children) != len(options):
            row.clear_widgets()
            for widget in self._options[: len(options)]:
                row.add_widget(widget)

    def _fill_side(self):
        self._key = _kept(self.ids.side, self._key, self.view.key, lambda: Key(small=True))
        if self.view.key is not None:
            self._key.face_px = dp(112) if self.view.state == "need" else dp(92)


def _kept(holder, child, view, make):
    """Show ``view`` on the one ``child`` of a holder, or take it off; building it costs a frame."""
    if view is None:
        # Not compared with the holder: that is a proxy here, and never the same object.
        if child is not None and child.parent is not None:
            child.parent.remove_widget(child)
        return child
    child = child or make()
    child.view = view
    if child.parent is None:
        holder.add_widget(child)
    return child


def option_columns(options, text_scale):
    """How many choices fit beside each other at the width of the longest."""
    longest = max((len(option.label) for option in options), default=1)
    room = _CHARACTERS_A_LINE / text_scale
    return max(1, min(4, len(options) or 1, int(room // (longest + _OPTION_MARGIN))))


def field_height_px(field, text_scale):
    """About how high a field is drawn, in design pixels, to know what fits on a page."""
    text = _HEAD_PX
    if field.note is not None:
        text += _NOTE_LINE_PX * -(-_ems(field.note.text) * text_scale // _CHARACTERS_A_NOTE)
    if field.options:
        rows = -(-len(field.options) // option_columns(field.options, text_scale))
        return _INSET_PX + text * text_scale + rows * _OPTION_PX
    if field.value:
        text += _VALUE_LINE_PX * -(-_ems(field.value) * text_scale // _CHARACTERS_A_VALUE)
    key_px = 0 if field.key is None else _WIDE_KEY_PX if field.state == "need" else _KEY_PX
    return _INSET_PX + max(text * text_scale, key_px)


def _ems(text):
    """About how wide a text is, in ideographs: letters and digits take little more than half."""
    return sum(0.56 if character.isascii() else 1.0 for character in text)


class FieldLine(BoxLayout):
    """Two short fields beside each other."""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
