"""A crooked page laid flat: size, print, light and colour."""

import cv2
import numpy as np
import pytest

from devices.document_scanner.geometry import Quad
from devices.document_scanner.straighten import straighten
from devices.virtual.camera_scene import Scene
from devices.virtual.papers import draw_paper
from tests.document_scenes import frame_of, true_quad

BIG = (1920, 1080)


@pytest.fixture(scope="module")
def flat_page():
    scene = Scene(turn_degrees=-8, tilt=0.15)
    return straighten(frame_of(scene, "lease", 3, BIG), true_quad(scene, BIG))


def test_an_a4_page_becomes_200_dpi(flat_page):
    assert flat_page.shape == (2339, 1654, 3)


def test_the_print_lies_where_it_lies_on_the_paper(flat_page):
    # Two pixels of 413 are the registration asked for: half a millimetre and the cut rim.
    paper, page = (
        cv2.GaussianBlur(cv2.resize(picture, (413, 584), interpolation=cv2.INTER_AREA), (0, 0), 2)
        for picture in (draw_paper("lease", 3), flat_page)
    )
    inner = (slice(20, -20), slice(20, -20), 0)
    assert np.corrcoef(paper[inner].ravel(), page[inner].ravel())[0, 1] > 0.9


def test_paper_is_evenly_white_although_the_lamp_is_not(flat_page):
    corners = [
        flat_page[60:110, 60:110],
        flat_page[-110:-60, -110:-60],
        flat_page[60:110, -110:-60],
    ]
    levels = [corner.mean() for corner in corners]
    assert min(levels) > 225
    assert max(levels) - min(levels) < 12


def test_the_seal_stays_red(flat_page):
    blue, green, red = (flat_page[:, :, channel].astype(int) for channel in range(3))
    assert ((red - green > 70) & (red - blue > 70)).sum() > 10_000


def test_a_card_keeps_the_shape_of_a_card():
    corners = np.array(
        [(300, 200), (300 + 428, 200), (300 + 428, 200 + 270), (300, 200 + 270)], float
    )
    page = straighten(np.full((1080, 1920, 3), 90, np.uint8), Quad.from_pixels(corners, *BIG))
    assert page.shape[1] / page.shape[0] == pytest.approx(85.6 / 54, rel=0.01)
