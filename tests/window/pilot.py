"""A hand on the glass: shows views, steps frames, taps, types, reads and photographs.

Works on the real window of SDL's offscreen driver with real motion events. Frames are stepped by
hand, so nothing here sleeps.
"""

import threading
from contextlib import contextmanager
from pathlib import Path

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX
from kiosk.clock import SystemClock
from kiosk.i18n import load_texts
from screens import kivy_setup

PROJECT = Path(__file__).resolve().parents[2]
WIDTH_PX, HEIGHT_PX = 540, 960
#: For what another thread or process has to do first; below the time limit of a test.
PATIENCE_SECONDS = 90.0


class Pilot:
    """One window for all tests of the process; ``show`` starts each test from a fresh navigator."""

    def __init__(
        self, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX, drawing_px=PORTRAIT_PX
    ) -> None:
        kivy_setup.prepare(
            width_px, height_px, offscreen=True, frames_per_second=0, drawing_px=drawing_px
        )
        self._drawing_px = drawing_px
        kivy_setup.register_fonts(PROJECT / "config" / "fonts")
        kivy_setup.register_console_font(PROJECT / "config" / "fonts")
        from kivy.base import EventLoop
        from kivy.core.window import Window

        from screens.theme import theme

        self.window = Window
        self.theme = theme
        self._texts = load_texts(PROJECT / "config" / "locale" / "zh-CN")
        self.intents: list[object] = []
        self.navigator = None
        EventLoop.ensure_window()
        EventLoop.start()
        self._loop = EventLoop

    def reset(self) -> None:
        """Throw everything away that the last test showed."""
        from screens.citizen.catalogue import SCREENS
        from screens.citizen.screen import release
        from screens.navigator import Navigator
        from screens.technician.catalogue import SERVICE_SCREENS

        if self.navigator is not None:
            for screen in self.navigator.screens:
                for widget in (screen, *getattr(screen, "_declared", ())):
                    release(widget)
        for child in list(self.window.children):
            release(child)
            self.window.remove_widget(child)
        self._turn(self._drawing_px)
        self.theme.contrast = self.theme.large_text = False
        self.theme.reduced_motion = True
        self.intents.clear()
        self.navigator = Navigator(SCREENS | SERVICE_SCREENS, self._texts, self.intents.append)
        self.window.add_widget(self.navigator)
        self.step(2)

    def turn(self, drawing_px) -> None:
        """Start afresh on a window of this drawing's shape, at the same scale; until ``reset``.

        Widgets lie as they would; only pictures need a window that was opened in this shape.
        """
        self.reset()
        self._turn(drawing_px)
        self.step(2)

    def mount(self) -> None:
        """Start afresh as a citizen's visit does on a glass wider than tall; until ``reset``."""
        from screens.widgets.mount import mounted

        self.reset()
        self.window.remove_widget(self.navigator)
        width, height = self.window.size
        self.window.size = height * height // width, height
        self.window.add_widget(mounted(self.navigator, is_wide=True))
        self.step(2)

    def _turn(self, drawing_px) -> None:
        """The one window of the process in another shape: lengths that Kivy has kept stay right."""
        from kivy.metrics import dp

        self.theme.is_landscape = drawing_px == LANDSCAPE_PX
        size = tuple(round(dp(side)) for side in drawing_px)
        if tuple(self.window.size) != size:
            self.window.size = size

    def show(self, view) -> None:
        self.navigator.show(view)
        self.step(12)

    def step(self, frames: int = 1) -> None:
        for _ in range(frames):
            self._loop.idle()

    @property
    def screen(self):
        return self.navigator.current_screen

    def find(self, name):
        """The widget with this id on the current screen, or the pressable with this text."""
        from screens.widgets.press import Pressable

        for widget in self.screen.walk():
            if name in widget.ids:
                return widget.ids[name]
        for widget in self.screen.walk():
            if isinstance(widget, Pressable) and widget.name == name:
                return widget
        raise LookupError(f"nothing called {name!r} on {self.screen.name}")

    def has(self, name) -> bool:
        try:
            self.find(name)
        except LookupError:
            return False
        return True

    def step_until(self, condition) -> None:
        """Step until something is so; a failure when it never is.

        By the clock: how many frames fit into another thread's turn is the machine's affair.
        """
        clock = SystemClock()
        give_up = clock.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert clock.monotonic() < give_up, "never happened"
            self.step()

    def is_open(self) -> bool:
        return self._loop.status == "started" and not self._loop.quit

    @contextmanager
    def foreign_threads(self):
        """Collects every property change on the screen that another thread makes."""
        seen: list[str] = []
        own = threading.get_ident()

        def watch(widget, *_):
            if threading.get_ident() != own:
                seen.append(type(widget).__name__)

        watched = [(w, name) for w in self.window.children[0].walk() for name in w.properties()]
        for widget, name in watched:
            widget.fbind(name, watch)
        try:
            yield seen
        finally:
            for widget, name in watched:
                widget.funbind(name, watch)

    def tap(self, name) -> None:
        """Down and up in the middle of a thing."""
        self.touch_down(*self.centre(name))
        self.touch_up()

    def centre(self, name) -> tuple[float, float]:
        widget = self.find(name) if isinstance(name, str) else name
        return widget.to_window(*widget.center)

    def touch_down(self, x: float, y: float) -> None:
        self._touch = _touch(*self._fraction(x, y))
        self._loop.post_dispatch_input("begin", self._touch)
        self.step(2)

    def move_to(self, x: float, y: float) -> None:
        across, up = self._fraction(x, y)
        self._touch.move({"x": across, "y": up})
        self._loop.post_dispatch_input("update", self._touch)
        self.step()

    def _fraction(self, x: float, y: float) -> tuple[float, float]:
        """Kivy spreads 0..1 over width - 1 pixels."""
        return x / (self.window.width - 1), y / (self.window.height - 1)

    def touch_up(self) -> None:
        self._loop.post_dispatch_input("end", self._touch)
        self.step(2)

    def type(self, characters: str) -> None:
        """Tap the letters of the on-screen keyboard."""
        for character in characters:
            self.tap(character)

    def text(self, name) -> str:
        """What a person reads there."""
        return self.find(name).shown

    def shot(self, file: Path) -> Path:
        """The window as a picture."""
        from PIL import Image

        file.parent.mkdir(parents=True, exist_ok=True)
        self.step(2)
        width, height = self.window.size
        pixels = self._read_pixels(width, height)
        picture = Image.frombytes("RGBA", (width, height), pixels)
        picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).convert("RGB").save(file)
        return file

    def _read_pixels(self, width, height) -> bytes:
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

        self.window.dispatch("on_draw")
        return bytes(glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE))


def _touch(x: float, y: float):
    from kivy.input.motionevent import MotionEvent

    class Touch(MotionEvent):
        """A finger."""

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.profile = ["pos"]
            self.type_id = "touch"
            self.is_touch = True

        def depack(self, args):
            self.sx, self.sy = args["x"], args["y"]
            super().depack(args)

    return Touch("pilot", 1, {"x": x, "y": y})
