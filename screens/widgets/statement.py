"""What is signed, line by line, and the sentences that are agreed to by touch."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.visit.intents import ToggleConsent
from screens.presenters.review import ConsentView, LineView
from screens.widgets.press import Pressable


class StatementLine(BoxLayout):
    """Label left, words right."""

    view = ObjectProperty(LineView("", ""), rebind=True)
    first = BooleanProperty(False)


class ConsentTile(Pressable):
    """A sentence with its box; a tick when it is agreed to."""

    view = ObjectProperty(ConsentView("", False, ToggleConsent("")), rebind=True)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
