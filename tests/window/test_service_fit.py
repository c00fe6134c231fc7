"""Every service screen: big enough to hit, inside the glass, nothing clipped or covered."""

import itertools

import pytest

from tests.window.layout import screen_box
from tests.window.service_story import SERVICE_STORY
from tests.window.test_screens_fit import measure


@pytest.fixture(params=SERVICE_STORY)
def page(request, pilot):
    pilot.show(SERVICE_STORY[request.param]())
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
