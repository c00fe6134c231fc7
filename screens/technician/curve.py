"""A curve of answer times: lines across, the limit, the curve, the points that stand out."""

from pathlib import Path

from kivy.clock import Clock as FrameClock
from kivy.graphics import Color, Ellipse, InstructionGroup, Line, Rectangle
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from screens.presenters.technician.parts import BLANK_SPARK
from screens.theme import theme
from screens.widgets.words import Words

#: Room for the words of the lines at the left, and half a point at the right.
_LEFT_PX, _RIGHT_PX = 104, 10
_WORD_PX = 22


class CurveWord(Words):
    """A word of the curve."""


class Curve(FloatLayout):
    """A ``SparkView`` as lines and words."""

    view = ObjectProperty(BLANK_SPARK)

    def __init__(self, **kwargs):
        self._paint = InstructionGroup()
        self._redraw = FrameClock.create_trigger(self._draw, -1)
        super().__init__(**kwargs)
        self.canvas.before.add(self._paint)
        for name in ("pos", "size", "view"):
            self.fbind(name, self._redraw)
        theme.fbind("looks", self._redraw)

    def _draw(self, *_):
        self._paint.clear()
        view = self.view
        self.clear_widgets()
        if len(view.heights) < 2 or self.width <= dp(_LEFT_PX + _RIGHT_PX):
            return
        for tick in view.ticks:
            self._across(tick.height, theme.line)
            self._note(tick.label, theme.ink2, right=self.x + dp(_LEFT_PX - 10),
                       center_y=self._y(tick.height))  # fmt: skip
        self._dashes(1.0)
        points = [part for at, height in enumerate(view.heights)
                  for part in (self._x(at), self._y(height))]  # fmt: skip
        self._paint.add(Color(*theme.azurite))
        self._paint.add(Line(points=points, width=dp(2), joint="round"))
        if view.slowest >= 0:
            self._dot(view.slowest, theme.amber, dp(9))
            self._dot(view.slowest, theme.amber_solid, dp(6.5))
            self._note(view.slow, theme.amber, x=self._x(view.slowest) + dp(16),
                       center_y=self._y(view.heights[view.slowest]))  # fmt: skip
        last = len(view.heights) - 1
        self._dot(last, theme.azurite, dp(8))
        # Above the last part of the line, wherever that goes.
        highest = max(view.heights[-max(1, last // 5) - 1 :])
        self._note(view.now, theme.ink2, right=self.right, y=self._y(highest) + dp(10))

    def _x(self, at):
        width = self.width - dp(_LEFT_PX + _RIGHT_PX)
        return self.x + dp(_LEFT_PX) + width * at / (len(self.view.heights) - 1)

    def _y(self, height):
        # The lowest and the highest word stand half above and half below their lines.
        margin = dp(_WORD_PX * 0.7)
        return self.y + margin + (self.height - 2 * margin) * height

    def _across(self, height, colour):
        self._paint.add(Color(*colour))
        width = self.width - dp(_LEFT_PX)
        self._paint.add(
            Rectangle(pos=(self.x + dp(_LEFT_PX), self._y(height)), size=(width, dp(2)))
        )

    def _dashes(self, height):
        self._paint.add(Color(*theme.cinnabar))
        left, y = self.x + dp(_LEFT_PX), self._y(height)
        while left < self.right:
            width = min(dp(10), self.right - left)
            self._paint.add(Rectangle(pos=(left, y), size=(width, dp(3))))
            left += dp(18)

    def _dot(self, at, colour, radius):
        centre = self._x(at), self._y(self.view.heights[at])
        self._paint.add(Color(*colour))
        self._paint.add(
            Ellipse(pos=(centre[0] - radius, centre[1] - radius), size=(2 * radius, 2 * radius))
        )

    def _note(self, text, ink, **place):
        if not text:
            return
        note = CurveWord(shown=text, ink=ink)
        note.texture_update()
        self.add_widget(note)
        for name, value in place.items():
            setattr(note, name, value)


class CurveHead(BoxLayout):
    """Its title, and what its lines mean."""

    view = ObjectProperty(BLANK_SPARK, rebind=True)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
