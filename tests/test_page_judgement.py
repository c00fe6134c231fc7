"""What is wrong with a page, where, and what the citizen is told."""

from pathlib import Path

import pytest

from devices.document_scanner import judge as judging
from devices.document_scanner.geometry import Quad
from devices.document_scanner.judge import edge_slope, judge, no_page_hint
from devices.virtual.camera_scene import Scene
from kiosk.i18n import load_texts
from tests.document_scenes import frame_of, true_quad

BIG = (1920, 1080)
LOCALE = Path(__file__).parents[1] / "config" / "locale" / "zh-CN"


def judged(scene, paper="lease", page=1, size_px=BIG):
    return judge(frame_of(scene, paper, page, size_px), true_quad(scene, size_px))


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_page_that_lies_well_is_good(page):
    verdict = judged(Scene(), page=page)
    assert verdict.good
    assert verdict.hint_key == "capture.hint.hold"
    assert not verdict.blank


@pytest.mark.parametrize(
    ("place", "zone"),
    [((0.60, 0.80), "bottom_right"), ((0.40, 0.20), "top_left"), ((0.5, 0.5), "middle"),
     ((0.41, 0.5), "left"), ((0.5, 0.85), "bottom_middle")],
)  # fmt: skip
def test_glare_is_named_by_its_corner(place, zone):
    verdict = judged(Scene(glare=place))
    assert verdict.glare is not None
    assert verdict.hint_key == f"capture.hint.glare_{zone}"
    assert verdict.glare.centre == pytest.approx(place, abs=0.03)
    assert not verdict.good


@pytest.mark.parametrize(
    ("scene", "hint", "check"),
    [(Scene(blur_px=2.0), "blurred", "sharp"), (Scene(light=0.4), "dark", "lit"),
     (Scene(hand=True), "hand", "uncovered")],
)  # fmt: skip
def test_one_fault_gives_its_hint_and_fails_its_check_only(scene, hint, check):
    verdict = judged(scene)
    assert verdict.hint_key == f"capture.hint.{hint}"
    failed = {c for c in ("sharp", "lit", "uncovered", "whole") if not getattr(verdict, c)}
    assert failed == {check}


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_a_page_cut_by_the_frame_is_told_at_which_side(side):
    low = {"left": (0, 0.3), "top": (0.3, 0)}.get(side, (0.3, 0.3))
    high = {"right": (1, 0.7), "bottom": (0.7, 1)}.get(side, (0.7, 0.7))
    quad = Quad(((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])))
    verdict = judge(frame_of(Scene()), quad)
    assert not verdict.whole
    assert verdict.hint_key == f"capture.hint.cut_{side}"


def test_a_blank_page_is_said_to_be_blank_and_may_be_taken():
    verdict = judged(Scene(), "blank")
    assert verdict.blank
    assert verdict.good


def test_sharpness_does_not_depend_on_what_is_printed():
    sharp = [
        edge_slope(frame_of(Scene(), p, n, BIG), true_quad(Scene(), BIG))
        for p, n in (("lease", 1), ("lease", 3), ("property-certificate", 1), ("id-copy", 1))
    ]
    soft = Scene(blur_px=2.0)
    blurred = [
        edge_slope(frame_of(soft, p, n, BIG), true_quad(soft, BIG))
        for p, n in (("lease", 1), ("lease", 3), ("property-certificate", 1), ("id-copy", 1))
    ]
    assert min(sharp) > judging._SLOPE_LIMIT > max(blurred)


def test_every_hint_that_can_be_given_has_its_sentence():
    texts = load_texts(LOCALE)
    zones = [
        f"{down}_{across}" for down in ("top", "bottom") for across in ("left", "middle", "right")
    ] + ["left", "middle", "right"]
    keys = [no_page_hint(), "capture.hint.next_page", "capture.hint.full"]
    keys += [
        f"capture.hint.{k}"
        for k in (
            "hold",
            "small",
            "hand",
            "dark",
            "bright",
            "blurred",
            "cut",
            "cut_left",
            "cut_right",
            "cut_top",
            "cut_bottom",
        )
    ]
    keys += [f"capture.hint.glare_{zone}" for zone in zones]
    assert [key for key in keys if key not in texts] == []
