"""GB 11643 numbers, on vectors of people who never lived."""

from datetime import date

import pytest

from kiosk.identity.check_characters import mod_11_2
from kiosk.identity.person_numbers import (
    NumberFault,
    ResidentNumber,
    Sex,
    parse_resident_number,
    parse_travel_residence_number,
    upgrade_legacy_number,
)

VALID = [
    "110101190001010014",
    "310101190402290026",
    "440304190112319993",
    "650102190203150105",
    "530102190306071234",
    "370102190010110046",
    "500103190411300079",
    "11010519491231002X",
]
ALL_CHECK_CHARACTERS = [
    f"11010119000101{tail}"
    for tail in (
        *("0014", "0022", "0030", "0049", "0057", "0065"),
        *("0073", "0081", "009X", "0188", "0196"),
    )
]
TRAVEL = [
    "810000190001010018",
    "810000190402290022",
    "820000190112319992",
    "820000190203150109",
    "830000190306071237",
    "830000190010110049",
]


@pytest.mark.parametrize("number", VALID + ALL_CHECK_CHARACTERS)
def test_true_number_is_read(number: str) -> None:
    parsed = parse_resident_number(number)
    assert isinstance(parsed, ResidentNumber)
    assert parsed.number == number
    assert parsed.area == number[:6]
    assert f"{parsed.birth:%Y%m%d}" == number[6:14]


def test_number_tells_birth_and_sex() -> None:
    parsed = parse_resident_number("310101190402290026")
    assert isinstance(parsed, ResidentNumber)
    assert (parsed.birth, parsed.sex) == (date(1904, 2, 29), Sex.FEMALE)
    parsed = parse_resident_number("110101190001010014")
    assert isinstance(parsed, ResidentNumber)
    assert (parsed.birth, parsed.sex) == (date(1900, 1, 1), Sex.MALE)


def test_vectors_use_every_check_character() -> None:
    assert {number[-1] for number in ALL_CHECK_CHARACTERS} == set("0123456789X")


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("110101190001010012", NumberFault.CHECK),
        ("110101190002290011", NumberFault.BIRTH),
        ("110101190013010011", NumberFault.BIRTH),
        ("310011190402290026", NumberFault.CHECK),
        ("999999190001010015", NumberFault.AREA),
        ("11010119000101001", NumberFault.FORM),
        ("1101011900010100140", NumberFault.FORM),
        ("X10101190001010014", NumberFault.FORM),
        ("", NumberFault.FORM),
        ("１１０１０１１９０００１０１００1²", NumberFault.CHECK),
    ],
)
def test_false_number_has_its_fault(number: str, fault: NumberFault) -> None:
    assert parse_resident_number(number) is fault


def test_every_single_wrong_digit_is_found() -> None:
    number = "110101190001010014"
    slips = [
        number[:at] + digit + number[at + 1 :]
        for at in range(18)
        for digit in "0123456789"
        if digit != number[at]
    ]
    assert all(isinstance(parse_resident_number(slip), NumberFault) for slip in slips)


def test_every_swap_of_neighbours_is_found() -> None:
    number = "530102190306071234"
    swaps = [
        number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        for at in range(17)
        if number[at] != number[at + 1]
    ]
    assert all(isinstance(parse_resident_number(swap), NumberFault) for swap in swaps)


def test_full_width_and_small_letters_and_blanks_are_forgiven() -> None:
    parsed = parse_resident_number(" １１０１０５１９４９１２３１００２ｘ ")
    assert isinstance(parsed, ResidentNumber)
    assert parsed.number == "11010519491231002X"


def test_abolished_county_is_not_a_fault() -> None:
    body = "11010419000101001"  # a county of Beijing merged away in 2010
    assert isinstance(parse_resident_number(body + mod_11_2(body)), ResidentNumber)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("110101000101001", "110101190001010014"),
        ("310101040229002", "310101190402290026"),
        ("440304011231999", "440304190112319993"),
        ("650102020315010", "650102190203150105"),
        ("530102030607123", "530102190306071234"),
    ],
)
def test_legacy_number_becomes_eighteen(old: str, new: str) -> None:
    upgraded = upgrade_legacy_number(old)
    assert isinstance(upgraded, ResidentNumber)
    assert upgraded.number == new


def test_legacy_number_of_a_day_that_never_was_is_refused() -> None:
    assert upgrade_legacy_number("110101000229001") is NumberFault.BIRTH
    assert upgrade_legacy_number("110101190001010014") is NumberFault.FORM


@pytest.mark.parametrize("number", TRAVEL)
def test_travel_residence_number_is_read(number: str) -> None:
    parsed = parse_travel_residence_number(number)
    assert isinstance(parsed, ResidentNumber)
    assert parsed.number == number


def test_travel_residence_number_needs_its_own_area() -> None:
    assert parse_travel_residence_number("810000190001010019") is NumberFault.CHECK
    assert parse_travel_residence_number("110101190001010014") is NumberFault.AREA
    taiwan_province = "71000019000101001"
    number = taiwan_province + mod_11_2(taiwan_province)
    assert parse_travel_residence_number(number) is NumberFault.AREA
