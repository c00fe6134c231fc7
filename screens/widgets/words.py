"""Text on the screen. ``Words`` is one line as wide as its text; ``Paragraph`` wraps to its width.

Owns line breaking and line pitch. Never turns markup on. ``shown`` is what a person reads, before
it was broken into lines.
"""

from functools import lru_cache
from pathlib import Path

from kivy.core.text import Label as TextMeasure
from kivy.lang import Builder
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.label import Label

from screens.glyphs import typeface
from screens.theme import theme
from screens.wrapping import wrap

#: Natural line height of the face, in ems (ascender 1.16, descender 0.288).
_FACE_LINE_EM = 1.448

_BOLD_ROLES = frozenset(
    ("display", "h1", "h2", "h3", "body_bold", "value", "button", "button_s", "assist")
)


class _Text(Label):
    """What both kinds share: a role of the theme, or a size of its own in design pixels."""

    shown = StringProperty("")
    role = StringProperty("body")
    #: Overrides the role's size when above 0; device pixels, large text not included.
    own_size_px = NumericProperty(0)
    line_ratio = NumericProperty(0)
    weight = StringProperty("")
    ink = ColorProperty(None, allownone=True)

    def drawn(self, shown):
        """Never a control character, a size bomb or a blank where a name has a rare character."""
        return typeface.drawn(shown)

    def is_bold(self, role, weight):
        return weight == "bold" or (weight != "regular" and role in _BOLD_ROLES)

    def ratio(self, role, line_ratio):
        return line_ratio or theme.line_ratio(role)

    def kivy_line_height(self, role, line_ratio):
        """Kivy's factor, which multiplies the face's natural height."""
        return self.ratio(role, line_ratio) / _FACE_LINE_EM

    def size_px(self, size_px, own_size_px, scale):
        return own_size_px * scale if own_size_px else size_px


class Words(_Text):
    """One line."""


class Paragraph(_Text):
    """As many lines as the width asks for."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for name in ("shown", "width", "font_size", "bold"):
            self.fbind(name, self._break)
        self._break()

    def lines_of(self, text):
        """How many lines to make room for; an empty paragraph takes none."""
        return text.count("\n") + 1 if text else 0

    def _break(self, *_):
        if self.width < self.font_size:
            return
        measure = _measure(self.font_size, self.bold)
        self.text = "\n".join(wrap(self.drawn(self.shown), self.width, measure))


@lru_cache(maxsize=64)
def _ruler(font_size, bold):
    return TextMeasure(font_name="Sans", font_size=font_size, bold=bold)


@lru_cache(maxsize=64)
def _measure(font_size, bold):
    ruler = _ruler(font_size, bold)
    return lambda text: ruler.get_extents(text)[0] if text else 0


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
