"""The field to sign in. Owns strokes on the glass; the picture of a signature is made elsewhere."""

from pathlib import Path

from kivy.graphics import Color, Line
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty
from kivy.uix.widget import Widget

from kiosk.visit.intents import SignatureChanged
from screens.theme import theme

#: A rest of the finger is not a point of its own.
_CLOSEST_POINTS_PX = 2.0
_MOST_POINTS = 4000


class SignaturePad(Widget):
    """Ink follows the finger; after each stroke all strokes go out as ``on_strokes``."""

    __events__ = ("on_strokes",)

    empty = BooleanProperty(True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._strokes = []
        self._lines = []
        self._inks = []
        theme.bind(ink=self._dye)

    def on_strokes(self, intent):
        """All strokes so far, as a ``SignatureChanged``."""

    def clear(self):
        """Wipe the ink and the points."""
        for line in self._lines:
            self.canvas.remove(line)
        for ink in self._inks:
            self.canvas.remove(ink)
        self._lines.clear()
        self._inks.clear()
        for stroke in self._strokes:
            stroke.clear()
        self._strokes.clear()
        self.empty = True
        self.dispatch("on_strokes", SignatureChanged(()))

    def on_touch_down(self, touch):
        if not self.collide_point(*touch.pos) or self._full():
            return False
        touch.grab(self)
        touch.ud[self] = self._begin(touch.pos)
        self.empty = False
        return True

    def on_touch_move(self, touch):
        if touch.grab_current is not self:
            return False
        points, line = touch.ud[self]
        x, y = self._inside(touch.pos)
        if abs(x - points[-1][0]) + abs(y - points[-1][1]) >= _CLOSEST_POINTS_PX:
            points.append((x, y))
            line.points = [number for point in points for number in point]
        return True

    def on_touch_up(self, touch):
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.dispatch("on_strokes", SignatureChanged(self._normalised()))
        return True

    def _dye(self, *_):
        """High contrast turns the ground black: the name turns white with it."""
        for ink in self._inks:
            ink.rgba = theme.ink

    def _full(self):
        return sum(map(len, self._strokes)) >= _MOST_POINTS

    def _begin(self, position):
        points = [position]
        self._strokes.append(points)
        with self.canvas:
            ink = Color(*theme.ink)
            line = Line(points=[*position, position[0] + 0.1, position[1]], width=dp(6.5),
                        cap="round", joint="round")  # fmt: skip
        self._lines.append(line)
        self._inks.append(ink)
        return points, line

    def _inside(self, position):
        x, y = position
        return min(max(x, self.x), self.right), min(max(y, self.y), self.top)

    def _normalised(self):
        return tuple(
            tuple(((x - self.x) / self.width, (self.top - y) / self.height) for x, y in stroke)
            for stroke in self._strokes
        )


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
