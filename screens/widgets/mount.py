"""The sheet: a portrait page in the middle of a glass that is wider than tall, paper around it.

The one place that knows that citizens' pages are drawn for a tall glass only. The page does not
notice: it begins at 0, 0 as it would on a glass of its own, and is told of touches from there.
"""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty
from kivy.uix.floatlayout import FloatLayout

from config.terminal import PORTRAIT_PX


class Mount(FloatLayout):
    """A page as high as the glass, and nothing of it beside its sheet."""

    drawn_px = PORTRAIT_PX
    sheet_x = NumericProperty(0)
    sheet_width = NumericProperty(0)
    sheet_right = NumericProperty(0)

    def __init__(self, page, **kwargs):
        super().__init__(**kwargs)
        self.ids.sheet.add_widget(page)


def mounted(page, *, is_wide):
    """What goes onto the window: the page itself, or on a wide glass a sheet with it."""
    return Mount(page) if is_wide else page


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
