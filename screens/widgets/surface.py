"""Ground of everything: a rounded surface with an edge and, if it can be pressed, a lip.

Also the rows and columns that all widgets are laid out with. Must not react to touch.
"""

import math
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from kivy.clock import Clock as FrameClock
from kivy.core.image import Image as CoreImage
from kivy.graphics import Color, InstructionGroup, Line, SmoothRoundedRectangle
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.image import Image
from kivy.uix.widget import Widget

import screens.widgets.words  # noqa: F401  (kv of every widget writes words)
from screens.theme import ASSETS, theme


class _Flow(BoxLayout):
    """A box that leaves no gap for a child without extent (an icon that is not there)."""

    def _iterate_layout(self, sizes):
        axis = 0 if self.orientation == "horizontal" else 1
        kept = [
            (index, entry)
            for index, entry in enumerate(sizes)
            if entry[0][axis] or entry[1][axis] is not None
        ]
        for index, *place in super()._iterate_layout([entry for _, entry in kept]):
            yield kept[index][0], *place


class Row(_Flow):
    """Children beside each other, on one middle line, as high as the highest."""

    def add_widget(self, widget, *args, **kwargs):
        widget.pos_hint = {**widget.pos_hint, "center_y": 0.5}
        super().add_widget(widget, *args, **kwargs)


class Column(_Flow):
    """Children under each other, as high as all of them."""


class Stage(_Flow):
    """Content between stepper and dock."""


class Surface(_Flow):
    """A rounded rectangle wearing a look of ``theme.looks``."""

    look = StringProperty("card")
    radius = NumericProperty(dp(28))
    #: left, top, right, bottom inside the face, lip not counted.
    inset = ListProperty([0, 0, 0, 0])
    #: How far the face has moved down onto the lip.
    sink = NumericProperty(0)

    def __init__(self, **kwargs):
        self._paint = _Paint()
        # One paint per frame, however often layout moves the surface. Python and not kv, because
        # the dozen bound expressions of each surface were half the time of building a screen.
        self._repaint = FrameClock.create_trigger(self._draw, -1)
        super().__init__(**kwargs)
        self.canvas.before.insert(0, self._paint.group)
        for name in ("pos", "size", "look", "sink", "radius"):
            self.fbind(name, self._repaint)
        for name in ("look", "sink", "inset"):
            self.fbind(name, self._pad)
        theme.bind(looks=self._relook)
        self._relook()

    def _relook(self, *_):
        self._pad()
        self._repaint()

    def _pad(self, *_):
        look = theme.looks[self.look]
        left, top, right, bottom = (side + look.edge_px for side in self.inset)
        self.padding = [left, top + self.sink, right, bottom + look.lip_px - self.sink]

    def _draw(self, *_):
        box = (self.x, self.y, self.width, self.height)
        self._paint.draw(theme.looks[self.look], box, self.radius, self.sink)


class _Paint:
    """The instructions of one surface: lip, edge, face, dashes."""

    def __init__(self):
        self.group = InstructionGroup()
        self._layers = []
        for _ in range(3):
            layer = (Color(0, 0, 0, 0), SmoothRoundedRectangle(size=(0, 0)))
            self._layers.append(layer)
            for instruction in layer:
                self.group.add(instruction)
        self._dashes = InstructionGroup()
        self.group.add(self._dashes)

    def draw(self, look, box, radius, sink):
        x, y, width, height = box
        bottom, height_px = y + look.lip_px - sink, max(0, height - look.lip_px)
        # Only the lower part of a lip: a whole one would shine through at the upper corners.
        lip_px = min(height - sink, 2 * radius + look.lip_px) if look.lip_px else 0
        self._layer(0, look.lip, (x, y, width, lip_px), radius)
        edge = look.edge_px
        self._layer(1, look.edge, (x, bottom, width, height_px if edge else 0), radius)
        inner = (x + edge, bottom + edge, max(0, width - 2 * edge), max(0, height_px - 2 * edge))
        if look.dashed:
            self._layer(1, look.face, (x, bottom, width, height_px), radius)
        self._layer(2, look.face, inner, max(1, radius - edge))
        self._dashes.clear()
        if look.dashed and width > 0:
            self._dashes.add(Color(*look.edge))
            for points in dashes(x, bottom, width, height_px, radius, edge):
                self._dashes.add(Line(points=points, width=edge / 2, cap="none"))

    def _layer(self, at, colour, box, radius):
        paint, rectangle = self._layers[at]
        visible = box[2] > 0 and box[3] > 0
        paint.rgba = colour if visible else (0, 0, 0, 0)
        rectangle.pos, rectangle.size = box[:2], box[2:]
        rectangle.radius = [radius]


class Icon(Image):
    """One of the white interface drawings, tinted."""

    name = StringProperty("")

    def path(self, name):
        return str(ASSETS / "icons" / f"{name}.png") if name else ""


class Art(Image):
    """One of the pictures."""

    name = StringProperty("")

    def path(self, name):
        return str(ASSETS / "art" / f"{name}.png") if name else ""


class Picture(Widget):
    """A picture that fills its box, cut at the edges, with round corners."""

    name = StringProperty("")

    def path(self, name):
        return str(ASSETS / "art" / f"{name}.png") if name else ""

    def cut(self, name, width, height):
        """Texture coordinates of the middle part that has the box's shape."""
        if not name or not width or not height:
            return (0, 0, 1, 0, 1, 1, 0, 1)
        art_width, art_height = _art_size(name)
        wanted = width / height
        across = min(1, wanted * art_height / art_width)
        down = min(1, art_width / art_height / wanted)
        left, low = (1 - across) / 2, (1 - down) / 2
        right, high = 1 - left, 1 - low
        return (left, high, right, high, right, low, left, low)


class MachineMap(Art):
    """The machine with one part lit: card, doc, camera, qr, receipt, licence, keypad or plain."""

    part = StringProperty("plain")


class IconBox(Surface):
    """An icon in its tinted square."""

    icon = StringProperty("")
    icon_px = NumericProperty(dp(52))


@lru_cache
def _art_size(name):
    return CoreImage(str(ASSETS / "art" / f"{name}.png")).size


def dashes(x, y, width, height, radius, stroke_px):
    """Point lists along a rounded rectangle, drawn for a stroke inside the box."""
    half = stroke_px / 2
    outline = _rounded(x + half, y + half, width - stroke_px, height - stroke_px, radius - half)
    period = stroke_px * 5
    return _cut(outline, on=period * 0.6, period=period)


def _rounded(x, y, width, height, radius):
    radius = max(0, min(radius, width / 2, height / 2))
    corners = (
        (x + width - radius, y + radius, -90),
        (x + width - radius, y + height - radius, 0),
        (x + radius, y + height - radius, 90),
        (x + radius, y + radius, 180),
    )
    points = []
    for centre_x, centre_y, start in corners:
        for degrees in range(start, start + 91, 10):
            angle = math.radians(degrees)
            points.append((centre_x + radius * math.cos(angle),
                           centre_y + radius * math.sin(angle)))  # fmt: skip
    return [*points, points[0]]


def _cut(outline, on, period):
    segments, current, travelled = [], [], 0.0
    for (x0, y0), (x1, y1) in pairwise(outline):
        length = math.hypot(x1 - x0, y1 - y0)
        at = 0.0
        while at < length:
            phase = travelled % period
            drawing = phase < on
            step = min(length - at, (on if drawing else period) - phase, length)
            if drawing:
                start, end = at / length, (at + step) / length
                if not current:
                    current = [x0 + (x1 - x0) * start, y0 + (y1 - y0) * start]
                current += [x0 + (x1 - x0) * end, y0 + (y1 - y0) * end]
            at += step + 1e-6
            travelled += step + 1e-6
            if not drawing or travelled % period >= on:
                if current:
                    segments.append(current)
                current = []
    return [*segments, current] if current else segments


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
