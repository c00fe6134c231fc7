"""The table of docs/services.md is whole and claims nothing that no test proves."""

import re

import pytest

from tests.sample_visit import ROOT

_ROW = re.compile(r"^\| (S\d\d) \|[^|]+\| (now|part|later) \|([^|]*)\|$", re.MULTILINE)
_MARK = re.compile(r'@pytest\.mark\.row\("(S\d\d)"\)')


@pytest.fixture(scope="module")
def table() -> dict[str, tuple[str, str]]:
    text = (ROOT / "docs" / "services.md").read_text("utf-8")
    rows = _ROW.findall(text)
    assert len({row for row, _, _ in rows}) == len(rows)
    return {row: (state, today.strip()) for row, state, today in rows}


@pytest.fixture(scope="module")
def proven() -> set[str]:
    return {
        row
        for file in (ROOT / "tests").rglob("test_*.py")
        for row in _MARK.findall(file.read_text("utf-8"))
    }


def test_all_45_rows_are_there(table: dict[str, tuple[str, str]]) -> None:
    assert set(table) == {f"S{number:02}" for number in range(1, 46)}


def test_a_row_that_holds_now_has_its_test(
    table: dict[str, tuple[str, str]], proven: set[str]
) -> None:
    assert {row for row, (state, _) in table.items() if state == "now"} <= proven


def test_a_row_for_later_is_not_claimed_by_a_test(
    table: dict[str, tuple[str, str]], proven: set[str]
) -> None:
    assert {row for row, (state, _) in table.items() if state == "later"} & proven == set()


def test_a_row_in_part_says_which_part(table: dict[str, tuple[str, str]]) -> None:
    assert [row for row, (state, today) in table.items() if state == "part" and not today] == []
