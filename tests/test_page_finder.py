"""The page in the frame: found where it is, and not where it is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_scanner.geometry import clockwise_from_top_left
from devices.document_scanner.page_finder import find_fast, find_page
from devices.virtual.camera_scene import Scene
from tests.document_scenes import empty_tray, frame_of, overlap, true_corners


@pytest.mark.parametrize("desk", ["dark", "wood", "grey", "green", "pattern"])
def test_a_page_on_any_of_these_desks_is_found_to_the_pixel(desk):
    scene = Scene(desk=desk, turn_degrees=-5)
    quad = find_page(frame_of(scene))
    assert quad is not None
    assert overlap(quad, true_corners(scene)) > 0.98


@pytest.mark.parametrize("desk", ["dark", "wood", "grey"])
def test_the_quick_look_finds_the_page_too(desk):
    scene = Scene(desk=desk, turn_degrees=4)
    quad = find_fast(frame_of(scene))
    assert quad is not None
    assert overlap(quad, true_corners(scene)) > 0.93


@pytest.mark.parametrize("look", [find_fast, find_page])
@pytest.mark.parametrize("desk", ["dark", "wood"])
def test_an_empty_tray_has_no_page(look, desk):
    assert look(empty_tray(Scene(desk=desk))) is None


def test_a_white_page_on_a_white_table_is_found_against_the_empty_tray():
    scene = Scene(desk="white", turn_degrees=3)
    quad = find_page(frame_of(scene), empty_tray(scene))
    assert quad is not None
    assert overlap(quad, true_corners(scene)) > 0.95


def test_the_empty_tray_helps_although_the_lamp_has_dimmed():
    scene = Scene(desk="white", turn_degrees=3, light=0.8)
    quad = find_page(frame_of(scene), empty_tray(Scene(desk="white", light=1.0)))
    assert quad is not None
    assert overlap(quad, true_corners(scene)) > 0.95


def test_a_frame_of_one_colour_has_no_page():
    flat = np.full((360, 640, 3), 128, np.uint8)
    assert find_page(flat) is None
    assert find_fast(flat) is None


@given(st.permutations([(10, 10), (200, 20), (210, 300), (5, 290)]))
@settings(max_examples=24)
def test_corners_given_in_any_order_come_out_clockwise_from_the_top_left(corners):
    ordered = clockwise_from_top_left(np.array(corners, float))
    assert ordered.tolist() == [[10, 10], [200, 20], [210, 300], [5, 290]]
