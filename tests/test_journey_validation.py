"""One answer, right or wrong: what is taken, what is said."""

import pytest

from kiosk.catalogue.definition import Field
from kiosk.journey.answers import Answers, Source
from kiosk.journey.engine import walk
from kiosk.journey.validation import (
    Accepted,
    Rejected,
    check_all,
    check_value,
    normalise,
    set_answer,
    to_fill,
)
from tests.sample_visit import (
    EATERY,
    SOCIAL,
    SOLE_TRADER,
    TODAY,
    Someone,
    answered,
    service,
    texts,
)

FIELD = {"id": "x", "label": "某项", "keyboard": "digits"}


def field(**made: object) -> Field:
    return Field.model_validate(FIELD | made)


@pytest.mark.parametrize(
    ("asked", "typed", "says"),
    [
        (field(kind="digits"), "12a", "digits"),
        (field(kind="digits"), "-1", "digits"),
        (field(kind="digits"), "²", None),
        (field(kind="digits"), "٣", "digits"),
        (field(kind="digits"), "１２", None),
        (field(kind="digits", limits={"max_length": 2}), "123", "too-long"),
        (field(kind="digits", limits={"min_length": 2}), "1", "too-short"),
        (field(kind="digits", limits={"at_least": 1}), "0", "too-small"),
        (field(kind="digits", limits={"at_most": 60}), "61", "too-large"),
        (field(kind="digits", form="mobile"), "13800005678", None),
        (field(kind="digits", form="mobile"), "138 0000 5678", None),
        (field(kind="digits", form="mobile"), "12800005678", "mobile"),
        (field(kind="digits", form="mobile"), "1380000567", "mobile"),
        (field(kind="money"), "50,000", None),
        (field(kind="money"), "50000.50", None),
        (field(kind="money"), "50000.505", "amount"),
        (field(kind="money"), "5e4", "amount"),
        (field(kind="money"), "007", "amount"),
        (field(kind="money"), "-5", "amount"),
        (field(kind="money", limits={"at_least": 1}), "0.99", "too-small"),
        (field(kind="area", limits={"at_most": 50}), "50.01", "too-large"),
        (field(kind="date"), "20260402", None),
        (field(kind="date"), "2026年04月02日", None),
        (field(kind="date"), "2026-04-02", None),
        (field(kind="date"), "20260230", "date"),
        (field(kind="date"), "260402", "date"),
        (field(kind="date", limits={"not_after": "today"}), "20260403", "too-late"),
        (field(kind="date", limits={"not_after": "today"}), "20260402", None),
        (field(kind="date", limits={"not_before": "1992-01-01"}), "19911231", "too-early"),
        (field(kind="text"), "张 三", None),
        (field(kind="text"), "a\x1bb", "characters"),
        (field(kind="text"), "a\u202eb", "characters"),
        (field(kind="text"), "a" * 61, "too-long"),
        (field(kind="text", form="credit-code"), "92990102ma0000015p", None),
        (field(kind="text", form="credit-code"), "92990102MA0000015Q", "credit-code"),
        (field(kind="text", form="credit-code"), "12", "credit-code"),
    ],
)
def test_a_typed_answer(asked: Field, typed: str, says: str | None) -> None:
    now = walk(service(SOCIAL).definition, Answers())
    problem = check_value(asked, normalise(asked, typed), now, TODAY)
    assert (problem.key if problem else None) == (says and f"journey.problem.{says}")
    if problem is not None:
        assert texts()(problem.key, **problem.values)


def test_an_answer_is_stored_in_its_plain_form() -> None:
    assert normalise(field(kind="date"), "２０２６年04月02日") == "2026-04-02"
    assert normalise(field(kind="digits"), " 138 0000 5678 ") == "13800005678"
    assert normalise(field(kind="text"), "  张三 ") == "张三"


@pytest.mark.parametrize(
    ("field_id", "typed", "says"),
    [
        ("operator-name", "李四", "locked"),
        ("premises", "别处", "locked"),
        ("trade", "rockets", "choice"),
        ("scope", "hair", "choice"),
        ("family-members", "2", "not-asked"),
        ("nobody", "x", "not-asked"),
    ],
)
def test_what_cannot_be_answered_changes_nothing(field_id: str, typed: str, says: str) -> None:
    outcome = set_answer(
        service(SOLE_TRADER).definition, answered(SOLE_TRADER), field_id, typed, TODAY
    )
    assert isinstance(outcome, Rejected)
    assert outcome.problem.key == f"journey.problem.{says}"
    assert outcome.problem.key in texts()


def test_an_empty_answer_takes_it_back() -> None:
    outcome = set_answer(
        service(SOLE_TRADER).definition, answered(SOLE_TRADER), "capital", "  ", TODAY
    )
    assert isinstance(outcome, Accepted)
    assert "capital" not in outcome.answers


def test_an_own_answer_counts_as_the_citizens() -> None:
    definition = service(SOLE_TRADER).definition
    before = answered(SOLE_TRADER).with_answer("mobile", "13900000000", Source.LAST_TIME)
    outcome = set_answer(definition, before, "mobile", "13800005678", TODAY)
    assert isinstance(outcome, Accepted)
    assert outcome.answers["mobile"].source is Source.CITIZEN
    assert before["mobile"].value == "13900000000"


def test_all_problems_of_a_form_come_at_once_in_its_order() -> None:
    answers = answered(EATERY)
    for name, value in (("staff", "99"), ("district", ""), ("mobile", "1"), ("trade", "")):
        answers = answers.with_answer(name, value, Source.CITIZEN)
    problems = check_all(walk(service(EATERY).definition, answers), TODAY)
    assert [(problem.field_id, problem.key.rsplit(".", 1)[1]) for problem in problems] == [
        ("trade", "required"),
        ("district", "required"),
        ("street", "required"),
        ("staff", "too-large"),
        ("mobile", "mobile"),
    ]


def test_only_the_asked_step_is_checked() -> None:
    now = walk(service(EATERY).definition, Answers())
    assert check_all(now, TODAY, "materials") == ()
    assert check_all(now, TODAY, "form") == check_all(now, TODAY) != ()


def test_the_fields_to_fill_are_those_that_a_citizen_can_fill() -> None:
    now = walk(service(SOCIAL).definition, Answers())
    assert [field.id for field in to_fill(now)] == ["insurance", "period"]


def test_a_card_without_an_address_stops_nobody() -> None:
    answers = answered(SOLE_TRADER, Someone(address="", ethnic=""))
    assert check_all(walk(service(SOLE_TRADER).definition, answers), TODAY) == ()


def test_a_rare_character_on_a_card_stops_nobody() -> None:
    answers = answered(SOLE_TRADER, Someone(name="张\ue000" + "长" * 80))
    assert check_all(walk(service(SOLE_TRADER).definition, answers), TODAY) == ()
