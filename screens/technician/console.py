"""The console: the latest frames of a wire, as many as there is room for."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.presenters.technician.parts import BLANK_LINE
from screens.technician.screen import fill
from screens.widgets.surface import Surface

#: Letters of a byte and the gap behind it, as the console draws them.
_BYTE_PX, _GAP_PX = 36, 12
#: A frame takes a line, and one more for its words.
_LINE_PX = 36


class FrameLine(BoxLayout):
    """One frame on the console."""

    view = ObjectProperty(BLANK_LINE, rebind=True)

    def block_px(self, block_bytes):
        return max(0, block_bytes * _BYTE_PX - _GAP_PX)


class Console(Surface):
    """Frames, the newest at the bottom; without any, why."""

    frames = ListProperty([])
    #: Why there are none.
    none = StringProperty("")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fbind("height", self._refill)
        self.fbind("frames", self._refill)
        self._refill()

    def _refill(self, *_):
        if not self.ids:
            return
        room = (self.height - self.padding[1] - self.padding[3]) // dp(_LINE_PX)
        shown = []
        for line in reversed(self.frames):
            room -= 2 if line.remark else 1
            if room < 0:
                break
            shown.insert(0, line)
        fill(self.ids.lines, shown, lambda line: FrameLine(view=line))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
