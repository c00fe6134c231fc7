"""Pages that were taken, small; and what the machine looks at while it waits for the next."""

import io
from pathlib import Path

from kivy.core.image import Image as CoreImage
from kivy.lang import Builder
from kivy.properties import ObjectProperty, StringProperty

from kiosk.visit.intents import RetakePage
from screens.presenters.capture import CheckView, ThumbView
from screens.widgets.press import Pressable
from screens.widgets.surface import Surface

_CHECK_LOOKS = {"good": "card", "bad": "card_warn", "unknown": "card"}


class Check(Surface):
    """Sharp, whole, lit, without glare: good with a tick, bad in amber, grey while unknown."""

    view = ObjectProperty(CheckView("", "", "unknown"), rebind=True)

    def look_of(self, view):
        return _CHECK_LOOKS[view.state]

    def ink_of(self, view, good, bad, unknown):
        return {"good": good, "bad": bad, "unknown": unknown}[view.state]


class Thumb(Pressable):
    """One page. Touched, it goes."""

    view = ObjectProperty(ThumbView("", b"", RetakePage(0)), rebind=True)
    texture = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs):
        self._jpeg = b""
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if self.view.jpeg and self.view.jpeg != self._jpeg:
            self._jpeg = self.view.jpeg
            # nocache: Kivy would keep the picture of a page for the life of the process.
            self.texture = CoreImage(io.BytesIO(self._jpeg), ext="jpg", nocache=True).texture


class NextThumb(Surface):
    """The page that is waited for."""

    text = StringProperty("")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
