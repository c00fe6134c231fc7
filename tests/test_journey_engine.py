"""Which steps, fields and options count, and how one moves between them."""

from itertools import pairwise

import pytest

from kiosk.catalogue.definition import ServiceDefinition, StepKind
from kiosk.journey.answers import Answers, Source
from kiosk.journey.engine import (
    Progress,
    progress,
    relevant_fields,
    relevant_steps,
    step_after,
    step_before,
    walk,
)
from tests.sample_visit import EATERY, SOCIAL, SOLE_TRADER, Someone, answered, service

CITIZEN = Source.CITIZEN


def definition(code: str) -> ServiceDefinition:
    return service(code).definition


@pytest.mark.parametrize(
    ("code", "steps"),
    [
        (SOLE_TRADER, ["identify", "form", "materials", "review", "submit", "output"]),
        (EATERY, ["identify", "form", "materials", "review", "submit", "output"]),
        (SOCIAL, ["identify", "form", "review", "submit", "output"]),
    ],
)
def test_the_steps_of_a_service_in_order_there_and_back(code: str, steps: list[str]) -> None:
    answers = answered(code)
    assert [step.id for step in relevant_steps(definition(code), answers)] == steps
    for here, after in pairwise(steps):
        found = step_after(definition(code), answers, here)
        assert found is not None
        assert found.id == after
        back = step_before(definition(code), answers, after)
        assert back is not None
        assert back.id == here
    assert step_after(definition(code), answers, steps[-1]) is None
    assert step_before(definition(code), answers, steps[0]) is None


def test_progress_says_where_one_is_and_what_comes() -> None:
    answers = answered(SOLE_TRADER)
    where = progress(definition(SOLE_TRADER), answers, "form")
    assert where == Progress(2, 6, "看一看，补几项", "材料")
    assert progress(definition(SOLE_TRADER), answers, "output").next_title is None


def test_progress_on_a_step_that_does_not_count_is_a_bug() -> None:
    with pytest.raises(KeyError):
        progress(definition(SOCIAL), answered(SOCIAL), "materials")


def two_forms() -> ServiceDefinition:
    """The eatery with its question about cold dishes on a step of its own."""
    raw = definition(EATERY).model_dump(by_alias=True)
    steps = list(raw["steps"])
    condition = {"field": "cold-dishes", "is": "yes"}
    steps.insert(2, {"id": "cold", "kind": StepKind.FORM, "title": "凉菜", "when": condition})
    for field in raw["fields"]:
        if field["id"] == "cold-room":
            field["step"] = "cold"
            field["when"] = None
    return ServiceDefinition.model_validate(raw | {"steps": steps})


def test_a_step_is_bypassed_until_its_condition_holds() -> None:
    changed = two_forms()
    answers = answered(EATERY)
    assert "cold" not in [step.id for step in relevant_steps(changed, answers)]
    answers = answers.with_answer("cold-dishes", "yes", CITIZEN)
    assert [step.id for step in relevant_steps(changed, answers)][1:3] == ["form", "cold"]
    assert progress(changed, answers, "cold").total == 7


def test_next_and_back_work_from_a_step_that_no_longer_counts() -> None:
    changed = two_forms()
    answers = answered(EATERY)
    after, before = step_after(changed, answers, "cold"), step_before(changed, answers, "cold")
    assert after is not None
    assert before is not None
    assert (before.id, after.id) == ("form", "materials")


def test_a_form_without_relevant_fields_is_bypassed() -> None:
    raw = definition(EATERY).model_dump(by_alias=True)
    only = [field for field in raw["fields"] if field["id"] == "cold-room"]
    changed = ServiceDefinition.model_validate(raw | {"fields": only})
    assert "form" not in [step.id for step in relevant_steps(changed, Answers())]


def test_a_field_counts_only_while_its_condition_holds() -> None:
    family = answered(SOLE_TRADER, composition="family", family_members="2")
    assert "family-members" in [f.id for f in relevant_fields(definition(SOLE_TRADER), family)]
    alone = family.with_answer("composition", "person", CITIZEN)
    now = walk(definition(SOLE_TRADER), alone)
    assert "family-members" not in now.values
    assert "family-members" in alone, "the answer stays, in case the citizen comes back"


def test_a_material_counts_only_while_its_condition_holds() -> None:
    alone = walk(definition(SOLE_TRADER), answered(SOLE_TRADER))
    family = walk(
        definition(SOLE_TRADER), answered(SOLE_TRADER, composition="family", family_members="2")
    )
    assert [m.code for m in alone.materials] == ["id-card", "premises-proof"]
    assert [m.code for m in family.materials] == ["id-card", "premises-proof", "family-proof"]


def test_options_follow_earlier_answers() -> None:
    now = walk(definition(SOLE_TRADER), answered(SOLE_TRADER))
    scope = definition(SOLE_TRADER).field("scope")
    assert scope is not None
    assert [option_id for option_id, _ in now.options(scope)] == ["noodles-in", "noodles-out"]


def test_an_answer_whose_option_is_gone_is_no_answer() -> None:
    moved = answered(SOLE_TRADER).with_answer("trade", "hair", CITIZEN)
    now = walk(definition(SOLE_TRADER), moved)
    assert "scope" not in now.values
    assert now.words["trade-name"] == "张三理发店"


def test_words_of_an_option_are_made_of_earlier_answers() -> None:
    now = walk(definition(SOLE_TRADER), answered(SOLE_TRADER))
    trade_name = definition(SOLE_TRADER).field("trade-name")
    assert trade_name is not None
    assert [words for _, words in now.options(trade_name)] == [
        "张三面馆", "张三家面馆", "张三记面馆",
    ]  # fmt: skip


def test_a_made_value_appears_only_when_all_its_parts_are_there() -> None:
    whole = answered(SOLE_TRADER)
    part = whole.with_answer("floor", "", CITIZEN)
    assert walk(definition(SOLE_TRADER), whole).values["premises"] == "青禾市临湖区滨江路24号1层"
    assert "premises" not in walk(definition(SOLE_TRADER), part).values


def test_braces_in_a_name_are_text_and_not_a_slot() -> None:
    answers = answered(SOLE_TRADER, Someone(name="{operator-number}"))
    now = walk(definition(SOLE_TRADER), answers)
    assert now.words["trade-name"] == "{operator-number}面馆"
    assert "110101190001010014" not in now.words["trade-name"]


def test_answers_do_not_print_themselves() -> None:
    answers = answered(SOLE_TRADER)
    now = walk(definition(SOLE_TRADER), answers)
    for thing in (answers, now, answers["operator-name"]):
        assert "张三" not in repr(thing)
        assert "110101190001010014" not in f"{thing}"
