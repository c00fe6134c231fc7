"""GB 32100 codes with the GB 11714 code inside."""

import pytest

from kiosk.identity.credit_code import CreditCodeFault, credit_code_faults, is_credit_code

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


@pytest.mark.parametrize("code", [*VALID, "91350100M000100Y43"])
def test_code_in_order_has_no_fault(code: str) -> None:
    assert credit_code_faults(code) == frozenset()
    assert is_credit_code(code)


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("91110000000000000F", {CreditCodeFault.CHECK}),
        ("91110000000000I00E", {CreditCodeFault.FORM}),
        ("9111000000000000E", {CreditCodeFault.FORM}),
        ("", {CreditCodeFault.FORM}),
        ("91110000000000005X", {CreditCodeFault.ORGANISATION_CHECK}),
    ],
)
def test_false_code_names_its_faults(code: str, faults: set[CreditCodeFault]) -> None:
    assert credit_code_faults(code) == faults


def test_wrong_inner_check_does_not_refuse() -> None:
    assert is_credit_code("91110000000000005X")
    assert not is_credit_code("91110000000000000F")
    assert not is_credit_code("91110000000000I00E")


def test_unlisted_prefix_is_a_hint_only() -> None:
    assert CreditCodeFault.PREFIX in credit_code_faults("99110000000000000E")
    assert CreditCodeFault.PREFIX not in credit_code_faults("91110000000000000F")


def test_typed_code_is_forgiven_width_case_and_blanks() -> None:
    assert is_credit_code(" ９１１１００００００００００００0e ")


@pytest.mark.parametrize("code", VALID)
def test_every_single_wrong_character_is_found(code: str) -> None:
    for at in range(18):
        for character in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if character != code[at]:
                assert not is_credit_code(code[:at] + character + code[at + 1 :])
