"""Contrast and large text take effect at once and keep the place."""

import json

import pytest

from tests.window.story import STORY


def luminance(colour):
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_repaints_what_is_on_the_screen(pilot):
    pilot.show(STORY["02-home"]())
    title = pilot.find("title")
    before = list(title.color)
    pilot.theme.contrast = True
    pilot.step(2)
    assert list(title.color) == [1, 1, 1, 1] != before
    assert pilot.find("title") is title


def test_large_text_grows_what_is_on_the_screen(pilot):
    pilot.show(STORY["06-form"]())
    before = pilot.find("title").font_size
    pilot.theme.large_text = True
    pilot.step(2)
    assert pilot.find("title").font_size == pytest.approx(before * 1.35)


@pytest.mark.parametrize("contrast", [False, True])
def test_text_pairs_of_the_tokens_are_at_least_seven_to_one(pilot, contrast):
    from screens.theme import ASSETS, snake

    pilot.theme.contrast = contrast
    tokens = json.loads((ASSETS / "tokens.json").read_text("utf-8"))
    for ink, ground in tokens["contrastPairs"]:
        pair = (getattr(pilot.theme, snake(ink)), getattr(pilot.theme, snake(ground)))
        assert ratio(*pair) >= 7, (ink, ground)


@pytest.mark.parametrize("contrast", [False, True])
def test_ink_of_every_look_is_readable_on_its_face(pilot, contrast):
    pilot.theme.contrast = contrast
    for name, look in pilot.theme.looks.items():
        assert ratio(look.ink, look.face) >= 7, name
