"""What a ruler sees on the glass: boxes of targets and texts, in design pixels, origin top left."""

from dataclasses import dataclass

# Kivy is imported where it is used: collecting tests must not open a window.


@dataclass(frozen=True)
class Box:
    what: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def inside(self, other: "Box", slack: float = 1.5) -> bool:
        return (
            self.left >= other.left - slack
            and self.right <= other.right + slack
            and self.top >= other.top - slack
            and self.bottom <= other.bottom + slack
        )

    def overlap(self, other: "Box") -> float:
        """The smaller side of the common rectangle; 0 when there is none."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, min(across, down))


def screen_box() -> Box:
    from kivy.core.window import Window
    from kivy.metrics import dp

    return Box("screen", 0, 0, Window.width / dp(1), Window.height / dp(1))


def targets(screen) -> list:
    """Pairs of a pressable thing and its box."""
    from screens.widgets.press import Pressable

    return [
        (widget, _box(widget, widget.name or type(widget).__name__))
        for widget in screen.walk()
        if isinstance(widget, Pressable) and _visible(widget)
    ]


def texts(screen) -> list:
    """Pairs of a label and the box of its ink."""
    from kivy.metrics import dp
    from kivy.uix.label import Label

    found = []
    for widget in screen.walk():
        if isinstance(widget, Label) and widget.text and _visible(widget):
            box = _box(widget, widget.text)
            ink = widget.texture_size[0] / dp(1)
            middle = (box.left + box.right) / 2
            left = box.left if widget.halign == "left" else middle - ink / 2
            found.append((widget, Box(box.what, left, box.top, left + ink, box.bottom)))
    return found


def surface_of(widget) -> Box | None:
    """The nearest surface that a text stands on."""
    from screens.widgets.surface import Surface

    parent = widget.parent
    while parent is not None and parent is not parent.parent:
        if isinstance(parent, Surface):
            return _box(parent, type(parent).__name__)
        parent = parent.parent
    return None


def _visible(widget) -> bool:
    while widget is not None and widget is not widget.parent:
        if widget.opacity == 0:
            return False
        widget = widget.parent
    return True


def _box(widget, what) -> Box:
    from kivy.metrics import dp

    x, y = widget.to_window(*widget.pos)
    left, bottom = x / dp(1), screen_box().height - y / dp(1)
    return Box(what, left, bottom - widget.height / dp(1), left + widget.width / dp(1), bottom)
