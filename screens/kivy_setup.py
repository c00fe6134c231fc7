"""What Kivy must be told before its first import. Owns the environment and the lock-down.

Must not import Kivy at module level: ``prepare`` is called first, by whoever opens the window.
Stock Kivy parses our arguments, writes a configuration and a log, leaves on Escape, paints red dots
for a second mouse button and starts a clipboard program that outlives the visit.
"""

import os
from pathlib import Path

from config.terminal import PORTRAIT_PX

_ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_CLIPBOARD": "dummy",
    "KIVY_NO_ENV_CONFIG": "1",
}

_SETTINGS = (
    # Anything below may quote what a widget shows.
    ("kivy", "log_level", "warning"),
    # What the host says is drawn at once, not up to a frame later.
    ("kivy", "kivy_clock", "interrupt"),
    ("kivy", "exit_on_escape", "0"),
    ("kivy", "pause_on_minimize", "0"),
    ("kivy", "window_icon", ""),
    ("kivy", "keyboard_mode", ""),
    ("graphics", "resizable", "0"),
    # Surfaces and text smooth their own edges; four samples cost a processor-drawn frame 2.3 times.
    ("graphics", "multisamples", "0"),
    # No emulated second finger: a right click must not leave a red dot on a public screen.
    ("input", "mouse", "mouse,disable_multitouch"),
)


def prepare(
    width_px: int,
    height_px: int,
    *,
    offscreen: bool = False,
    kiosk: bool = False,
    hidden: bool = False,
    frames_per_second: int = 60,
    place_px: tuple[int, int] | None = None,
    drawing_px: tuple[int, int] = PORTRAIT_PX,
) -> None:
    """Set the environment, then Kivy's settings, for a window of this size.

    ``hidden`` keeps the window off the glass until somebody shows it (a warm spare).
    ``kiosk`` takes the whole screen without a border. ``offscreen`` needs no display at all.
    ``frames_per_second`` of 0 never waits for the next frame (tests step frames by hand).
    ``place_px`` is left and top on the display; without it the desktop decides.
    ``drawing_px`` is the drawing that is scaled into the window: one decision for its whole life.
    """
    os.environ.update(_ENVIRONMENT)
    if offscreen:
        os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from kivy.config import Config

    # All settings before anything else of Kivy: its clock and its window read them at import.
    for section, key, value in _SETTINGS:
        Config.set(section, key, value)
    # The window hears every finger as a mouse. Stock Kivy also reads the panel itself, past the
    # window: each touch would count twice (kivy#1903, #8494).
    for name in {name for name, _ in Config.items("input")} - {"mouse"}:
        Config.remove_option("input", name)
    Config.set("graphics", "width", str(width_px))
    Config.set("graphics", "height", str(height_px))
    Config.set("graphics", "maxfps", str(frames_per_second))
    Config.set("graphics", "borderless", "1" if kiosk else "0")
    Config.set("graphics", "fullscreen", "auto" if kiosk else "0")
    Config.set("graphics", "window_state", "hidden" if hidden else "visible")
    Config.set("graphics", "show_cursor", "0" if kiosk else "1")
    if place_px is not None:
        Config.set("graphics", "position", "custom")
        Config.set("graphics", "left", str(place_px[0]))
        Config.set("graphics", "top", str(place_px[1]))
    _set_scale((width_px, height_px), drawing_px)


def register_fonts(folder: Path) -> None:
    """Make ``Sans`` the simplified Chinese faces; raises when set-up has not extracted them."""
    from kivy.core.text import LabelBase

    from kiosk.errors import BrokenEnvironmentError
    from screens.glyphs import typeface

    regular, bold = folder / "NotoSansCJKsc-Regular.otf", folder / "NotoSansCJKsc-Bold.otf"
    for face in (regular, bold):
        if not face.is_file():
            raise BrokenEnvironmentError(f"font missing: {face.name}")
    LabelBase.register("Sans", str(regular), fn_bold=str(bold))
    typeface.open(regular)


def register_console_font(folder: Path) -> None:
    """Make ``Mono`` the face of the technician's console."""
    from kivy.core.text import LabelBase

    from kiosk.errors import BrokenEnvironmentError

    mono = folder / "NotoSansMonoCJKsc-Regular.otf"
    if not mono.is_file():
        raise BrokenEnvironmentError(f"font missing: {mono.name}")
    LabelBase.register("Mono", str(mono))


def _set_scale(window_px: tuple[int, int], drawing_px: tuple[int, int]) -> None:
    """One dp is one design pixel, so that kv says ``dp(48)`` for 48 px of the drawing."""
    from kivy.metrics import Metrics

    Metrics.density = min(window_px[0] / drawing_px[0], window_px[1] / drawing_px[1])
    Metrics.fontscale = 1.0

    # Reads the scale when it is first imported.
    from screens.theme import theme

    theme.is_landscape = drawing_px[0] > drawing_px[1]
