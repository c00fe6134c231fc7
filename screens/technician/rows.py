"""Rows with a hairline between them, and the colours of tones."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.presenters.technician.parts import BLANK_RESULT, BLANK_TROUBLE
from screens.technician.screen import OneLine, fill
from screens.theme import theme
from screens.widgets.key import Key

__all__ = [
    "OneLine",
    "ResultRow",
    "TroubleRow",
    "bar_of",
    "fill_rows",
    "ink_of",
    "row_key",
    "tint_of",
]

_INKS = {"bad": "cinnabar", "watch": "amber", "good": "jade", "busy": "azurite", "off": "ink2"}
_BARS = _INKS | {"watch": "amber_solid", "off": "line_strong"}
_TINTS = {"bad": "cinnabar", "watch": "amber", "good": "jade", "busy": "azurite", "off": "grey"}


def ink_of(tone):
    """The colour of words and icons of a tone."""
    return getattr(theme, _INKS[tone])


def bar_of(tone):
    """The colour of a bar of a tone."""
    return getattr(theme, _BARS[tone])


def tint_of(tone):
    """The look of an icon's ground."""
    return f"tint_{_TINTS[tone]}"


class TroubleRow(BoxLayout):
    """One line of the past."""

    view = ObjectProperty(BLANK_TROUBLE, rebind=True)
    first = BooleanProperty(True)


class ComeRow(BoxLayout):
    """What is still to come in a walk."""

    shown = StringProperty("")
    first = BooleanProperty(True)


def row_key(view):
    """The key at the end of a row; less high where the glass is."""
    key = Key(view=view, small=True)
    if theme.is_landscape:
        key.face_px, key.pad_px, key.label_px = dp(88), dp(28), dp(32)
    return key


class ResultRow(BoxLayout):
    """How one device of a walk ended."""

    view = ObjectProperty(BLANK_RESULT, rebind=True)
    first = BooleanProperty(True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if self.ids:
            keys = () if self.view.key is None else (self.view.key,)
            fill(self.ids.key, keys, row_key)

    def ink(self, tone):
        return ink_of(tone)


def fill_rows(container, views, make):
    """Rows under each other with a hairline between."""
    fill(container, views, make)
    rows = list(reversed(container.children))
    for row in rows:
        row.first = row is rows[0]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
