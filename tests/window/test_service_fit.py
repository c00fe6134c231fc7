"""Every service screen on either glass: big enough to hit, nothing outside, clipped or covered."""

import itertools

import pytest

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX
from tests.window.layout import screen_box
from tests.window.service_story import SERVICE_STORY, WIDE_SERVICE_STORY
from tests.window.test_screens_fit import measure

SHAPES = {
    "portrait": (PORTRAIT_PX, SERVICE_STORY),
    "landscape": (LANDSCAPE_PX, WIDE_SERVICE_STORY),
}


@pytest.fixture(params=itertools.product(SHAPES, SERVICE_STORY), ids="-".join)
def page(request, pilot):
    shape, name = request.param
    drawing_px, story = SHAPES[shape]
    pilot.turn(drawing_px)
    pilot.show(story[name]())
    return measure(pilot.screen)


def test_service_screen_fits_and_can_be_hit(page):
    for box in (*page.targets, *page.letters):
        assert box.inside(screen_box()), box
        assert box.height >= 88, box
        assert box.width >= (80 if box in page.letters else 88), box
    assert not page.collisions
    for box, ground in page.grounded_texts:
        assert box.inside(screen_box()), box
        assert ground is None or box.inside(ground, slack=6), (box, ground)
        assert not box.what.startswith(("service.", "diagnose.", "guide.")), box
    for a, b in itertools.combinations(page.texts, 2):
        assert a.overlap(b) <= 8, (a, b)
    assert page.stage_overflow <= 1
    assert not page.cut
