"""Real touches on the nine points: heard where they began, and judged by their distance alone."""

import pytest

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX
from kiosk.host import service_messages as said
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.session import Ticked
from kiosk.upkeep.service.touching import LIMIT_PX, points_px
from kiosk.upkeep.service.walk_state import StepVerdict
from screens.presenters.technician.present import view_of
from tests.test_service_session import Staff
from tests.window.layout import targets
from tests.window.service_story import SCENE


class Glass:
    """A session whose touches come from a real window."""

    def __init__(self, pilot, drawing_px):
        self.pilot, self.staff = pilot, Staff(drawing_px).enters()
        self.middles, self.height_px = points_px(drawing_px), drawing_px[1]
        self.staff.does(wish.StartWalk("touch-screen"), wish.StartTrial())
        self.show()

    def show(self):
        self.pilot.show(view_of(self.staff.state, SCENE))

    def touch(self, x_px, y_px):
        """A finger, in pixels of the drawing from the top left."""
        from kivy.metrics import dp

        self.pilot.intents.clear()
        self.pilot.touch_down(dp(x_px), dp(self.height_px - y_px))
        self.pilot.touch_up()
        self.staff.does(*self.pilot.intents)
        self.show()

    @property
    def step(self):
        return self.staff.stage.steps[0]


@pytest.fixture(params=[PORTRAIT_PX, LANDSCAPE_PX], ids=["portrait", "landscape"])
def points(request, pilot):
    pilot.turn(request.param)
    return Glass(pilot, request.param)


def told(glass):
    return [one.message.verdict for one in glass.staff.told(said.JudgeTrial)]


def test_nine_touches_in_the_middle_are_good(points):
    for point in points.middles:
        points.touch(*point)
    assert points.step.verdict is StepVerdict.GOOD
    assert told(points) == ["good"]
    assert float(dict(points.step.tried.facts)["worst-px"]) <= 2


def test_the_point_that_is_off_is_named(points):
    for number, (x_px, y_px) in enumerate(points.middles, 1):
        points.touch(x_px + (LIMIT_PX + 20 if number == 6 else 5) * (-1), y_px)
    assert points.step.verdict is StepVerdict.FAILED
    assert dict(points.step.tried.facts)["off"] == "6"
    assert told(points) == ["touch-off"]


def test_nine_touches_in_a_wrong_place_are_nine_points_off_and_no_loop(points):
    for _ in points.middles:
        points.touch(540, 700)
    assert points.step.verdict is StepVerdict.FAILED
    assert len(dict(points.step.tried.facts)["off"].split()) == 9
    assert points.staff.stage.touching is None


def test_drawn_finger_counts_where_it_was_laid(points):
    from kivy.metrics import dp

    x_px, y_px = points.middles[0]
    points.pilot.intents.clear()
    points.pilot.touch_down(dp(x_px), dp(points.height_px - y_px))
    points.pilot.move_to(dp(900), dp(300))
    points.pilot.touch_up()
    (touched,) = points.pilot.intents
    assert touched.x_px == pytest.approx(x_px, abs=2)
    assert touched.y_px == pytest.approx(y_px, abs=2)


def test_key_leaves_without_a_verdict_and_is_no_touch_of_a_point(points):
    points.pilot.tap("不测了")
    assert points.pilot.intents == [wish.StopTrial()]
    points.staff.does(*points.pilot.intents)
    assert points.staff.stage.touching is None
    assert points.step.verdict is None


def test_glass_that_feels_nothing_is_left_by_time_and_written_down(points):
    for point in points.middles[:3]:
        points.touch(*point)
    points.staff.passes(30.0)
    points.staff.does(Ticked())
    assert points.step.verdict is StepVerdict.FAILED
    assert points.step.tried.reason == "touch-silent"
    assert told(points) == ["touch-silent"]


def test_no_point_lies_under_the_key_that_leaves(points):
    (key,) = [box for _, box in targets(points.pilot.screen)]
    for x_px, y_px in points.middles:
        apart_across = max(key.left - x_px, x_px - key.right)
        apart_down = max(key.top - y_px, y_px - key.bottom)
        assert max(apart_across, apart_down) > LIMIT_PX
