"""Keys: press and release both inside, once, and never when disabled."""

from dataclasses import replace

import pytest

from kiosk.visit.intents import Continue
from screens.presenters.frame import KeyView
from tests.window.story import STORY


@pytest.fixture
def guide(pilot):
    pilot.show(STORY["04-guide"]())
    return pilot


def with_primary(key):
    view = STORY["04-guide"]()
    return replace(view, frame=replace(view.frame, primary=key))


def test_finger_that_slides_off_does_nothing(guide):
    x, y = guide.centre("带齐了，开始办")
    guide.touch_down(x, y)
    assert guide.find("带齐了，开始办").pressed
    guide.move_to(x, y + 300)
    guide.touch_up()
    assert guide.intents == []
    assert not guide.find("带齐了，开始办").pressed


def test_finger_that_slides_onto_a_key_does_nothing(guide):
    x, y = guide.centre("带齐了，开始办")
    guide.touch_down(x, y + 300)
    guide.move_to(x, y)
    guide.touch_up()
    assert guide.intents == []


def test_second_press_waits_for_the_next_screen(guide, monkeypatch):
    # A key lives again by itself after a moment; a finger without a turn may take longer.
    monkeypatch.setattr("screens.citizen.screen._REARM_SECONDS", 3600.0)
    guide.tap("带齐了，开始办")
    guide.tap("带齐了，开始办")
    assert guide.intents == [Continue()]
    guide.show(STORY["04-guide"]())
    guide.tap("带齐了，开始办")
    assert guide.intents == [Continue(), Continue()]


def test_disabled_key_says_why_and_sends_nothing(pilot):
    pilot.show(with_primary(KeyView("下一步", None, reason="还差 2 样")))
    refused = []
    key = pilot.find("下一步")
    key.bind(on_refused=refused.append)
    pilot.tap("下一步")
    assert pilot.intents == []
    assert refused == [key]
    assert key.ids.why.text == "还差 2 样"
    assert key.look == "disabled"


def test_busy_key_takes_no_press(pilot):
    pilot.show(with_primary(KeyView("正在送", Continue(), busy=True)))
    pilot.tap("正在送")
    assert pilot.intents == []
    assert pilot.find("正在送").look == "busy"


def test_face_sinks_onto_its_lip_and_rises_again(guide):
    key = guide.find("带齐了，开始办")
    guide.theme.reduced_motion = False
    guide.touch_down(*guide.centre(key))
    guide.step_until(lambda: key.sink == guide.theme.looks["pri"].lip_px)
    guide.touch_up()
    guide.step_until(lambda: key.sink == 0)
