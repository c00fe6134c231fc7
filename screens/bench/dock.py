"""The dock of virtual devices: its own window beside the kiosk's, in the colours of a demo.

Owns the window's life: it ends when it is closed, and when the bench is gone. Must not decide what
a key does (``dock_panels``) nor talk to anybody (``dock_hands``).
"""

import contextlib
from pathlib import Path
from typing import Any

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX
from kiosk.clock import Clock, SystemClock
from kiosk.i18n import Texts, load_texts
from screens import kivy_setup
from screens.bench.display import Area, dock_place, usable_area
from screens.bench.dock_hands import Hands
from screens.bench.dock_model import DockModel
from screens.bench.dock_parts import DockEvent

BASE = Path(__file__).resolve().parents[2]
LANGUAGE = "zh-CN"
#: A demo's panel has nothing that moves; half the frames leave the processor to the kiosk.
FRAMES_PER_SECOND = 30
#: Long enough to read that the bench is gone.
FAREWELL_SECONDS = 4.0


class Dock:
    """Model, hands and face of one dock, joined. ``root`` goes onto a window."""

    def __init__(self, control: Path, faults: str, texts: Texts, clock: Clock, leave: Any) -> None:
        from screens.bench.dock_glass import DockGlass
        from screens.dispatcher import UiDispatcher

        self.model = DockModel(texts, clock)
        dispatcher: UiDispatcher[DockEvent] = UiDispatcher(self._handle)
        self._hands = Hands(control, faults, clock, dispatcher.post)
        self._leave = leave
        self.root = DockGlass(
            texts=texts, obey=self._hands.obey, hear_typed=self._type, leave=leave
        )
        self.root.render(self.model.view)

    def start(self) -> None:
        """Reach for the bench."""
        self._hands.start()

    def stop(self) -> None:
        """Let go of it."""
        self._hands.stop()

    def _handle(self, event: DockEvent) -> None:
        self.model.handle(event)
        view = self.model.view
        self.root.render(view)
        if view.is_over:
            from kivy.clock import Clock as FrameClock

            FrameClock.schedule_once(lambda _elapsed_seconds: self._leave(), FAREWELL_SECONDS)

    def _type(self, text: str) -> None:
        self.model.type(text)
        self.root.render(self.model.view)


def run_dock(*, control: Path, faults: str, is_landscape: bool) -> int:
    """Open the dock beside the kiosk; returns when it was closed or the bench is gone."""
    _open_window(dock_place(usable_area(), LANDSCAPE_PX if is_landscape else PORTRAIT_PX))
    from kivy.base import runTouchApp, stopTouchApp

    texts = load_texts(BASE / "config" / "locale" / LANGUAGE)
    _name_window(texts("dock.title"))
    dock = Dock(control, faults, texts, SystemClock(), stopTouchApp)
    dock.start()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            runTouchApp(dock.root)
    finally:
        dock.stop()
    return 0


def _open_window(place: Area) -> None:
    kivy_setup.prepare(
        place.width_px,
        place.height_px,
        frames_per_second=FRAMES_PER_SECOND,
        place_px=(place.left_px, place.top_px),
    )
    kivy_setup.register_fonts(BASE / "config" / "fonts")


def _name_window(title: str) -> None:
    from kivy.core.window import Window

    Window.set_title(title)
