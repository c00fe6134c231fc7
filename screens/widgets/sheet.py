"""A dialog sheet at the bottom, over blocks where the content was.

The content under it is not blurred but absent: the screen that shows a sheet draws ``Blanked``
instead of what was there.
"""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from screens.widgets.surface import Surface


class Blanked(FloatLayout):
    """Blocks in place of personal data, and the sentence that says so."""

    texts = ObjectProperty(lambda _key: "")


class Sheet(Surface):
    """The sheet itself: a column at the bottom; put content into it in kv."""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
