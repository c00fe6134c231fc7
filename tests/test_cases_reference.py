"""Case numbers as typed by people, and the slips that are found at once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.cases.numbers import case_no
from kiosk.cases.reference import CaseNumber, NotANumber, parse_case_number
from kiosk.uplink.contract.spoken import ALPHABET
from tests.sample_visit import texts

NUMBER = case_no("QH", date(2026, 4, 2), choose=lambda alphabet: alphabet[7])


def test_a_number_of_the_platform_is_taken() -> None:
    assert parse_case_number(NUMBER) == CaseNumber(NUMBER)


@pytest.mark.parametrize("change", [
    str.lower,
    lambda text: text.replace("-", ""),
    lambda text: text.replace("-", " - "),
    lambda text: text.replace("-", "—"),
    lambda text: f"  {text}\n",
    lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text),
])  # fmt: skip
def test_how_it_is_typed_does_not_matter(change) -> None:  # type: ignore[no-untyped-def]
    assert parse_case_number(change(NUMBER)) == CaseNumber(NUMBER)


@pytest.mark.parametrize("typed", ["", "QH", "QH2613-GGGG-GG", "QH2604-0000-00", NUMBER + "A",
                                   "Ⅻ" * 6, "١" * 12, "-" * 14])  # fmt: skip
def test_what_is_no_number_is_said_to_be_none(typed: str) -> None:
    refused = parse_case_number(typed)
    assert refused == NotANumber("journey.reference.malformed")
    assert refused.key in texts()


letters = st.text(ALPHABET, min_size=4, max_size=4)


@given(letters, st.integers(0, 3), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(body: str, place: int, wrong: str) -> None:
    marks = iter(body)
    number = case_no("QH", date(2026, 4, 2), choose=lambda _: next(marks))
    at = 7 + place
    changed = number[:at] + wrong + number[at + 1 :]
    expected = CaseNumber if changed == number else NotANumber
    assert isinstance(parse_case_number(changed), expected)


@given(letters, st.integers(0, 2))
def test_two_swapped_characters_are_always_found(body: str, place: int) -> None:
    marks = iter(body)
    number = case_no("QH", date(2026, 4, 2), choose=lambda _: next(marks))
    at = 7 + place
    changed = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    expected = CaseNumber if changed == number else NotANumber
    assert isinstance(parse_case_number(changed), expected)


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(typed: str) -> None:
    assert isinstance(parse_case_number(typed), CaseNumber | NotANumber)
