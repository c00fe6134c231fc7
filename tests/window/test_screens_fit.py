"""Every screen, in every aid: big enough to hit, inside the glass, nothing clipped or covered."""

import itertools

import pytest

from tests.window.story import STORY

AIDS = {
    "normal": (False, False),
    "contrast": (True, False),
    "large": (False, True),
    "both": (True, True),
}


@pytest.fixture(params=STORY)
def name(request):
    return request.param


@pytest.fixture(params=AIDS)
def shown(request, pilot, name):
    """The pilot with the screen shown; yields each of its pages."""
    pilot.theme.contrast, pilot.theme.large_text = AIDS[request.param]
    pilot.show(STORY[name]())
    return pilot


def pages(pilot):
    """Shows page after page, by the keys that a person would use."""
    yield pilot.screen
    while pilot.has("page_next") and pilot.find("page_next").enabled:
        pilot.tap("page_next")
        pilot.step(6)
        yield pilot.screen


def test_every_target_can_be_hit(shown):
    from screens.widgets.keyboard import LetterKey
    from tests.window.layout import screen_box, targets

    for screen in pages(shown):
        found = targets(screen)
        assert found
        for widget, box in found:
            assert box.inside(screen_box()), box
            assert box.height >= 88, box
            assert box.width >= (80 if isinstance(widget, LetterKey) else 88), box


def test_targets_keep_their_distance(shown):
    from tests.window.layout import targets

    for screen in pages(shown):
        for (first, a), (second, b) in itertools.combinations(targets(screen), 2):
            nested = any(w is second for w in first.walk()) or any(
                w is first for w in second.walk()
            )
            assert nested or a.overlap(b) == 0, (a, b)


def test_every_text_is_inside_the_glass_and_its_surface(shown):
    from tests.window.layout import screen_box, surface_of, texts

    for screen in pages(shown):
        for widget, box in texts(screen):
            assert box.inside(screen_box()), box
            ground = surface_of(widget)
            assert ground is None or box.inside(ground[1], slack=6), (box, ground[1])


def test_no_text_covers_another(shown):
    from tests.window.layout import texts

    for screen in pages(shown):
        for (_, a), (_, b) in itertools.combinations(texts(screen), 2):
            assert a.overlap(b) <= 8, (a, b)


def test_stage_holds_all_that_is_on_it(shown):
    for screen in pages(shown):
        if "stage" in screen.ids:
            stage = screen.ids.stage
            assert stage.minimum_height <= stage.height + 1, screen.name


def test_no_text_comes_out_as_a_key_of_the_language_file(shown):
    from tests.window.layout import texts

    for _, box in texts(shown.screen):
        assert not box.what.startswith("screens."), box
