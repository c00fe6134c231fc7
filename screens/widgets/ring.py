"""Countdown ring: seconds left, once a second. Draws a number that it is given."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.floatlayout import FloatLayout


class CountdownRing(FloatLayout):
    """``seconds_left`` of ``seconds_total``, as a number and as the rest of a circle."""

    texts = ObjectProperty(lambda _key: "")
    seconds_left = NumericProperty(0)
    seconds_total = NumericProperty(60)
    diameter_px = NumericProperty(dp(132))
    number_px = NumericProperty(dp(47))
    unit_px = NumericProperty(dp(29))

    def angle(self, left, total):
        """Degrees of the rest, at least a dot."""
        return 360 * max(0.003, min(1, left / total if total else 0))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
