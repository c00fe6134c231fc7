"""Device detail (21): facts, figures, answer times, frames."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

import screens.technician.console
import screens.technician.curve  # noqa: F401  (this kv draws both)
from screens.presenters.technician.parts import BLANK_FACT, BLANK_FIGURE
from screens.technician.rows import fill_rows, ink_of, tint_of
from screens.technician.screen import TechScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.key import Key

_FACTS_BESIDE, _ACTIONS_BESIDE = 2, 3
#: More keys than this in the row of a wide glass have no room for their signs.
_SIGNED_BESIDE = 4


class ActionKey(Key):
    """Something that this device can be made to do."""

    def appearance(self, kind, enabled, busy):
        look = super().appearance(kind, enabled, busy)
        return "tech_action" if look == "sec" else look


class FactCell(BoxLayout):
    """A word and what it is."""

    view = ObjectProperty(BLANK_FACT, rebind=True)


class FactRow(BoxLayout):
    """Two facts beside each other, or one that is wide."""

    view = ObjectProperty((), rebind=True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if self.ids:
            fill(self.ids.cells, self.view, lambda fact: FactCell(view=fact))


class FigureCell(BoxLayout):
    """A number and of what."""

    view = ObjectProperty(BLANK_FIGURE, rebind=True)
    first = BooleanProperty(True)

    def ink(self, tone):
        return theme.ink if tone == "off" else ink_of(tone)


class DeviceScreen(TechScreen):
    """One device."""

    # What to do may take many words: it stands where the console makes way.
    work = ("note", "curve", "frames_head", "console", "actions")
    context_px = 800

    def draw(self, view):
        notes = () if view.note is None else (view.note,)
        fill(self.ids.note, notes, lambda note: Banner(view=note))
        fill(self.ids.facts, rows_of(view.facts), lambda row: FactRow(view=row))
        fill_rows(self.ids.figures, view.figures, lambda figure: FigureCell(view=figure))
        fill(self.ids.actions, view.actions, _action_key)
        for key in self.ids.actions.children:
            key.icon_px = dp(44 if self.beside(view) <= _SIGNED_BESIDE else 0)

    def beside(self, view):
        """How many action keys stand in a row: all of them where the glass is wide."""
        return max(_ACTIONS_BESIDE, len(view.actions)) if theme.is_landscape else _ACTIONS_BESIDE

    def ink(self, tone):
        return ink_of(tone)

    def tint(self, tone):
        return tint_of(tone)


def rows_of(facts):
    """Two narrow facts in a row, a wide one alone."""
    rows, waiting = [], []
    for fact in facts:
        if fact.is_wide:
            rows += [tuple(waiting)] if waiting else []
            rows.append((fact,))
            waiting = []
        else:
            waiting.append(fact)
        if len(waiting) == _FACTS_BESIDE:
            rows.append(tuple(waiting))
            waiting = []
    return (*rows, tuple(waiting)) if waiting else tuple(rows)


def _action_key(view):
    key = ActionKey(view=view, small=True, stretch=True)
    key.face_px = dp(96)
    return key


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
