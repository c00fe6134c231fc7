"""What the end of a guided test says at a glance: well only where all of it is well."""

from kiosk.upkeep.service.walk_state import StepVerdict
from screens.presenters.technician.present import view_of
from tests.window.service_story import SCENE, STEPS, walk


def end(steps):
    return view_of(walk(len(steps), steps=steps), SCENE)


def test_a_walk_with_something_wrong_ends_with_the_warning_sign():
    view = end(STEPS)
    assert (view.icon, view.title) == ("alert", "3 项有问题")


def test_a_walk_with_everything_well_ends_with_the_tick():
    steps = tuple(one for one in STEPS if one.verdict is StepVerdict.GOOD)
    assert end(steps).icon == "check"


def test_what_was_passed_over_is_counted_and_is_no_trouble():
    steps = tuple(one for one in STEPS if one.verdict is StepVerdict.SKIPPED)
    view = end(steps)
    assert view.icon == "check"
    assert "没测" in view.title
