"""Every screen, in every aid: big enough to hit, inside the glass, nothing clipped or covered.

Each screen is shown once per aid and measured on all its pages; the tests read the measures.
"""

import itertools
from dataclasses import dataclass

import pytest

from tests.window.layout import Box, screen_box, surface_of, targets, texts
from tests.window.story import STORY

AIDS = {
    "normal": (False, False),
    "contrast": (True, False),
    "large": (False, True),
    "both": (True, True),
}


@dataclass(frozen=True)
class Page:
    """Boxes only: a kept widget would be repainted with every later switch of the theme."""

    letters: list[Box]
    targets: list[Box]
    collisions: list[tuple[Box, Box]]
    grounded_texts: list[tuple[Box, Box | None]]
    #: What does not end because there was no room.
    cut: list[str]
    stage_overflow: float

    @property
    def texts(self) -> list[Box]:
        return [box for box, _ in self.grounded_texts]


_measured: dict[tuple[str, str], list[Page]] = {}


@pytest.fixture(params=itertools.product(STORY, AIDS), ids=lambda case: "-".join(case))
def pages(request, glass) -> list[Page]:
    if request.param not in _measured:
        name, aids = request.param
        glass.reset()
        glass.theme.contrast, glass.theme.large_text = AIDS[aids]
        glass.show(STORY[name]())
        _measured[request.param] = list(turn_pages(glass))
        glass.reset()
    return _measured[request.param]


def turn_pages(pilot):
    """Page after page, by the key that a person would use."""
    yield measure(pilot.screen)
    while pilot.has("page_next") and pilot.find("page_next").enabled:
        pilot.tap("page_next")
        pilot.step(6)
        yield measure(pilot.screen)


def nested(first, second) -> bool:
    return any(w is second for w in first.walk(restrict=True)) or any(
        w is first for w in second.walk(restrict=True)
    )


def measure(screen) -> Page:
    from screens.widgets.keyboard import LetterKey
    from screens.widgets.surface import Stage

    found = targets(screen)
    return Page(
        letters=[box for widget, box in found if isinstance(widget, LetterKey)],
        targets=[box for widget, box in found if not isinstance(widget, LetterKey)],
        collisions=[
            (a, b)
            for (first, a), (second, b) in itertools.combinations(found, 2)
            if a.overlap(b) and not nested(first, second)
        ],
        grounded_texts=[(box, surface_of(widget)) for widget, box in texts(screen)],
        cut=[widget.shown for widget, _ in texts(screen) if widget.is_shortened],
        stage_overflow=max(
            (one.minimum_height - one.height for one in screen.walk() if isinstance(one, Stage)),
            default=0,
        ),
    )


def test_every_target_can_be_hit(pages):
    for page in pages:
        assert page.targets
        for box in (*page.targets, *page.letters):
            assert box.inside(screen_box()), box
            assert box.height >= 88, box
            # Ten letters share 984 px: as in the drawing, they are the one exception.
            assert box.width >= (80 if box in page.letters else 88), box


def test_targets_keep_their_distance(pages):
    for page in pages:
        assert not page.collisions


def test_every_text_is_inside_the_glass_and_its_surface(pages):
    for page in pages:
        for box, ground in page.grounded_texts:
            assert box.inside(screen_box()), box
            assert ground is None or box.inside(ground, slack=6), (box, ground)


def test_no_text_covers_another(pages):
    for page in pages:
        for a, b in itertools.combinations(page.texts, 2):
            assert a.overlap(b) <= 8, (a, b)


def test_stage_holds_all_that_is_on_it(pages):
    for page in pages:
        assert page.stage_overflow <= 1


def test_no_text_comes_out_as_a_key_of_the_language_file(pages):
    for page in pages:
        for box in page.texts:
            assert not box.what.startswith("screens."), box
