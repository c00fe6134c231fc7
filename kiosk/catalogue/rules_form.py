"""Linter rules about fields: can they be answered, and do their limits make sense."""

from collections.abc import Callable, Iterator
from datetime import date

from kiosk.catalogue.definition import Field, FieldKind, Keyboard, ServiceDefinition, StepKind
from kiosk.catalogue.finding import Finding

_NUMBERS = {FieldKind.DIGITS, FieldKind.MONEY, FieldKind.AREA}


def fields_stand_on_a_form(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse a field on a step that is no form."""
    forms = {step.id for step in definition.steps if step.kind is StepKind.FORM}
    for index, field in enumerate(definition.fields):
        if field.step not in forms:
            yield Finding(("fields", index), f"'{field.id}': there is no form step '{field.step}'")


def fields_can_be_answered(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse a question without keys to answer it, and keys without a question."""
    for index, field in enumerate(definition.fields):
        for text in _answering_faults(field):
            yield Finding(("fields", index), f"'{field.id}': {text}")


def _answering_faults(field: Field) -> Iterator[str]:
    is_choice = field.kind is FieldKind.CHOICE
    if is_choice is (not field.options):
        yield "options belong to a choice, and a choice needs them"
    if field.template is not None and (field.kind is not FieldKind.TEXT or field.from_card):
        yield "a template makes a text of the citizen's answers"
    typed = not (is_choice or field.locked)
    if typed and field.keyboard is Keyboard.NONE:
        yield "needs a keyboard"
    if not typed and field.keyboard is not Keyboard.NONE:
        yield "nobody types here: no keyboard"
    # Citizens may type a Chinese text once pinyin input is there; until then, choices.
    if field.locked and field.source == "citizen" and field.template is None:
        yield "is read-only, and nothing fills it"
    if field.sends == "id" and not is_choice:
        yield "only a choice can send an id"


def typed_fields_are_explained(definition: ServiceDefinition) -> Iterator[Finding]:
    """Demand an example where the citizen types, and remark on missing help."""
    for index, field in enumerate(definition.fields):
        if field.locked or field.kind is FieldKind.CHOICE:
            continue
        if field.example is None:
            yield Finding(("fields", index), f"'{field.id}': needs an 'example'")
        if field.help is None:
            yield Finding(("fields", index), f"'{field.id}': no 'help'", is_remark=True)


def limits_make_sense(definition: ServiceDefinition) -> Iterator[Finding]:
    """Refuse limits that nothing can meet or that do not fit the kind of field."""
    for index, field in enumerate(definition.fields):
        for text in _limit_faults(field):
            yield Finding(("fields", index, "limits"), f"'{field.id}': {text}")


def _limit_faults(field: Field) -> Iterator[str]:
    limits = field.limits
    if limits.min_length > limits.max_length:
        yield "'min_length' is more than 'max_length'"
    bounds = [bound for bound in (limits.at_least, limits.at_most) if bound is not None]
    if bounds != sorted(bounds):
        yield "'at_least' is more than 'at_most'"
    if (limits.at_least, limits.at_most) != (None, None) and field.kind not in _NUMBERS:
        yield "'at_least' and 'at_most' are for numbers"
    days = [day for day in (limits.not_before, limits.not_after) if day is not None]
    if days and field.kind is not FieldKind.DATE:
        yield "'not_before' and 'not_after' are for dates"
    fixed = [_day(day) for day in days if day != "today"]
    if None in fixed:
        yield "is no day of the calendar"
    elif [day for day in fixed if day] != sorted(day for day in fixed if day):
        yield "'not_before' is later than 'not_after'"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


FORM_RULES: tuple[Callable[[ServiceDefinition], Iterator[Finding]], ...] = (
    fields_stand_on_a_form, fields_can_be_answered, typed_fields_are_explained, limits_make_sense,
)  # fmt: skip
