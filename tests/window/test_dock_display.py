"""The kiosk's window and the dock stand side by side on any display, and never overlap."""

import os
import subprocess
import sys

import pytest

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX
from screens.bench.display import Area, dock_place, kiosk_place, pair_scale
from tests.window.pilot import PROJECT

DISPLAYS = {
    "full-hd": (1920, 1080),
    "laptop": (1366, 768),
    "portrait": (1080, 1920),
    "old": (1024, 768),
    "4k": (3840, 2160),
    "beside a panel": (1848, 1053),
}


@pytest.mark.parametrize("drawing_px", [PORTRAIT_PX, LANDSCAPE_PX], ids=["portrait", "landscape"])
@pytest.mark.parametrize("size", DISPLAYS.values(), ids=DISPLAYS)
def test_both_windows_are_whole_and_apart(size, drawing_px):
    area = Area(72, 27, *size)
    kiosk, dock = kiosk_place(area, drawing_px), dock_place(area, drawing_px)
    assert (kiosk.width_px > kiosk.height_px) == (drawing_px == LANDSCAPE_PX)
    assert kiosk.left_px + kiosk.width_px < dock.left_px
    assert dock.left_px + dock.width_px <= area.left_px + area.width_px
    for window in (kiosk, dock):
        assert window.left_px >= area.left_px
        assert window.top_px == area.top_px
        assert window.height_px <= area.height_px


def test_a_usual_display_is_used_to_its_full_height():
    kiosk = kiosk_place(Area(0, 40, 1920, 1040))
    assert kiosk.height_px == 1040


def test_windows_are_never_larger_than_drawn():
    assert pair_scale(Area(0, 0, 7680, 4320)) == 1.0


@pytest.mark.parametrize("driver", ["offscreen", "dummy", "no-such-driver"])
def test_display_is_asked_without_opening_a_window(driver):
    """In a process of its own: SDL is shared with the window of these tests."""
    code = (
        "import sys; from screens.bench.display import usable_area; print(usable_area());"
        "assert 'kivy' not in sys.modules"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "SDL_VIDEODRIVER": driver},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("Area(left_px=0, top_px=40, ")
