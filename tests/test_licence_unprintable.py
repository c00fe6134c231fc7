"""A name that the fonts cannot draw, or that hides something, or that is too long: a value."""

import pytest

from printer.licence.pdf import Composed, DoesNotFit, GlyphMissing
from tests.licence_samples import composer, licence


def test_rare_character_outside_the_fonts_is_named() -> None:
    assert composer().compose(licence(operator="张\U0002a6a5")) == GlyphMissing("\U0002a6a5")


@pytest.mark.parametrize("name", ["\u4dae", "\u5586", "\u7287", "\u36c3", "\U00020bb7"])
def test_rare_character_inside_the_fonts_is_drawn(name: str) -> None:
    assert isinstance(composer().compose(licence(operator=f"张{name}")), Composed)


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u200b", "\u2066", "\ufeff", "\ud800", "\x00", "\x1b", "\U000e0041"]
)
def test_hidden_character_is_refused(hidden: str) -> None:
    assert isinstance(composer().compose(licence(name=f"张三{hidden}面馆")), GlyphMissing)


@pytest.mark.parametrize("field", ["name", "operator", "premises", "scope"])
def test_value_too_long_for_its_frame_is_refused(field: str) -> None:
    assert composer().compose(licence(**{field: "餐饮服务" * 600})) == DoesNotFit()


def test_long_scope_is_set_smaller_and_stays_one_page() -> None:
    composition = composer().compose(licence(scope="餐饮服务（热食类食品制售）；" * 24))
    assert isinstance(composition, Composed)
    assert composition.pages == 1


def test_after_a_refusal_the_next_sheet_is_well() -> None:
    composer().compose(licence(name="\u202e"))
    assert isinstance(composer().compose(licence()), Composed)
