"""The dock while its keys come and go on one screen."""

from dataclasses import replace

from kiosk.visit.intents import Back, Continue
from screens.presenters.frame import KeyView
from tests.window.story import STORY


def test_the_primary_key_that_comes_back_is_inside_the_window(pilot):
    view = STORY["06-form"]()
    back = KeyView("上一步", Back(), "sec", icon="back")
    alone = replace(view, frame=replace(view.frame, secondary=back, primary=None))
    both = replace(
        view, frame=replace(view.frame, secondary=back, primary=KeyView("都对", Continue()))
    )
    pilot.show(alone)
    pilot.show(both)

    key = pilot.find("都对")

    assert key.right <= pilot.window.width
    assert key.width > pilot.find("上一步").width
