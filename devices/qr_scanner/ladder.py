"""Reading one code from many frames of a camera, within a time budget for each frame.

Owns which rung is tried on which frame. Must not open a camera or keep a picture. Each frame is
read as it is; when that fails, the rest of the budget goes to rungs in turn, and the next frame
goes on where this one stopped. A hand holds a code for a second or two, so all rungs get their
chance, and no frame makes the next one late.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from devices.qr_scanner.readers import (
    BARS,
    DATA_MATRIX,
    ONE_DIMENSIONAL,
    Found,
    Grey,
    read_with_zbar,
    read_with_zxing,
)
from devices.qr_scanner.rungs import (
    Picture,
    Rung,
    brightened,
    closed,
    darkened,
    equalised,
    equalised_finely,
    global_histogram,
    half,
    opened,
    other_format,
    region,
    sharpened,
    smoothed,
    softened,
    thresholded,
    thresholded_finely,
    unchanged,
    whole,
    zbar_half,
)
from kiosk.clock import Clock

BUDGET_SECONDS = 0.030
#: A measured cost is taken over this fast.
_LEARNING = 0.3

#: The cheap ones first: an ordinary code that is badly lit is read on the first frame.
WHOLE_FRAME: tuple[Rung, ...] = (
    half(darkened),
    half(brightened),
    whole(darkened),
    whole(brightened),
    half(sharpened),
    half(softened),
    global_histogram,
    half(thresholded),
)
#: Zbar reads a good part of what zxing-cpp misses: finder patterns that are dirty or touch black.
ZBAR_RUNGS: tuple[Rung, ...] = (
    zbar_half,
    region(0, smoothed, read_with_zbar),
    region(0, thresholded, read_with_zbar),
    region(0, darkened, read_with_zbar),
    region(1, unchanged, read_with_zbar),
)
REGION_RUNGS: tuple[Rung, ...] = (
    region(0, unchanged),
    region(0, equalised),
    region(0, opened),
    region(0, smoothed),
    region(0, sharpened),
    region(0, darkened),
    region(0, brightened),
    region(0, thresholded),
    region(0, closed),
    region(0, sharpened, factor=0.5),
    region(1, unchanged),
    region(1, equalised),
    region(1, equalised, factor=0.5),
    region(1, sharpened),
    region(1, thresholded),
    region(2, unchanged),
    region(2, equalised),
)
#: Too dear for every frame, and they read what nothing else does.
SLOW_RUNGS: tuple[Rung, ...] = (
    whole(equalised_finely),
    whole(equalised),
    whole(thresholded_finely),
)
OTHER_FORMATS: tuple[Rung, ...] = (other_format(BARS), other_format(DATA_MATRIX))
ALL_RUNGS: tuple[Rung, ...] = (
    *WHOLE_FRAME,
    *ZBAR_RUNGS,
    *REGION_RUNGS,
    *OTHER_FORMATS,
    *SLOW_RUNGS,
)


@dataclass(slots=True)
class _Step:
    """A rung, and what it has been seen to cost."""

    rung: Rung
    cost_seconds: float = 0.0


class Ladder:
    """Frames of one scan, one after the other."""

    def __init__(
        self,
        clock: Clock,
        rungs: Sequence[Rung] = ALL_RUNGS,
        budget_seconds: float = BUDGET_SECONDS,
    ) -> None:
        self._clock = clock
        self._budget_seconds = budget_seconds
        self._steps = [_Step(rung) for rung in rungs]
        self._next = 0

    def restart(self) -> None:
        """Another scan: begin with the first rung. What rungs cost stays known."""
        self._next = 0

    def read(self, grey: Grey) -> list[Found]:
        """The codes of one frame; empty when this frame's budget did not suffice."""
        started_at = self._clock.monotonic()
        found = read_with_zxing(grey)
        picture = Picture(grey)
        for tried in range(len(self._steps)):
            if found:
                break
            step = self._steps[self._next % len(self._steps)]
            now = self._clock.monotonic()
            # One rung is always tried: on a slow machine the ladder is climbed slowly, not never.
            if tried and now - started_at + step.cost_seconds > self._budget_seconds:
                break
            self._next += 1
            found = step.rung(picture)
            cost = self._clock.monotonic() - now
            known = step.cost_seconds or cost
            step.cost_seconds = known + _LEARNING * (cost - known)
        return found


class Confirmation:
    """Believes a bar code without error correction only when two frames say the same."""

    def __init__(self) -> None:
        self._once: bytearray | None = None

    def believe(self, found: Sequence[Found]) -> Found | None:
        """The largest code of a frame that may be believed now."""
        for one in sorted(found, key=Found.area_px, reverse=True):
            if one.symbology not in ONE_DIMENSIONAL or one.payload == self._once:
                return one
        bars = [one for one in found if one.symbology in ONE_DIMENSIONAL]
        if bars:
            self._once = max(bars, key=Found.area_px).payload
        return None

    def forget(self) -> None:
        """Another scan; what was seen is wiped."""
        if self._once is not None:
            self._once[:] = bytes(len(self._once))
        self._once = None
