"""The packages that ship: clean, whole, and true to what they say."""

from datetime import date
from itertools import chain

import pytest

from central.cases.decide import unlisted_scopes
from central.catalogue.offer import load_offer
from kiosk.catalogue.definition import ServiceDefinition
from kiosk.catalogue.linter import check
from kiosk.identity.credit_code import credit_code_faults
from kiosk.journey.answers import Answers, Source
from kiosk.journey.engine import walk
from kiosk.journey.validation import check_all, check_value, normalise, to_fill
from tests.sample_visit import EATERY, SERVICES, SOCIAL, SOLE_TRADER, TODAY, answered, service

CODES = (SOLE_TRADER, SOCIAL, EATERY)


def test_every_shipped_package_lints_without_a_problem_or_a_remark() -> None:
    assert [str(problem) for problem in check(SERVICES)] == []


@pytest.mark.parametrize("code", CODES)
def test_the_story_answers_every_question(code: str) -> None:
    answers = answered(code)
    now = walk(service(code).definition, answers)
    assert check_all(now, TODAY) == ()
    assert to_fill(now) == ()


@pytest.mark.parametrize("code", CODES)
def test_every_example_would_be_taken(code: str) -> None:
    definition = service(code).definition
    now = walk(definition, answered(code))
    for field in definition.fields:
        if field.example is not None:
            value = normalise(field, field.example)
            assert check_value(field, value, now, TODAY) is None, (field.id, field.example)


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_breaks_the_rules_of_our_words(code: str) -> None:
    for said in words_of(service(code).definition):
        assert not set("!！") & set(said), said
        assert "你" not in said, said
        assert "请稍候" not in said, said


@pytest.mark.parametrize("code", CODES)
def test_every_trade_name_and_scope_can_be_finished(code: str) -> None:
    """Whatever trade is chosen, a later choice is never left without an option."""
    definition = service(code).definition
    trade = definition.field("trade")
    for option in trade.options if trade else ():
        now = walk(definition, answered_partly(code, option.id))
        for field in now.fields:
            if field.options and field.id != "street":
                assert now.options(field), (option.id, field.id)


def test_the_licence_of_the_story_is_named_as_the_story_says() -> None:
    now = walk(service(SOLE_TRADER).definition, answered(SOLE_TRADER))
    assert now.words["trade-name"] == "张三面馆"
    assert now.words["premises"] == "青禾市临湖区滨江路24号1层"
    assert now.words["composition"] == "个人经营"


def test_one_paper_may_follow_later_and_only_where_an_officer_decides() -> None:
    promised = [
        (code, material.code, material.promise.days)
        for code in CODES
        for material in service(code).definition.materials
        if material.promise.allowed
    ]
    assert promised == [(EATERY, "landlord-id", 15)]


def test_the_platform_can_decide_every_scope_that_is_offered() -> None:
    item = load_offer().item(SOLE_TRADER, "1")
    scope = service(SOLE_TRADER).definition.field("scope")
    assert item is not None
    assert scope is not None
    for option in scope.options:
        assert unlisted_scopes(item, option.official or "") == ()


def test_the_authorities_have_codes_in_order() -> None:
    for code in CODES:
        for authority in service(code).definition.routing.authorities:
            assert credit_code_faults(authority.uscc) == frozenset()
            assert authority.name.startswith("青禾市")


def test_a_date_of_the_register_is_a_day() -> None:
    field = service(SOCIAL).definition.field("from")
    assert field is not None
    assert date.fromisoformat(normalise(field, "20250101")) == date(2025, 1, 1)


def answered_partly(code: str, trade: str) -> Answers:
    return answered(code).with_answer("trade", trade, Source.CITIZEN)


def words_of(definition: ServiceDefinition) -> list[str]:
    """Return every sentence of a package that a citizen reads."""
    found = [definition.name, definition.one_line, *definition.eligibility]
    found += chain.from_iterable((f.label, f.help or "") for f in definition.fields)
    found += [option.label for field in definition.fields for option in field.options]
    found += chain.from_iterable((m.name, m.why) for m in definition.materials)
    found += [m.promise.refusal or m.promise.undertaking or "" for m in definition.materials]
    found += [consent.text for consent in definition.consents]
    return found + [step.title for step in definition.steps]
