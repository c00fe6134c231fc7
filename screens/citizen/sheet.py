"""Sheet (12): one official sheet on its way into the hand."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen
from screens.theme import theme
from screens.widgets.badge import Banner, StatusPill
from screens.widgets.ladder import Timeline

__all__ = ["Banner", "SheetScreen", "StatusPill", "Timeline"]


class SheetScreen(FramedScreen):
    """Picture, progress, what to do."""

    def draw(self, view):
        # Where the paper comes out matters more than its picture when letters are large.
        picture = ("picture",) if view.art and not theme.large_text else ()
        self.arrange(("head", *picture, "card", "where", "gap", "foot_part"))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
