"""What holds for any answers at all: order, progress, and no leak from an abandoned branch."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.condition import holds
from kiosk.catalogue.definition import Field, FieldKind, ServiceDefinition
from kiosk.journey.answers import Answers, Source
from kiosk.journey.engine import progress, relevant_steps, step_after, step_before, walk
from kiosk.journey.submission import submitted_form
from kiosk.journey.validation import check_all
from tests.sample_visit import EATERY, SOCIAL, SOLE_TRADER, TODAY, catalogue

SERVICES = catalogue().services
DEFINITIONS = st.sampled_from([SERVICES[code].definition for code in (SOLE_TRADER, SOCIAL, EATERY)])
JUNK = st.text(max_size=6) | st.sampled_from(["0", "9", "-1", "1e9", "2026-02-30", "{trade}"])


def values_for(field: Field) -> st.SearchStrategy[str]:
    if field.kind is FieldKind.CHOICE:
        return st.sampled_from([option.id for option in field.options]) | JUNK
    return JUNK


@st.composite
def journeys(draw: st.DrawFn) -> tuple[ServiceDefinition, Answers]:
    definition = draw(DEFINITIONS)
    answers = Answers()
    for field in definition.fields:
        if draw(st.booleans()):
            answers = answers.with_answer(field.id, draw(values_for(field)), Source.CITIZEN)
    return definition, answers


@given(journeys())
def test_conditions_skip_steps_and_never_reorder_them(
    journey: tuple[ServiceDefinition, Answers],
) -> None:
    definition, answers = journey
    order = [step.id for step in definition.steps]
    kept = [order.index(step.id) for step in relevant_steps(definition, answers)]
    assert kept == sorted(set(kept))
    fields = [field.id for field in definition.fields]
    seen = [fields.index(field.id) for field in walk(definition, answers).fields]
    assert seen == sorted(set(seen))


@given(journeys())
def test_going_through_and_back_meets_the_same_steps(
    journey: tuple[ServiceDefinition, Answers],
) -> None:
    definition, answers = journey
    steps = relevant_steps(definition, answers)
    forth = [steps[0]]
    while (after := step_after(definition, answers, forth[-1].id)) is not None:
        forth.append(after)
    back = [steps[-1]]
    while (before := step_before(definition, answers, back[-1].id)) is not None:
        back.append(before)
    assert forth == list(steps) == back[::-1]
    assert [progress(definition, answers, step.id).number for step in steps] == list(
        range(1, len(steps) + 1)
    )


@given(journeys())
def test_what_is_submitted_never_contains_an_irrelevant_answer(
    journey: tuple[ServiceDefinition, Answers],
) -> None:
    definition, answers = journey
    now = walk(definition, answers)
    form = submitted_form(now, answers)
    relevant = {field.id for field in now.fields}
    assert set(form.values) == set(form.sources) <= relevant
    for field in definition.fields:
        if not holds(field.when, now.values):
            assert field.id not in form.values


@given(journeys(), st.text(min_size=1, max_size=5))
def test_an_irrelevant_answer_changes_nothing_that_is_submitted(
    journey: tuple[ServiceDefinition, Answers], other: str
) -> None:
    definition, answers = journey
    before = submitted_form(walk(definition, answers), answers)
    relevant = {field.id for field in walk(definition, answers).fields}
    for field in definition.fields:
        if field.id not in relevant:
            answers = answers.with_answer(field.id, other, Source.CITIZEN)
    now = walk(definition, answers)
    assert submitted_form(now, answers) == before


@given(journeys())
def test_checking_any_answers_gives_problems_of_relevant_fields_only(
    journey: tuple[ServiceDefinition, Answers],
) -> None:
    definition, answers = journey
    now = walk(definition, answers)
    problems = check_all(now, TODAY)
    assert {problem.field_id for problem in problems} <= {field.id for field in now.fields}
    assert len({problem.field_id for problem in problems}) == len(problems)
