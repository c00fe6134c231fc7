"""A citizen's visit on a glass wider than tall: a sheet in the middle, and touches land rightly."""

import itertools
import subprocess
import sys
import threading

import pytest

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX, Window
from kiosk.clock import SystemClock
from kiosk.visit.intents import Aid, EnterService, UseAid, Wake
from screens.bench.glass_client import GlassClient
from tests.window.layout import screen_box, targets, texts
from tests.window.pilot import PROJECT
from tests.window.story import STORY

#: Its pages are drawn once each; what differs on the sheet is the same for all of them.
PAGES = ("01-attract", "02-home", "05-identify", "06-form")


@pytest.fixture
def wide(pilot):
    pilot.mount()
    return pilot


def sheet_edges(pilot):
    from kivy.metrics import dp

    sheet = pilot.window.children[0].ids.sheet
    return sheet.x / dp(1), sheet.right / dp(1)


@pytest.mark.parametrize(
    ("width_px", "height_px", "drawing_px"),
    [(1080, 1920, PORTRAIT_PX), (1920, 1080, LANDSCAPE_PX), (1280, 800, LANDSCAPE_PX),
     (1080, 1080, PORTRAIT_PX)],
)  # fmt: skip
def test_shape_of_the_glass_decides_the_drawing(width_px, height_px, drawing_px):
    window = Window(width_px=width_px, height_px=height_px)
    assert window.drawing_px == drawing_px
    assert window.is_landscape == (drawing_px == LANDSCAPE_PX)


@pytest.mark.parametrize(
    ("drawing", "density", "is_landscape"),
    [("LANDSCAPE_PX", 0.5, True), ("PORTRAIT_PX", 540 / 1920, False)],
    ids=["staff", "citizen"],
)
def test_wide_window_has_the_scale_of_its_drawing_before_it_opens(drawing, density, is_landscape):
    """In a process of its own: one process has one drawing."""
    code = (
        f"from config.terminal import {drawing} as drawing; from screens import kivy_setup;"
        "kivy_setup.prepare(960, 540, offscreen=True, drawing_px=drawing);"
        "from kivy.metrics import dp; from screens.theme import theme;"
        "print(dp(1), theme.is_landscape, theme.text_size_px('body') / dp(1))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, timeout=120
    )
    assert said.returncode == 0, said.stderr
    scale, landscape, body = said.stdout.split()
    assert float(scale) == pytest.approx(density)
    assert landscape == str(is_landscape)
    assert float(body) == pytest.approx(32)


def test_sheet_has_the_page_s_own_size_and_stands_in_the_middle(wide):
    wide.show(STORY["02-home"]())
    left, right = sheet_edges(wide)
    assert right - left == pytest.approx(PORTRAIT_PX[0], abs=2)
    assert left == pytest.approx(screen_box().width - right, abs=4)
    assert wide.screen.height == wide.window.height


@pytest.mark.parametrize("name", PAGES)
def test_everything_of_a_page_is_on_the_sheet(wide, name):
    wide.show(STORY[name]())
    left, right = sheet_edges(wide)
    for _, box in (*targets(wide.screen), *texts(wide.screen)):
        assert left - 2 <= box.left, box
        assert box.right <= right + 2, box
        assert box.inside(screen_box()), box


def test_a_touch_on_a_key_is_that_key_s(wide):
    wide.show(STORY["02-home"]())
    for key, box in targets(wide.screen):
        wide.intents.clear()
        wide.touch_down(*key.to_window(*key.center))
        wide.touch_up()
        wide.screen.rearm()
        assert wide.intents == ([key.intent] if key.enabled and key.intent else []), box


def test_touch_beside_the_sheet_presses_nothing(wide):
    wide.show(STORY["02-home"]())
    for across, up in itertools.product((0.02, 0.3, 0.7, 0.98), (0.1, 0.5, 0.9)):
        wide.touch_down(wide.window.width * across, wide.window.height * up)
        wide.touch_up()
    assert wide.intents == []


def test_touch_anywhere_on_the_glass_wakes_the_machine(wide):
    wide.show(STORY["01-attract"]())
    wide.touch_down(wide.window.width * 0.02, wide.window.height * 0.5)
    wide.touch_up()
    assert wide.intents == [Wake()]


def test_finger_resting_on_the_mark_asks_for_service(wide, monkeypatch):
    monkeypatch.setattr("screens.citizen.attract.HOLD_SECONDS", 0.0)
    wide.show(STORY["01-attract"]())
    wide.touch_down(*wide.centre("mark"))
    wide.step_until(lambda: wide.intents)
    wide.touch_up()
    assert wide.intents == [EnterService()]


def test_hands_of_the_demo_find_a_key_where_the_glass_says_that_it_is(wide, tmp_path):
    from screens.bench.glass import Glass

    wide.show(STORY["02-home"]())
    glass = Glass(tmp_path / "glass", wide.navigator, SystemClock())
    glass.start()

    def tap():
        client = GlassClient(tmp_path / "glass")
        try:
            target = next(
                one for one in client.look().targets if one.intent == repr(UseAid(Aid.CONTRAST))
            )
            client.draw([target.box.centre])
        finally:
            client.close()

    hand = threading.Thread(target=tap)
    hand.start()
    try:
        wide.step_until(lambda: wide.intents)
    finally:
        hand.join()
        glass.stop()
    assert wide.intents == [UseAid(Aid.CONTRAST)]


def test_portrait_page_lies_on_the_window_itself(pilot):
    assert pilot.window.children == [pilot.navigator]
