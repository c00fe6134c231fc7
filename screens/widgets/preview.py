"""The picture under the document camera, with the page that was found drawn over it.

Owns one texture, given new bytes for every frame. Must not keep a frame: what is drawn is wiped
with ``clear``.
"""

from pathlib import Path

from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout


class Preview(FloatLayout):
    """``quad`` is in 0..1 of the frame, origin top left."""

    quad = ListProperty([])
    good = BooleanProperty(False)
    live = BooleanProperty(False)
    hint = StringProperty("")
    hint_icon = StringProperty("")
    texture = ObjectProperty(None, allownone=True)
    #: Where the picture is inside the box: x, y, width, height.
    picture = ListProperty([0, 0, 0, 0])
    #: The page's outline and corners on the glass.
    outline = ListProperty([])

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for name in ("pos", "size", "texture", "quad"):
            self.fbind(name, self._place)

    def show(self, pixels, width_px, height_px):
        """Draw one frame of RGB bytes."""
        texture = self.texture
        if texture is None or texture.size != (width_px, height_px):
            texture = Texture.create(size=(width_px, height_px), colorfmt="rgb")
            texture.flip_vertical()
        texture.blit_buffer(pixels, colorfmt="rgb", bufferfmt="ubyte")
        self.texture = texture
        self.canvas.ask_update()

    def clear(self):
        """No picture any more."""
        self.texture = None

    def _place(self, *_):
        if self.texture is None:
            self.picture, self.outline = [0, 0, 0, 0], []
            return
        width_px, height_px = self.texture.size
        scale = min(self.width / width_px, self.height / height_px)
        width, height = width_px * scale, height_px * scale
        left, low = self.center_x - width / 2, self.center_y - height / 2
        self.picture = [left, low, width, height]
        self.outline = [
            number
            for x, y in self.quad
            for number in (left + x * width, low + (1 - y) * height)
        ]  # fmt: skip

    def corner(self, at):
        """Left lower corner of the round mark on corner ``at``; far away when there is none."""
        if len(self.outline) < 8:
            return -dp(999), -dp(999)
        return self.outline[2 * at] - dp(20), self.outline[2 * at + 1] - dp(20)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
