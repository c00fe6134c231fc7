"""How much room the display has for windows, asked of SDL without opening one.

Owns the arithmetic of two windows side by side. Must not import Kivy: whoever asks has not decided
on a window yet.
"""

import ctypes
import ctypes.util
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from config.terminal import PORTRAIT_PX

#: Frames and title bars are drawn outside of what SDL calls a window; desktops use 24 to 40 px.
TITLE_BAR_PX = 40
#: Between the kiosk's window and the dock.
GAP_PX = 16
_VIDEO = 0x20


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the display, in pixels from its upper left corner."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int


#: What a laptop has; for displays that do not say.
USUAL = Area(0, TITLE_BAR_PX, 1366, 768 - TITLE_BAR_PX)


def usable_area() -> Area:
    """The first display without panels and without room for a title bar."""
    sdl = _load_sdl()
    bounds = (ctypes.c_int * 4)()
    if sdl is None or sdl.SDL_InitSubSystem(_VIDEO) != 0:
        return USUAL
    try:
        answers = sdl.SDL_GetDisplayUsableBounds(0, ctypes.byref(bounds)) == 0
    finally:
        sdl.SDL_QuitSubSystem(_VIDEO)
    left, top, width, height = bounds
    if not answers or width < 1 or height <= TITLE_BAR_PX:
        return USUAL
    return Area(left, top + TITLE_BAR_PX, width, height - TITLE_BAR_PX)


def pair_scale(area: Area, drawing_px: tuple[int, int] = PORTRAIT_PX) -> float:
    """The largest scale at which the kiosk's window and the dock stand side by side."""
    across = (area.width_px - GAP_PX) / (drawing_px[0] + PORTRAIT_PX[0])
    return min(1.0, across, area.height_px / PORTRAIT_PX[1])


def kiosk_place(area: Area, drawing_px: tuple[int, int] = PORTRAIT_PX) -> Area:
    """Where the kiosk's window goes: at the left."""
    scale = pair_scale(area, drawing_px)
    width_px, height_px = (int(side * scale) for side in drawing_px)
    return Area(area.left_px, area.top_px, width_px, height_px)


def dock_place(area: Area, drawing_px: tuple[int, int] = PORTRAIT_PX) -> Area:
    """Where the dock goes: beside a kiosk of that drawing, at the same scale. It is portrait."""
    kiosk, scale = kiosk_place(area, drawing_px), pair_scale(area, drawing_px)
    left_px = kiosk.left_px + kiosk.width_px + GAP_PX
    width_px, height_px = (int(side * scale) for side in PORTRAIT_PX)
    return Area(left_px, kiosk.top_px, width_px, height_px)


def _load_sdl() -> ctypes.CDLL | None:
    """The library that the windows will use: the one in Kivy's wheel, else the system's."""
    spec = importlib.util.find_spec("kivy")
    if spec is not None and spec.origin is not None:
        for bundled in Path(spec.origin).parents[1].glob("Kivy.libs/libSDL2-2-*.so*"):
            return ctypes.CDLL(str(bundled))
    name = ctypes.util.find_library("SDL2-2.0")
    return ctypes.CDLL(name) if name else None
