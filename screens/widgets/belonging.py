"""Goodbye's pieces: what goes with the screen, and things to take along."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from screens.presenters.goodbye import BelongingView
from screens.presenters.parts import BLANK_PILL, BLANK_ROW
from screens.widgets.badge import StatusPill
from screens.widgets.surface import Surface

__all__ = ["Belonging", "GoingRow", "StatusPill"]


class GoingRow(BoxLayout):
    """One kind of data and what becomes of it."""

    view = ObjectProperty(BLANK_ROW, rebind=True)
    first = BooleanProperty(False)


class Belonging(Surface):
    """A card, a receipt, an original."""

    view = ObjectProperty(BelongingView("", "", BLANK_PILL, "gone"), rebind=True)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
