"""Help: who can be asked."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import CitizenScreen, fill
from screens.widgets.key import Key
from screens.widgets.listing import ListRow
from screens.widgets.sheet import Blanked, Sheet

__all__ = ["Blanked", "HelpScreen", "Sheet"]


class HelpScreen(CitizenScreen):
    """A sheet over blocks, with one key back."""

    def draw(self, view):
        fill(self.ids.rows, view.rows, lambda row: ListRow(view=row))
        fill(self.ids.answers, (view.key,), lambda key: Key(view=key, stretch=True))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
