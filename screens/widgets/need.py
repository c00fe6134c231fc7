"""What a service needs and how it goes: facts, materials, modes."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from screens.presenters.guide import BLANK_FACT, BLANK_MODE, BLANK_NEED
from screens.widgets.surface import Surface


class Fact(BoxLayout):
    """A number with its unit, and what it is."""

    view = ObjectProperty(BLANK_FACT, rebind=True)
    first = BooleanProperty(False)


class Need(BoxLayout):
    """One material."""

    view = ObjectProperty(BLANK_NEED, rebind=True)
    first = BooleanProperty(False)


class Mode(Surface):
    """One way of handling."""

    view = ObjectProperty(BLANK_MODE, rebind=True)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
