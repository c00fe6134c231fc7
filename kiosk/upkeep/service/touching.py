"""The nine points of the touch screen: where they are, and how far off a touch may be. Pure.

The glass is judged by distance alone, in pixels of the drawing, from the top left.
A glass that feels nothing is left by itself: nobody could press the key that leaves.
"""

import math
from dataclasses import replace
from functools import cache
from itertools import product

from kiosk.host.service_messages import DeviceTried
from kiosk.upkeep.service.walk_state import Touching

OFF, SILENT, CANCELLED = "touch-off", "touch-silent", "cancelled"
POINTS = 9
#: From the edges of the short and of the long side: near them a wrong calibration shows most, and a
#: finger still fits.
_SHORT_EDGE_PX, _LONG_EDGE_PX = 110, 190
#: Half a fingertip on a 27 inch glass: more is not the finger.
LIMIT_PX = 60.0
#: For one point; a hand needs one second.
POINT_SECONDS = 15.0


@cache
def points_px(drawing_px: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The points on a drawing of this width and height, row by row."""
    width, height = drawing_px
    is_wide = width > height
    across = _along(width, _LONG_EDGE_PX if is_wide else _SHORT_EDGE_PX)
    down = _along(height, _SHORT_EDGE_PX if is_wide else _LONG_EDGE_PX)
    return tuple((x, y) for y, x in product(down, across))


def _along(side_px: int, edge_px: int) -> tuple[int, int, int]:
    return edge_px, side_px // 2, side_px - edge_px


def begin(now: float, drawing_px: tuple[int, int]) -> Touching:
    """Before the first point."""
    return Touching((), now + POINT_SECONDS, drawing_px)


def touched(touching: Touching, x_px: float, y_px: float, now: float) -> Touching:
    """One touch, taken for the point that is asked for."""
    wanted_x, wanted_y = points_px(touching.drawing_px)[len(touching.misses_px)]
    miss_px = math.hypot(x_px - wanted_x, y_px - wanted_y)
    return replace(touching, misses_px=(*touching.misses_px, miss_px), until=now + POINT_SECONDS)


def is_done(touching: Touching) -> bool:
    """Whether every point was touched."""
    return len(touching.misses_px) == POINTS


def verdict(touching: Touching, reason: str = "") -> DeviceTried:
    """What was measured; ``reason`` when it ended early. Points are counted from 1, row by row."""
    off = [str(number) for number, miss in enumerate(touching.misses_px, 1) if miss > LIMIT_PX]
    facts = [("points", str(len(touching.misses_px)))]
    if off:
        facts.append(("off", " ".join(off)))
    if touching.misses_px:
        facts.append(("worst-px", f"{max(touching.misses_px):.0f}"))
    why = reason or (OFF if off else "")
    return DeviceTried(0, not why, why, tuple(facts), 0.0)
