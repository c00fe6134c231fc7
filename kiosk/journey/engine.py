"""Which steps, fields, options and materials count now. Everything else derives from one walk.

Order is the package's list: a condition bypasses a step and never moves it. Conditions see only
answers that count themselves, so an abandoned branch leaks into nothing. Pure: no clock, no texts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.catalogue.condition import holds
from kiosk.catalogue.definition import (
    Field,
    FieldKind,
    Material,
    Option,
    ServiceDefinition,
    Step,
    StepKind,
)
from kiosk.catalogue.template import fill, slots
from kiosk.journey.answers import Answers


@dataclass(frozen=True, slots=True)
class Stop:
    """A relevant step with its relevant fields."""

    step: Step
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Walk:
    """The journey as it stands: what counts, with the stored values and their words."""

    definition: ServiceDefinition
    stops: tuple[Stop, ...]
    values: Mapping[str, str]
    words: Mapping[str, str]
    materials: tuple[Material, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every relevant field, in order."""
        return tuple(field for stop in self.stops for field in stop.fields)

    def options(self, field: Field) -> tuple[tuple[str, str], ...]:
        """Return (id, words on the key) of every option that counts now."""
        return tuple(
            (option.id, fill(option.label, self.words)) for option in _open(field, self.values)
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """第 ``number`` 步，共 ``total`` 步, and what comes after."""

    number: int
    total: int
    title: str
    next_title: str | None


def walk(definition: ServiceDefinition, answers: Answers) -> Walk:
    """Go through the package once, in order, keeping what counts."""
    values: dict[str, str] = {}
    words: dict[str, str] = {}
    kept: list[Stop] = []
    for step in definition.steps:
        if holds(step.when, values):
            kept.append(Stop(step, tuple(_visit(definition, step, answers, values, words))))
    materials = tuple(item for item in definition.materials if holds(item.when, values))
    stops = tuple(stop for stop in kept if not _is_bypassed(stop, materials))
    return Walk(definition, stops, values, words, materials)


def relevant_steps(definition: ServiceDefinition, answers: Answers) -> tuple[Step, ...]:
    """Return the steps that count, in the package's order."""
    return tuple(stop.step for stop in walk(definition, answers).stops)


def relevant_fields(definition: ServiceDefinition, answers: Answers) -> tuple[Field, ...]:
    """Return the fields that count, in the package's order."""
    return walk(definition, answers).fields


def step_after(definition: ServiceDefinition, answers: Answers, step_id: str) -> Step | None:
    """Return the next step that counts, even when the step itself no longer does."""
    return next(_beyond(definition.steps, definition, answers, step_id), None)


def step_before(definition: ServiceDefinition, answers: Answers, step_id: str) -> Step | None:
    """Return the step before that counts, even when the step itself no longer does."""
    return next(_beyond(definition.steps[::-1], definition, answers, step_id), None)


def progress(definition: ServiceDefinition, answers: Answers, step_id: str) -> Progress:
    """Say where the citizen is. Raises KeyError for a step that does not count."""
    steps = relevant_steps(definition, answers)
    for number, step in enumerate(steps, start=1):
        if step.id == step_id:
            after = steps[number].title if number < len(steps) else None
            return Progress(number, len(steps), step.title, after)
    raise KeyError(step_id)


def _visit(
    definition: ServiceDefinition,
    step: Step,
    answers: Answers,
    values: dict[str, str],
    words: dict[str, str],
) -> Iterator[Field]:
    if step.kind is not StepKind.FORM:
        return
    for field in definition.fields:
        if field.step != step.id or not holds(field.when, values):
            continue
        yield field
        value, said = _resolve(field, answers.value(field.id), values, words)
        if value:
            values[field.id], words[field.id] = value, said


def _resolve(
    field: Field, stored: str, values: Mapping[str, str], words: Mapping[str, str]
) -> tuple[str, str]:
    if field.template is not None:
        whole = all(slot in words for slot in slots(field.template))
        made = fill(field.template, words) if whole else ""
        return made, made
    if field.kind is not FieldKind.CHOICE:
        return stored, stored
    # An option that no longer counts is no answer: the citizen is asked again.
    chosen = next((option for option in _open(field, values) if option.id == stored), None)
    if chosen is None:
        return "", ""
    return chosen.id, fill(chosen.official or chosen.label, words)


def _open(field: Field, values: Mapping[str, str]) -> Iterator[Option]:
    return (option for option in field.options if holds(option.when, values))


def _is_bypassed(stop: Stop, materials: tuple[Material, ...]) -> bool:
    """Tell whether the step has nothing to show: a form without fields, a list without entries."""
    match stop.step.kind:
        case StepKind.FORM:
            return not stop.fields
        case StepKind.MATERIALS:
            return not materials
        case _:
            return False


def _beyond(
    order: tuple[Step, ...], definition: ServiceDefinition, answers: Answers, step_id: str
) -> Iterator[Step]:
    counting = {step.id for step in relevant_steps(definition, answers)}
    passed = False
    for step in order:
        if passed and step.id in counting:
            yield step
        passed = passed or step.id == step_id
