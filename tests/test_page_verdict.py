"""A scanned sheet is judged by the machine: black, blank, striped, or good."""

import numpy as np
import pytest

from kiosk.upkeep.page_verdict import judge_sheet

WIDTH, HEIGHT = 620, 877


def paper(level=244):
    noise = np.random.default_rng(3).integers(-4, 5, (HEIGHT, WIDTH, 1))
    return np.clip(level + noise, 0, 255).astype(np.uint8).repeat(3, axis=2)


def written():
    page = paper()
    for top in range(90, 700, 34):
        for left in range(60, 520, 22):
            page[top : top + 14, left : left + 3] = 40
            page[top + 5 : top + 8, left : left + 12] = 40
    return page


def verdict(page):
    return judge_sheet(memoryview(page.tobytes()), page.shape[1], page.shape[0])


def test_sheet_with_writing_is_good():
    seen = verdict(written())
    assert seen.fault == ""
    assert seen.streaks == 0
    assert seen.ink_percent > 0.5


def test_bare_paper_is_blank():
    assert verdict(paper()).fault == "page-blank"


@pytest.mark.parametrize("level", [0, 10])
def test_dead_lamp_is_dark(level):
    assert verdict(np.full((HEIGHT, WIDTH, 3), level, np.uint8)).fault == "picture-too-dark"


@pytest.mark.parametrize("columns", [1, 3, 6])
def test_dirt_on_the_glass_is_a_streak_down_the_whole_sheet(columns):
    page = written()
    page[:, 333 : 333 + columns] = 120
    seen = verdict(page)
    assert (seen.fault, seen.streaks) == ("page-streak", 1)


def test_two_streaks_are_counted():
    page = written()
    page[:, 100:102] = page[:, 480:483] = 90
    assert verdict(page).streaks == 2


def test_ruled_form_is_no_streak():
    page = written()
    page[80:780, 60:62] = page[80:780, 560:562] = 0
    assert verdict(page).fault == ""


def test_dark_desk_beside_the_sheet_is_no_streak():
    page = written()
    page[:, 590:] = 25
    assert verdict(page).fault == ""


@pytest.mark.parametrize(("width", "height"), [(1, 1), (5, 3), (30, 2000), (2480, 40)])
def test_odd_sizes_are_judged_without_falling(width, height):
    assert verdict(np.full((height, width, 3), 250, np.uint8)).fault in ("page-blank", "")
