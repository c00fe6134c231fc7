"""What stays visible of a name and a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.masking import mask_name, mask_number, mask_phone


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("110101190001010014", "1101**********0014"),
        ("11010519491231002X", "1101**********002X"),
        ("UTO110000010114", "UTO1*******0114"),
        ("H00000001", "H0*****01"),
        ("1234567", "******7"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_number_keeps_its_ends(number: str, masked: str) -> None:
    assert mask_number(number) == masked


def test_phone_is_masked_as_on_a_bill() -> None:
    assert mask_phone("13800005678") == "138****5678"
    assert mask_phone("5678") == "***8"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳小美", "欧***"),
        ("DOE, JANE ALEXANDRA", "D**, J*** A********"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(max_size=40))
def test_mask_keeps_the_length_and_hides_more_than_half(number: str) -> None:
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert sum(a == b and a != "*" for a, b in zip(number, masked, strict=True)) * 2 <= max(
        len(number) + 1, 0
    )
