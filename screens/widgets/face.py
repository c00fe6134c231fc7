"""Five faces and the words that go with them."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty

from kiosk.visit.intents import Rate, ToggleTag
from screens.presenters.parts import OptionView
from screens.presenters.rating import GradeView
from screens.widgets.press import Pressable


class GradeRow(Pressable):
    """One grade: number, face, word; the chosen one is filled and ticked."""

    view = ObjectProperty(GradeView(0, "", "grey", selected=False, intent=Rate(0)), rebind=True)


class TagChip(Pressable):
    """A word that may go along."""

    view = ObjectProperty(OptionView("", selected=False, intent=ToggleTag("")), rebind=True)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
