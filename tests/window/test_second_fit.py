"""Every face of every stage, in every aid: the same rules as for the drawn story."""

import itertools

import pytest

from tests.window.second_story import SECOND_STORY
from tests.window.test_screens_fit import (
    AIDS,
    Page,
    test_every_target_can_be_hit,
    test_every_text_is_inside_the_glass_and_its_surface,
    test_no_text_comes_out_as_a_key_of_the_language_file,
    test_no_text_covers_another,
    test_stage_holds_all_that_is_on_it,
    test_targets_keep_their_distance,
    turn_pages,
)

__all__ = [
    "test_every_target_can_be_hit",
    "test_every_text_is_inside_the_glass_and_its_surface",
    "test_no_text_comes_out_as_a_key_of_the_language_file",
    "test_no_text_covers_another",
    "test_stage_holds_all_that_is_on_it",
    "test_targets_keep_their_distance",
]

_measured: dict[str, dict[str, list[Page]]] = {}


#: The widest borders and the largest letters come together in the second.
_HARDEST = ("normal", "both")


@pytest.fixture(params=itertools.product(SECOND_STORY, _HARDEST), ids=lambda case: "-".join(case))
def pages(request, glass) -> list[Page]:
    """All pages of one face. The faces of one aid are shown one after the other, as in a visit."""
    name, aids = request.param
    if aids not in _measured:
        glass.reset()
        glass.theme.contrast, glass.theme.large_text = AIDS[aids]
        _measured[aids] = {face: _pages(glass, make()) for face, make in SECOND_STORY.items()}
        glass.reset()
    return _measured[aids][name]


def _pages(glass, view) -> list[Page]:
    glass.show(view)
    if hasattr(glass.screen, "page"):
        glass.screen.page = 0
        glass.step(4)
    return list(turn_pages(glass))
