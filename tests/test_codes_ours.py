"""The codes that the house prints are read back, and any slip in them is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.cases import numbers
from kiosk.cases.codes import CaseQueryCode, CodeNotOurs, EnvelopeCode, Refusal, read_code
from kiosk.uplink.contract.spoken import ALPHABET

CASE_NO = numbers.case_no("QH", date(2026, 4, 2), choose=lambda alphabet: alphabet[7])
ENVELOPE = numbers.envelope_code(lambda alphabet: alphabet[3])
QUERY = f"OHQ1:{CASE_NO}:7K3M9CQT"

marks = st.sampled_from(ALPHABET)


@given(st.lists(marks, min_size=12, max_size=12))
def test_every_envelope_of_the_platform_is_taken(body: list[str]) -> None:
    chosen = iter(body)
    code = numbers.envelope_code(lambda _: next(chosen))
    assert read_code(code.encode()) == EnvelopeCode(code)


@given(st.lists(marks, min_size=12, max_size=12))
def test_every_receipt_of_the_platform_is_taken(marks_used: list[str]) -> None:
    chosen = iter(marks_used)
    case_no = numbers.case_no("QH", date(2026, 11, 21), lambda _: next(chosen))
    query_code = numbers.query_code(lambda _: next(chosen))
    raw = bytearray(f"OHQ1:{case_no}:{query_code}".encode())
    assert read_code(raw) == CaseQueryCode(case_no, query_code)


@given(st.integers(2, 13), marks)
def test_one_wrong_mark_in_an_envelope_is_damage(place: int, mark: str) -> None:
    wrong = ENVELOPE[:place] + mark + ENVELOPE[place + 1 :]
    expected = (
        EnvelopeCode(ENVELOPE) if wrong == ENVELOPE else CodeNotOurs(Refusal.DAMAGED)
    )  # fmt: skip
    assert read_code(wrong.encode()) == expected


@pytest.mark.parametrize("code", [ENVELOPE, QUERY])
def test_cut_anywhere_is_never_a_code(code: str) -> None:
    for length in range(len(code)):
        assert isinstance(read_code(code[:length].encode()), CodeNotOurs)
    for length in range(6, len(code)):
        assert read_code(code[:length].encode()) == CodeNotOurs(Refusal.DAMAGED)


@pytest.mark.parametrize("code", [ENVELOPE, QUERY])
@pytest.mark.parametrize(
    "around", ["{}\n", " {}", "{}\x00", "{}{}", "{}\u202e", "﻿{}", "{};rm", "{}\x1b[2J"]
)
def test_not_one_mark_around_it_is_forgiven(code: str, around: str) -> None:
    raw = around.format(code, code).encode()
    assert isinstance(read_code(raw), CodeNotOurs)


@pytest.mark.parametrize("code", [ENVELOPE, QUERY])
def test_letters_that_only_look_alike_are_not_ours(code: str) -> None:
    wide = "".join(chr(ord(mark) + 0xFEE0) for mark in code)
    assert read_code(wide.encode()) == CodeNotOurs(Refusal.UNKNOWN)
    assert isinstance(read_code(code.replace("E", "Е").replace("O", "О").encode()), CodeNotOurs)
    assert isinstance(read_code(code.lower().encode()), CodeNotOurs)


def test_a_receipt_with_a_wrong_check_is_damage() -> None:
    check = CASE_NO[-2:]
    other = "33" if check != "33" else "44"
    damaged = f"OHQ1:{CASE_NO[:-2]}{other}:7K3M9CQT".encode()
    assert read_code(damaged) == CodeNotOurs(Refusal.DAMAGED)
