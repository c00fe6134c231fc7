"""Fault (17)."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner, StatusPill
from screens.widgets.listing import ListRow


class FaultScreen(FramedScreen):
    """What is gone, and the ways on."""

    def draw(self, view):
        fill(self.ids.kept, () if view.kept is None else (view.kept,), _pill)
        fill(self.ids.ways, view.ways, lambda way: ListRow(view=way))
        fill(self.ids.note, (view.note,), lambda banner: Banner(view=banner))
        if theme.large_text:
            self.arrange(("head", "gap", "note"), ("ways_part", "gap"))
        else:
            self.arrange(("head", "ways_part", "gap", "note"))


def _pill(view):
    return StatusPill(view=view)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
