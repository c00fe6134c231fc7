"""Text of people and of the platform is drawn as it is: no markup, no size bomb, no blank."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.glyphs import LONGEST_TEXT_CHARACTERS, MISSING_MARK, legible
from tests.window.story import STORY

COVERED = frozenset(map(ord, "张三面馆…〓"))


@pytest.mark.parametrize(
    "bomb", ["[size=20000]张[/size]", "[b]三", "[color=ff0000]三[/color]", "[ref=x]三[/ref]"]
)
def test_markup_in_a_name_is_only_letters(pilot, bomb):
    view = STORY["06-form"]()
    pilot.show(replace(view, fields=(replace(view.fields[0], value=bomb, width="full"),)))
    value = next(w for w in pilot.screen.walk() if getattr(w, "shown", "") == bomb)
    assert value.markup is False
    assert value.texture_size[1] < pilot.window.height


def test_glyph_that_no_font_has_is_marked():
    assert legible("张\U0003134a三", COVERED) == f"张{MISSING_MARK}三"


def test_lone_surrogate_does_not_reach_the_screen():
    assert legible("张\ud800三", COVERED) == f"张{MISSING_MARK}三"


def test_direction_and_control_characters_vanish():
    assert legible("张\u202e三\x07\x1b", COVERED) == "张三"


@given(st.text(max_size=2000))
def test_any_text_comes_out_short_and_drawable(text):
    shown = legible(text, COVERED)
    assert len(shown) <= LONGEST_TEXT_CHARACTERS
    assert all(c == "\n" or (c.isascii() and c.isprintable()) or ord(c) in COVERED for c in shown)


def test_coverage_of_the_real_font_knows_rare_and_missing_characters(pilot):
    from screens.glyphs import load_coverage
    from tests.window.pilot import PROJECT

    coverage = load_coverage(PROJECT / "config" / "fonts" / "NotoSansCJKsc-Regular.otf")
    assert legible("张三龘㐂，《》〓…", coverage) == "张三龘㐂，《》〓…"
    assert legible("\U0003134a", coverage) == MISSING_MARK


def test_rare_character_of_a_name_is_marked_on_the_glass(pilot):
    view = STORY["06-form"]()
    name = "张\U0003134a\ud800三"
    pilot.show(replace(view, fields=(replace(view.fields[0], value=name, width="full"),)))
    value = next(w for w in pilot.screen.walk() if getattr(w, "shown", "") == name)
    assert value.text == f"张{MISSING_MARK}{MISSING_MARK}三"
