"""Device detail (21): facts, figures, answer times, frames."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ListProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from screens.presenters.technician.parts import BLANK_FACT, BLANK_FIGURE, BLANK_LINE
from screens.technician.rows import ink_of, tint_of
from screens.technician.screen import TechScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner

#: Below this share of the highest value a curve would hug its frame.
_HEADROOM = 1.25
#: A masked byte is drawn as a block this wide, up to the room that there is.
_BYTE_PX, _LONGEST_BLOCK_PX = 8, 300


class FactCell(BoxLayout):
    """A word and what it is."""

    view = ObjectProperty(BLANK_FACT, rebind=True)


class FigureCell(BoxLayout):
    """A number and of what."""

    view = ObjectProperty(BLANK_FIGURE, rebind=True)

    def ink(self, tone):
        return theme.ink if tone == "off" else ink_of(tone)


class Spark(Widget):
    """A line through some seconds, from nothing to a little over the highest."""

    seconds = ListProperty([])

    def along(self, seconds, x, y, width, height):
        """Points of the line."""
        if len(seconds) < 2:
            return []
        top, step = max(seconds) * _HEADROOM or 1, width / (len(seconds) - 1)
        return [
            part
            for at, value in enumerate(seconds)
            for part in (x + at * step, y + height * value / top)
        ]

    def end(self, points):
        """Where the line ends."""
        return points[-2:] if points else (-100, -100)


class FrameLine(BoxLayout):
    """One frame on the console."""

    view = ObjectProperty(BLANK_LINE, rebind=True)

    def block_px(self, masked_bytes):
        return min(_LONGEST_BLOCK_PX, masked_bytes * _BYTE_PX)


class DeviceScreen(TechScreen):
    """One device."""

    def draw(self, view):
        notes = () if view.note is None else (view.note,)
        fill(self.ids.note, notes, lambda note: Banner(view=note))
        fill(self.ids.facts, view.facts, lambda fact: FactCell(view=fact))
        fill(self.ids.figures, view.figures, lambda figure: FigureCell(view=figure))
        fill(self.ids.console, view.frames, lambda line: FrameLine(view=line))

    def ink(self, tone):
        return ink_of(tone)

    def tint(self, tone):
        return tint_of(tone)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
