"""Chores: the host site's menu, steps for hands, numbered sheets, the wet cloth."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import NumericProperty, ObjectProperty, StringProperty

from kiosk.upkeep.service.intents import EditField, SetDraft
from screens.citizen.screen import CitizenScreen
from screens.technician.screen import Row, TechScreen, fill
from screens.technician.tiles import ActionCard
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.key import Key
from screens.widgets.keyboard import Keyboard
from screens.widgets.listing import ListRow
from screens.widgets.press import Pressable
from screens.widgets.ring import CountdownRing

__all__ = ["ChoreMenuScreen", "ChoreScreen", "CountdownRing", "SheetsScreen", "WipeScreen"]


class ChoreMenuScreen(TechScreen):
    """What hands can do here."""

    work = ("rows_head", "rows")
    context_px = 800

    def draw(self, view):
        cards = (view.actions,) if view.actions else ()
        fill(self.ids.actions, cards, lambda actions: ActionCard(view=actions))
        fill(self.ids.rows, view.rows, _row)
        fill(self.ids.note, (view.note,), lambda note: Banner(view=note))


def _row(view):
    row = ListRow(view=view)
    if theme.is_landscape:
        row.inset = dp(28), dp(12), dp(28), dp(12)
    return row


class StepRow(Row):
    """One numbered step."""

    view = ObjectProperty("", rebind=True)
    number = NumericProperty(1)


class ChoreScreen(TechScreen):
    """Steps, then the machine looks."""

    work = ("big", "steps", "lost", "lost_keys")

    def draw(self, view):
        fill(self.ids.steps, view.steps, lambda step: StepRow(view=step))
        for number, row in enumerate(reversed(self.ids.steps.children), 1):
            row.number = number
        notes = () if view.note is None else (view.note,)
        fill(self.ids.note, notes, lambda note: Banner(view=note))
        cards = (view.lost,) if view.lost else ()
        fill(self.ids.lost, cards, lambda lost: ActionCard(view=lost))
        fill(self.ids.lost_keys, view.lost_keys, lambda key: Key(view=key, small=True))
        for key in self.ids.lost_keys.children:
            key.stretch = True


class SheetField(Pressable):
    """A field that is typed into once it was touched."""

    label = StringProperty("")
    value = StringProperty("")
    field = StringProperty("")
    editing = StringProperty("")

    def on_field(self, *_):
        self.intent, self.repeats = EditField(self.field), True


class SheetsScreen(TechScreen):
    """Which blank lies on top, and how many there are."""

    work = ("keyboard",)
    context_px = 720

    def __init__(self, **kwargs):
        self._keyboards = {}
        super().__init__(**kwargs)

    def draw(self, view):
        notes = () if view.note is None else (view.note,)
        fill(self.ids.note, notes, lambda note: Banner(view=note))
        keyboard = self._keyboard("latin" if view.editing == "serial" else "digits")
        if keyboard.parent is None:
            self.ids.keyboard.clear_widgets()
            self.ids.keyboard.add_widget(keyboard)

    def _keyboard(self, kind):
        if kind not in self._keyboards:
            keyboard = Keyboard(texts=self.texts, kind=kind)
            keyboard.bind(on_typed=lambda _, letter: self.typed(self._draft() + letter))
            keyboard.bind(on_backspace=lambda _: self.typed(self._draft()[:-1]))
            keyboard.bind(on_clear=lambda _: self.typed(""))
            self._keyboards[kind] = keyboard
        return self._keyboards[kind]

    def _draft(self):
        return self.view.serial if self.view.editing == "serial" else self.view.sheets

    def typed(self, text):
        """The whole of what stands in the field now."""
        self.send(SetDraft(text))


class WipeScreen(CitizenScreen):
    """Nothing on it can be pressed: a wet cloth is no finger."""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
