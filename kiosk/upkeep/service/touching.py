"""The nine points of the touch screen: where they are, and how far off a touch may be. Pure.

The glass is judged by distance alone, in pixels of the drawing (1080 x 1920, from the top left).
A glass that feels nothing is left by itself: nobody could press the key that leaves.
"""

import math
from itertools import product

from kiosk.host.service_messages import DeviceTried
from kiosk.upkeep.service.walk_state import Touching

OFF, SILENT, CANCELLED = "touch-off", "touch-silent", "cancelled"
#: Near the edges, where a wrong calibration shows most, and a finger still fits.
POINTS_PX = tuple((x, y) for y, x in product((190, 960, 1730), (110, 540, 970)))
#: Half a fingertip on a 27 inch glass: more is not the finger.
LIMIT_PX = 60.0
#: For one point; a hand needs one second.
POINT_SECONDS = 15.0


def begin(now: float) -> Touching:
    """Before the first point."""
    return Touching((), now + POINT_SECONDS)


def touched(touching: Touching, x_px: float, y_px: float, now: float) -> Touching:
    """One touch, taken for the point that is asked for."""
    wanted_x, wanted_y = POINTS_PX[len(touching.misses_px)]
    miss_px = math.hypot(x_px - wanted_x, y_px - wanted_y)
    return Touching((*touching.misses_px, miss_px), now + POINT_SECONDS)


def is_done(touching: Touching) -> bool:
    """Whether every point was touched."""
    return len(touching.misses_px) == len(POINTS_PX)


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
