"""Finding a service: by name, by pinyin initials, by a word, by shelf."""

import pytest

from kiosk.catalogue.definition import Category
from kiosk.catalogue.search import Search
from tests.sample_visit import EATERY, SOCIAL, SOLE_TRADER, catalogue


@pytest.fixture(scope="module")
def search() -> Search:
    return Search(catalogue())


@pytest.mark.row("S01")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("个体户", SOLE_TRADER),
        ("个体工商户", SOLE_TRADER),
        ("gth", SOLE_TRADER),
        ("GTH KYDJ", SOLE_TRADER),
        ("ｓｂ", SOCIAL),
        ("kydj", SOLE_TRADER),
        ("营业执照", SOLE_TRADER),
        ("社保", SOCIAL),
        (" 养老 保险 ", SOCIAL),
        ("容缺", EATERY),
        ("备案", EATERY),
    ],
)
def test_typing_finds(search: Search, typed: str, first: str) -> None:
    assert search.find(typed)[0].code == first


@pytest.mark.parametrize("typed", ["", "   ", "护照", "zzz", "\x00", "%", "*"])
def test_typing_finds_nothing(search: Search, typed: str) -> None:
    assert search.find(typed) == ()


def test_no_more_are_found_than_asked_for(search: Search) -> None:
    assert len(search.find("业", most=1)) == 1


def test_shelves_and_doors_hold_what_they_should(search: Search) -> None:
    assert [found.code for found in search.on_shelf(Category.BUSINESS)] == [EATERY, SOLE_TRADER]
    assert [found.code for found in search.on_shelf(Category.SOCIAL)] == [SOCIAL]
    assert search.on_shelf(Category.BORDER) == ()
    assert [found.code for found in search.behind("proof")] == [SOCIAL]
    assert [found.code for found in search.behind("apply")] == [EATERY, SOLE_TRADER]
