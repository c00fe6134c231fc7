"""Whether an answer will do. Owns the checks of one value and of a whole form.

Says what is wrong as a key of ``config/locale`` (``journey.problem.*``) with its figures; never as
words. A problem is about the answer, never about the person who gave it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import assert_never

from kiosk.catalogue.condition import as_number
from kiosk.catalogue.definition import Field, FieldKind, FieldLimits, ServiceDefinition
from kiosk.identity.credit_code import is_credit_code
from kiosk.journey.answers import Answers, Source
from kiosk.journey.engine import Walk, walk

_NO_VALUES: Mapping[str, object] = MappingProxyType({})
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?")
_DATE_DIGITS = re.compile(r"(\d{4})[-./年]?(\d{2})[-./月]?(\d{2})日?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, as a message key and the figures that it names."""

    field_id: str
    key: str
    values: Mapping[str, object] = field(default_factory=lambda: _NO_VALUES)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answers with the new one in them."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Rejected:
    """Nothing changed, and why."""

    problem: FieldProblem


def set_answer(
    definition: ServiceDefinition, answers: Answers, field_id: str, raw: str, today: date
) -> Accepted | Rejected:
    """Take the citizen's own answer to a field. An empty text takes the answer back."""
    now = walk(definition, answers)
    asked = next((item for item in now.fields if item.id == field_id), None)
    if asked is None:
        return Rejected(FieldProblem(field_id, "journey.problem.not-asked"))
    if asked.locked:
        return Rejected(FieldProblem(field_id, "journey.problem.locked"))
    value = normalise(asked, raw)
    problem = check_value(asked, value, now, today) if value else None
    if problem is not None:
        return Rejected(problem)
    return Accepted(answers.with_answer(field_id, value, Source.CITIZEN))


def check_all(now: Walk, today: date, step_id: str | None = None) -> tuple[FieldProblem, ...]:
    """Return every problem of the form (or of one step of it) at once, in the form's order."""
    found = []
    for stop in now.stops:
        if step_id is not None and stop.step.id != step_id:
            continue
        for item in stop.fields:
            problem = _check_field(item, now, today)
            if problem is not None:
                found.append(problem)
    return tuple(found)


def to_fill(now: Walk, step_id: str | None = None) -> tuple[Field, ...]:
    """Return the required fields that still have no answer (请补 2 项)."""
    return tuple(
        item
        for stop in now.stops
        if step_id is None or stop.step.id == step_id
        for item in stop.fields
        if _must_be_filled(item) and item.id not in now.values
    )


def normalise(asked: Field, raw: str) -> str:
    """Bring what was typed into its stored form; full-width digits are digits."""
    if asked.kind is FieldKind.TEXT and asked.form is None:
        return unicodedata.normalize("NFC", raw).strip()
    text = unicodedata.normalize("NFKC", raw).strip()
    if asked.kind is FieldKind.DATE:
        parts = _DATE_DIGITS.fullmatch(text)
        return "-".join(parts.groups()) if parts else text
    if asked.form == "credit-code":
        return text.upper()
    if asked.kind is FieldKind.CHOICE:
        return text
    return text.replace(" ", "").replace(",", "")


def check_value(asked: Field, value: str, now: Walk, today: date) -> FieldProblem | None:
    """Check one stored value against its field."""
    key, values = _fault(asked, value, now, today)
    return FieldProblem(asked.id, f"journey.problem.{key}", values) if key else None


_Fault = tuple[str, Mapping[str, object]]
_FINE: _Fault = ("", _NO_VALUES)


def _check_field(asked: Field, now: Walk, today: date) -> FieldProblem | None:
    value = now.values.get(asked.id, "")
    if asked.from_card and asked.locked:
        # The card is authentic whatever it says (rare characters, a long address).
        return None
    if value:
        return check_value(asked, value, now, today)
    return FieldProblem(asked.id, "journey.problem.required") if _must_be_filled(asked) else None


def _must_be_filled(asked: Field) -> bool:
    # A made-up value is missing only because one of its parts is, and that part says so. A document
    # without an address (foreign permanent residents) must not stop anybody: nobody could mend it.
    return asked.required and not asked.locked


def _fault(asked: Field, value: str, now: Walk, today: date) -> _Fault:
    limits = asked.limits
    match asked.kind:
        case FieldKind.CHOICE:
            known = {option_id for option_id, _ in now.options(asked)}
            return _FINE if value in known else ("choice", _NO_VALUES)
        case FieldKind.DATE:
            return _date_fault(limits, value, today)
        case FieldKind.MONEY | FieldKind.AREA:
            if not _AMOUNT.fullmatch(value):
                return "amount", _NO_VALUES
            return _size_fault(limits, Decimal(value))
        case FieldKind.DIGITS:
            if not (value.isascii() and value.isdecimal()):
                return "digits", _NO_VALUES
            return _form_fault(asked, value) or _length_or_size_fault(limits, value)
        case FieldKind.TEXT:
            if any(unicodedata.category(mark).startswith("C") for mark in value):
                return "characters", _NO_VALUES
            if asked.template is not None:
                return _FINE
            return _form_fault(asked, value) or _length_fault(limits, value)
        case _:
            assert_never(asked.kind)


def _form_fault(asked: Field, value: str) -> _Fault | None:
    match asked.form:
        case None:
            return None
        case "mobile":
            return None if _MOBILE.fullmatch(value) else ("mobile", _NO_VALUES)
        case "credit-code":
            return None if is_credit_code(value) else ("credit-code", _NO_VALUES)
        case _:
            assert_never(asked.form)


def _length_or_size_fault(limits: FieldLimits, value: str) -> _Fault:
    fault = _length_fault(limits, value)
    number = as_number(value)
    return fault if fault[0] or number is None else _size_fault(limits, number)


def _length_fault(limits: FieldLimits, value: str) -> _Fault:
    if len(value) < limits.min_length:
        return "too-short", {"least": limits.min_length}
    if len(value) > limits.max_length:
        return "too-long", {"most": limits.max_length}
    return _FINE


def _size_fault(limits: FieldLimits, number: Decimal) -> _Fault:
    if limits.at_least is not None and number < limits.at_least:
        return "too-small", {"least": limits.at_least}
    if limits.at_most is not None and number > limits.at_most:
        return "too-large", {"most": limits.at_most}
    return _FINE


def _date_fault(limits: FieldLimits, value: str, today: date) -> _Fault:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "date", _NO_VALUES
    if limits.not_before is not None and day < _day(limits.not_before, today):
        return "too-early", {"first": _day(limits.not_before, today).isoformat()}
    if limits.not_after is not None and day > _day(limits.not_after, today):
        return "too-late", {"last": _day(limits.not_after, today).isoformat()}
    return _FINE


def _day(text: str, today: date) -> date:
    return today if text == "today" else date.fromisoformat(text)
