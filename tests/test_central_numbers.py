"""Numbers that people read aloud, and numbers that law prescribes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.cases import numbers
from central.licences import credit_code
from kiosk.uplink.contract.spoken import ALPHABET, check_characters

VALID = [
    "91110000000000000E",
    "111000009999999986",
    "12310000000000019X",
    "N2330000NNNNNNNN7E",
    "52440000YYYYYYYY7R",
    "A1100000123456788G",
    "92530000AAAAAAAA4H",
    "Y11100008765432105",
    "936500000A0B0C0D62",
    "54370000Q1W2E3R42Y",
]


@pytest.mark.parametrize("code", VALID)
def test_credit_code_of_the_vectors_is_valid_and_composed_alike(code: str) -> None:
    assert credit_code.is_valid(code)
    assert credit_code.compose(code[:2], code[2:8], code[8:16]) == code


@pytest.mark.parametrize(
    "code", ["91110000000000000F", "91110000000000I00E", "91110000000000005X", "", "9" * 19]
)
def test_wrong_credit_code_is_not_valid(code: str) -> None:
    assert not credit_code.is_valid(code)


@given(st.integers(0, 999_999))
def test_every_credit_code_that_we_give_is_valid(organisation: int) -> None:
    assert credit_code.is_valid(credit_code.compose("92", "990102", f"MA{organisation:06}"))


def test_case_number_says_place_year_and_month() -> None:
    number = numbers.case_no("QH", date(2026, 4, 2), lambda alphabet: alphabet[0])
    assert number.startswith("QH2604-3333-")
    assert len(number) == 14


def test_alphabet_has_no_look_alikes() -> None:
    assert not set(ALPHABET) & set("0O1IL5S8B2ZUV")


@given(st.data())
def test_one_wrong_or_two_swapped_characters_are_found(data: st.DataObject) -> None:
    body = data.draw(st.text(ALPHABET, min_size=12, max_size=12))
    code = f"E-{body}-{check_characters(body)}"
    assert numbers.is_envelope_code(code)
    place = data.draw(st.integers(0, 11))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda mark: mark != body[place]))
    wrong = body[:place] + other + body[place + 1 :]
    assert not numbers.is_envelope_code(f"E-{wrong}-{check_characters(body)}")
    if place < 11 and body[place] != body[place + 1]:
        swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
        assert not numbers.is_envelope_code(f"E-{swapped}-{check_characters(body)}")
