"""Linter rules about order: conditions and templates look back only, and every step is reachable.

Reachability is decided by trying answers, not by guessing: the fields that a condition depends on
are given every value that matters to it.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise, product
from math import prod

from kiosk.catalogue.condition import (
    AtLeast,
    AtMost,
    Condition,
    Filled,
    Is,
    IsNot,
    OneOf,
    as_number,
    holds,
)
from kiosk.catalogue.condition import leaves as questions
from kiosk.catalogue.definition import Field, FieldKind, ServiceDefinition, StepKind
from kiosk.catalogue.finding import Finding
from kiosk.catalogue.template import slots

Path = tuple[str | int, ...]

#: Beyond this many combinations the rule stays silent rather than slow.
_MOST_TRIES = 20_000
_Question = Is | IsNot | OneOf | AtLeast | AtMost | Filled
_NUMBERS = {FieldKind.DIGITS, FieldKind.MONEY, FieldKind.AREA}
_ORDER = tuple(StepKind)
_ONCE = {StepKind.IDENTIFY, StepKind.REVIEW, StepKind.SUBMIT, StepKind.OUTPUT}


def steps_are_in_order(definition: ServiceDefinition) -> Iterator[Finding]:
    """Demand identify, form, materials, review, submit, output, in that order."""
    kinds = [step.kind for step in definition.steps]
    for index, (kind, after) in enumerate(pairwise(kinds), start=1):
        if _ORDER.index(after) < _ORDER.index(kind):
            yield Finding(("steps", index), f"step '{after}' cannot come after '{kind}'")
    for kind in _ORDER:
        if kind in _ONCE and kinds.count(kind) != 1:
            yield Finding(("steps",), f"needs exactly one step '{kind}', has {kinds.count(kind)}")
    for index, step in enumerate(definition.steps):
        if step.kind in _ONCE and step.when is not None:
            yield Finding(("steps", index), f"step '{step.kind}' cannot be skipped")
    if definition.materials and StepKind.MATERIALS not in kinds:
        yield Finding(("steps",), "there are materials, but no step 'materials'")


def steps_are_reachable(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse a step that no answers lead to, or that has nothing to show."""
    for index, step in enumerate(definition.steps):
        is_empty_form = step.kind is StepKind.FORM and not any(
            field.step == step.id for field in definition.fields
        )
        if is_empty_form or (step.kind is StepKind.MATERIALS and not definition.materials):
            yield Finding(("steps", index), f"step '{step.id}' is unreachable: nothing to show")


def conditions_look_back(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse a condition about an unknown field, a later one, or an impossible answer."""
    for path, condition, before in _conditions(definition):
        for question in questions(condition):
            field = definition.field(question.field)
            if field is None:
                yield Finding(path, f"condition on the unknown field '{question.field}'")
            elif field.id not in before:
                yield Finding(path, f"condition looks forward to '{field.id}'")
            else:
                yield from (Finding(path, text) for text in _question_faults(question, field))


def conditions_can_hold(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse what no answers can ever switch on."""
    for path, condition, _ in _conditions(definition):
        if _never_holds(condition, definition):
            yield Finding(path, "unreachable: no answers make this condition true")


def templates_look_back(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse a template with an unknown or later field in it."""
    order = _asked_order(definition)
    for index, field in enumerate(definition.fields):
        before = set(order[: order.index(field.id)]) if field.id in order else set()
        templates: list[tuple[Path, str | None]] = [(("fields", index, "template"), field.template)]
        for place, option in enumerate(field.options):
            where: Path = ("fields", index, "options", place)
            templates += [
                ((*where, "label"), option.label),
                ((*where, "official"), option.official),
            ]
        for path, template in templates:
            for slot in slots(template or ""):
                if slot not in before:
                    yield Finding(path, f"'{{{slot}}}' is no earlier field")


def _question_faults(question: _Question, field: Field) -> Iterator[str]:
    if isinstance(question, AtLeast | AtMost) and field.kind not in _NUMBERS:
        yield f"'{field.id}' is no number"
    if field.kind is FieldKind.CHOICE:
        known = {option.id for option in field.options}
        for value in _mentioned(question):
            if value not in known:
                yield f"'{field.id}' has no option '{value}'"


def _mentioned(question: object) -> tuple[str, ...]:
    match question:
        case Is(value=value) | IsNot(value=value):
            return (value,)
        case OneOf(values=values):
            return values
        case _:
            return ()


def _asked_order(definition: ServiceDefinition) -> list[str]:
    return [
        field.id
        for step in definition.steps
        for field in definition.fields
        if step.kind is StepKind.FORM and field.step == step.id
    ]


def _conditions(definition: ServiceDefinition) -> Iterator[tuple[Path, Condition, set[str]]]:
    """Yield every condition with its path and the fields that were asked before it."""
    order = _asked_order(definition)
    asked: list[str] = []
    for index, step in enumerate(definition.steps):
        if step.when is not None:
            yield ("steps", index, "when"), step.when, set(asked)
        asked += [field.id for field in definition.fields if field.step == step.id]
    for index, field in enumerate(definition.fields):
        before = set(order[: order.index(field.id)]) if field.id in order else set()
        if field.when is not None:
            yield ("fields", index, "when"), field.when, before
        for place, option in enumerate(field.options):
            if option.when is not None:
                yield ("fields", index, "options", place, "when"), option.when, before
    for index, material in enumerate(definition.materials):
        if material.when is not None:
            yield ("materials", index, "when"), material.when, set(order)


def _never_holds(condition: Condition, definition: ServiceDefinition) -> bool:
    fields = _depends_on(condition, definition)
    mentioned = [*questions(condition), *(q for field in fields for q in questions(field.when))]
    domains = [_domain(field, mentioned) for field in fields]
    if prod(len(domain) for domain in domains) > _MOST_TRIES:
        return False
    for values in product(*domains):
        known: dict[str, str] = {}
        for field, value in zip(fields, values, strict=True):
            if value and holds(field.when, known):
                known[field.id] = value
        if holds(condition, known):
            return False
    return True


def _depends_on(condition: Condition, definition: ServiceDefinition) -> list[Field]:
    """Return the fields asked about, and those that they in turn depend on, in order."""
    wanted = {question.field for question in questions(condition)}
    for field in reversed(definition.fields):
        if field.id in wanted:
            wanted |= {question.field for question in questions(field.when)}
    return [field for field in definition.fields if field.id in wanted]


def _domain(
    field: Field, mentioned: list[Is | IsNot | OneOf | AtLeast | AtMost | Filled]
) -> list[str]:
    """Return every answer that matters to the conditions; the empty text is no answer."""
    if field.kind is FieldKind.CHOICE:
        return ["", *(option.id for option in field.options)]
    mine = [question for question in mentioned if question.field == field.id]
    values = {value for question in mine for value in _mentioned(question)}
    limits = [question.value for question in mine if isinstance(question, AtLeast | AtMost)]
    for limit in limits:
        values |= {str(limit - 1), str(limit), str(limit + 1)}
    if field.kind in _NUMBERS:
        values = {value for value in values if _is_in_limits(field, value)}
        values.add(str(field.limits.at_least or 1))
    else:
        values.add("something else")
    return ["", *sorted(values)]


def _is_in_limits(field: Field, value: str) -> bool:
    number = as_number(value)
    least, most = field.limits.at_least, field.limits.at_most
    if number is None or number < 0:
        return False
    return (least is None or number >= least) and (most is None or number <= most)


FLOW_RULES: tuple[Callable[[ServiceDefinition], Iterator[Finding]], ...] = (
    steps_are_in_order, steps_are_reachable, conditions_look_back, conditions_can_hold,
    templates_look_back,
)  # fmt: skip
