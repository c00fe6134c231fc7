"""The nine points of the touch screen: the whole glass takes touches, but for one key."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from kiosk.upkeep.service.intents import Touched
from screens.citizen.screen import CitizenScreen
from screens.presenters.technician.touch import PointView
from screens.technician.screen import fill
from screens.theme import theme
from screens.widgets.key import Key

_INKS = {"hit": "jade", "off": "cinnabar", "now": "azurite", "next": "line_strong"}
_BEGAN = "openhall.began"


class TouchPoint(Widget):
    """A point; the one that is asked for has a ring around it."""

    view = ObjectProperty(PointView(0, 0, "next"), rebind=True)

    def ink(self, state):
        return getattr(theme, _INKS[state])

    def middle(self, view, glass_height):
        return dp(view.x_px), glass_height - dp(view.y_px)


class TouchScreen(CitizenScreen):
    """Sends where it was touched. What that is worth is the session's to say."""

    comes_at_once = True

    def draw(self, view):
        fill(self.ids.points, view.points, lambda point: TouchPoint(view=point))
        fill(self.ids.leave, (view.leave,), lambda key: Key(view=key))

    def on_touch_up(self, touch):
        """A touch that no key took is one for the points; it counts where it began."""
        if touch.grab_current is not None or super().on_touch_up(touch):
            return True
        began = touch.ud.get(_BEGAN)
        if began is not None:
            self.send(Touched(began[0] / dp(1), (self.height - began[1]) / dp(1)))
        return True

    def on_touch_down(self, touch):
        """Keys first; a touch that began on a key is none for the points."""
        if super().on_touch_down(touch):
            return True
        if not touch.is_mouse_scrolling:
            touch.ud[_BEGAN] = touch.pos
        return True


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
