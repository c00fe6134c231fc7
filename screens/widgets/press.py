"""Whatever can be pressed. Owns touch: down and up must both be inside, and once is enough.

A pressed thing sends its ``intent`` up to the screen that it stands on and is then disarmed until
that screen is rendered again (or, when nothing changed, after a moment). ``repeats`` keeps it
armed (letters, paging).
"""

from kivy.animation import Animation
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from screens.theme import theme
from screens.widgets.surface import Surface


class Pressable(Surface):
    """A surface with a lip that acts on release."""

    __events__ = ("on_release", "on_refused")

    intent = ObjectProperty(None, allownone=True)
    enabled = BooleanProperty(True)
    armed = BooleanProperty(True)
    repeats = BooleanProperty(False)
    pressed = BooleanProperty(False)
    #: The words that stand for it in tests and in speech.
    name = StringProperty("")

    def on_touch_down(self, touch):
        if super().on_touch_down(touch):
            return True
        if touch.is_mouse_scrolling or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        if self.enabled and self.armed:
            self._press(True)
        return True

    def on_touch_up(self, touch):
        if touch.grab_current is not self:
            return super().on_touch_up(touch)
        touch.ungrab(self)
        self._press(False)
        if self.collide_point(*touch.pos):
            self.act()
        return True

    def act(self):
        """What a whole press does; also the way of keypad and switches."""
        if not self.enabled:
            self.dispatch("on_refused")
        elif self.armed:
            self.armed = self.repeats
            self.dispatch("on_release")
            if self.intent is not None:
                self._send(self.intent)

    def on_release(self):
        """A whole press on an armed, enabled thing."""

    def on_refused(self):
        """A whole press on a thing that is disabled: time to speak the reason."""

    def _send(self, intent):
        ancestor = self.parent
        while ancestor is not None and ancestor is not ancestor.parent:
            if hasattr(ancestor, "send"):
                ancestor.send(intent)
                return
            ancestor = ancestor.parent

    def _press(self, down):
        self.pressed = down
        depth = theme.looks[self.look].lip_px if down else 0
        Animation.cancel_all(self, "sink")
        seconds = theme.seconds("press" if down else "release")
        Animation(sink=depth, duration=seconds).start(self)
