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
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        self.look = _LOOKS[self.view.state]
        self.editing = self.view.state == "editing"
        self._fill_head()
        self._fill_options()
        self._fill_side()

    def _fill_head(self):
        head = self.ids.head
        for child in [child for child in head.children if isinstance(child, SourceTag)]:
            head.remove_widget(child)
        if self.view.tag is not None:
            head.add_widget(SourceTag(view=self.view.tag))

    def _fill_options(self):
        row = self.ids.options
        row.clear_widgets()
        for option in self.view.options:
            row.add_widget(
                Option(
                    label=option.label,
                    selected=option.selected,
                    intent=option.intent,
                    name=option.label,
                )
            )

    def _fill_side(self):
        side = self.ids.side
        side.clear_widgets()
        if self.view.key is not None:
            tall = dp(112) if self.view.state == "need" else dp(92)
            side.add_widget(Key(small=True, view=self.view.key, face_px=tall))


class FieldLine(BoxLayout):
    """Two short fields beside each other."""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
