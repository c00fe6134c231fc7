"""What the dashboard is laid out with: actions, devices, paper."""

from pathlib import Path
from typing import get_args

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.presenters.technician.parts import (
    BLANK_ACTION,
    BLANK_DEVICE,
    BLANK_SUPPLY,
    RowSetting,
)
from screens.technician.rows import bar_of, fill_rows, ink_of, row_key, tint_of
from screens.technician.screen import fill
from screens.theme import theme
from screens.widgets.press import Pressable
from screens.widgets.surface import Surface

__all__ = ["ActionCard", "DeviceTile", "SupplyRow"]

_SETTINGS = ("as-tall", *get_args(RowSetting))


class ActionRow(BoxLayout):
    """One thing that somebody has to do."""

    view = ObjectProperty(BLANK_ACTION, rebind=True)
    first = BooleanProperty(True)
    #: ``as-tall``, or how close rows stand on a wide glass.
    setting = StringProperty(_SETTINGS[0])

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if self.ids:
            keys = () if self.view.key is None else (self.view.key,)
            fill(self.ids.key, keys, row_key)

    def tint(self, tone):
        return tint_of(tone)

    def one(self, setting, *of_each):
        """What of four a row that is set so takes."""
        return of_each[_SETTINGS.index(setting)]

    def px(self, setting, *of_each):
        """One of four lengths."""
        return dp(self.one(setting, *of_each))


class ActionCard(Surface):
    """All that somebody has to do, in one card."""

    view = ObjectProperty((), rebind=True)
    setting = StringProperty("airy")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        fill_rows(self.ids.rows, self.view, lambda action: ActionRow(view=action))
        self.on_setting()
        is_bad = any(action.tone == "bad" for action in self.view)
        self.look = "tech_bad" if is_bad else "tech_watch"

    def on_setting(self, *_):
        """On a wide glass rows stand apart as drawn, or closer."""
        if theme.is_landscape and self.ids:
            for row in self.ids.rows.children:
                row.setting = self.setting


class DeviceTile(Pressable):
    """One device: bar, icon, name, state, one fact."""

    view = ObjectProperty(BLANK_DEVICE, rebind=True)

    def ink(self, tone):
        return ink_of(tone)

    def bar(self, tone):
        return bar_of(tone)


class SupplyRow(BoxLayout):
    """How much paper there is, as far as anybody knows."""

    view = ObjectProperty(BLANK_SUPPLY, rebind=True)

    def ink(self, tone):
        return theme.ink if tone == "good" else ink_of(tone)

    def bar(self, tone):
        return bar_of(tone)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
