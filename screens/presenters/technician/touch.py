"""The nine points of the touch screen: which is asked for, which were hit. Decides nothing."""

from dataclasses import dataclass
from typing import Literal

from kiosk.upkeep.service.intents import StopTrial
from kiosk.upkeep.service.touching import LIMIT_PX, POINTS, points_px
from kiosk.upkeep.service.walk_state import Touching
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.technician.wording import Scene

PointState = Literal["hit", "off", "now", "next"]


@dataclass(frozen=True, slots=True)
class PointView:
    """One point, in pixels of the drawing from the top left."""

    x_px: float
    y_px: float
    state: PointState


@dataclass(frozen=True, slots=True)
class TouchView(ScreenView):
    """The whole glass takes touches, but for the key that leaves."""

    title: str
    lead: str
    left: str
    points: tuple[PointView, ...]
    leave: KeyView


def touch_view(points: Touching, scene: Scene) -> TouchView:
    """Where the finger goes next."""
    words, done = scene.words, len(points.misses_px)
    seconds = max(0, int(-(-(points.until - scene.now) // 1)))
    return TouchView(
        title=words("walk.touch.title"),
        lead=words("walk.touch.lead", number=min(done + 1, POINTS), total=POINTS),
        left=words("walk.touch.left", seconds=seconds),
        points=tuple(
            PointView(x_px, y_px, _state(points, number))
            for number, (x_px, y_px) in enumerate(points_px(points.drawing_px))
        ),
        leave=KeyView(words("walk.touch.leave"), StopTrial(), "sec", icon="cross"),
    )


def _state(points: Touching, number: int) -> PointState:
    done = len(points.misses_px)
    if number < done:
        return "hit" if points.misses_px[number] <= LIMIT_PX else "off"
    return "now" if number == done else "next"
