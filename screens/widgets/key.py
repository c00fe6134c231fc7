"""Keys: the primary action, its siblings, and the small ones inside cards."""

from pathlib import Path

from kivy.clock import Clock as FrameClock
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from screens.theme import theme
from screens.widgets.press import Pressable


class BusyDots(Widget):
    """Three dots that take turns while something is being done."""

    lead = NumericProperty(0)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._beat = None

    def on_parent(self, _, parent):
        """Beat only while on a screen: an endless clock event would keep the widget."""
        if self._beat is not None:
            self._beat.cancel()
            self._beat = None
        if parent is not None:
            self._beat = FrameClock.schedule_interval(self._step, theme.seconds("busyDot"))

    def _step(self, _elapsed_seconds):
        self.lead = (self.lead + 1) % 3


class Key(Pressable):
    """A key with a word, perhaps an icon before or after, perhaps the reason why it cannot be."""

    kind = StringProperty("pri")
    label = StringProperty("")
    icon = StringProperty("")
    icon_after = StringProperty("")
    icon_px = NumericProperty(dp(44))
    reason = StringProperty("")
    busy = BooleanProperty(False)
    focused = BooleanProperty(False)
    small = BooleanProperty(False)
    stretch = BooleanProperty(False)
    pad_px = NumericProperty(dp(48))
    face_px = NumericProperty(dp(136))
    #: Overrides the label's size when above 0.
    label_px = NumericProperty(0)
    #: A ``KeyView``; sets all of the above that a presenter decides.
    view = ObjectProperty(None, allownone=True, rebind=True)

    def on_view(self, _, view):
        self.label, self.kind, self.icon = view.label, view.kind, view.icon
        self.icon_after, self.reason = view.icon_after, view.reason
        self.busy, self.intent = view.busy, view.intent
        self.enabled = view.intent is not None and not view.busy

    def appearance(self, kind, enabled, busy):
        if busy:
            return "busy"
        return kind if enabled else "disabled"


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
