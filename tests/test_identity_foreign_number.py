"""Numbers of foreign permanent residents, both generations; countries are made up."""

import pytest

from kiosk.identity.person_numbers import (
    ForeignNumber2017,
    ForeignNumber2023,
    NumberFault,
    old_foreign_number,
    parse_foreign_number_2017,
    parse_foreign_number_2023,
)


@pytest.mark.parametrize(
    "number",
    [
        "911840190001010017",
        "931392190402290024",
        "944826190112319990",
        "932276190203150104",
        "953764190306071237",
        "965900190010110041",
        "932682198501010017",
    ],
)
def test_number_of_2023_is_read(number: str) -> None:
    parsed = parse_foreign_number_2023(number)
    assert isinstance(parsed, ForeignNumber2023)
    assert (parsed.number, parsed.province, parsed.nationality_digits) == (
        number,
        number[1:3],
        number[3:6],
    )
    assert f"{parsed.birth:%Y%m%d}" == number[6:14]


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("91184019000101001X", NumberFault.CHECK),
        ("110101190001010014", NumberFault.FORM),
        ("999840190001010017", NumberFault.AREA),
        ("911840190002300017", NumberFault.BIRTH),
    ],
)
def test_false_number_of_2023_has_its_fault(number: str, fault: NumberFault) -> None:
    assert parse_foreign_number_2023(number) is fault


@pytest.mark.parametrize(
    "number",
    [
        "UTO110000010114",
        "UTO310004022926",
        "UTO440301123193",
        "UTO320102031502",
        "XXX530103060759",
        "D<<320102031502",
        "KAZ110090123105",
    ],
)
def test_number_of_2017_is_read(number: str) -> None:
    parsed = parse_foreign_number_2017(number)
    assert isinstance(parsed, ForeignNumber2017)
    assert (parsed.number, parsed.nationality, parsed.birth_yymmdd) == (
        number,
        number[:3],
        number[7:13],
    )


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("UTO110000010115", NumberFault.CHECK),
        ("UTO990000010114", NumberFault.AREA),
        ("UTO110000133114", NumberFault.BIRTH),
        ("U<O110000010114", NumberFault.FORM),
        ("110101190001010014", NumberFault.FORM),
        ("UTO11000001011", NumberFault.FORM),
    ],
)
def test_false_number_of_2017_has_its_fault(number: str, fault: NumberFault) -> None:
    assert parse_foreign_number_2017(number) is fault


def test_new_card_leads_to_the_old_number() -> None:
    assert old_foreign_number("911840190001010017", "UTO", "001") == "UTO110000010114"


@pytest.mark.parametrize("link", ["", "00", "0 1", "A01"])
def test_blank_link_means_no_old_number(link: str) -> None:
    assert old_foreign_number("911840190001010017", "UTO", link) is None


def test_false_new_number_leads_nowhere() -> None:
    assert old_foreign_number("911840190001010018", "UTO", "001") is None
