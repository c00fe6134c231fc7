"""Conditions as typed data, and the small evaluator that runs them.

Owns what a package may ask about answers that were given earlier. Never evaluates text as code and
never looks at anything but the answers handed in. A comparison with a field that has no answer is
false (``is_not`` too): an abandoned branch cannot switch anything on.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag


class Part(BaseModel):
    """Base of everything in a package: frozen, and a key that nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Is(Part):
    """The answer is exactly this."""

    field: str
    value: str = Field(alias="is")


class IsNot(Part):
    """There is an answer, and it is something else."""

    field: str
    value: str = Field(alias="is_not")


class OneOf(Part):
    """The answer is one of these."""

    field: str
    values: tuple[str, ...] = Field(alias="in", min_length=1)


class AtLeast(Part):
    """The answer is a number and not smaller."""

    field: str
    value: Decimal = Field(alias="at_least")


class AtMost(Part):
    """The answer is a number and not larger."""

    field: str
    value: Decimal = Field(alias="at_most")


class Filled(Part):
    """There is an answer (or, with ``false``, there is none)."""

    field: str
    value: bool = Field(alias="filled")


class AllOf(Part):
    """Every one holds."""

    parts: "tuple[Condition, ...]" = Field(alias="all", min_length=1)


class AnyOf(Part):
    """At least one holds."""

    parts: "tuple[Condition, ...]" = Field(alias="any", min_length=1)


class Not(Part):
    """The other does not hold."""

    part: "Condition" = Field(alias="not")


_Operator = Literal["is", "is_not", "in", "at_least", "at_most", "filled", "all", "any", "not"]
_OPERATORS: tuple[_Operator, ...] = (
    "is", "is_not", "in", "at_least", "at_most", "filled", "all", "any", "not",
)  # fmt: skip


def _operator(raw: Any) -> str | None:
    if isinstance(raw, Part):
        return next(
            str(field.alias) for field in type(raw).model_fields.values() if field.alias is not None
        )
    named = [word for word in _OPERATORS if isinstance(raw, dict) and word in raw]
    return named[0] if len(named) == 1 else None


Condition = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[IsNot, Tag("is_not")]
    | Annotated[OneOf, Tag("in")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[Filled, Tag("filled")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _operator,
        custom_error_type="condition",
        custom_error_message=f"a condition needs exactly one of: {', '.join(_OPERATORS)}",
    ),
]

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()


def holds(condition: Condition | None, known: Mapping[str, str]) -> bool:
    """Whether the condition is true for these answers. No condition is always true."""
    match condition:
        case None:
            return True
        case Filled(field=field, value=wanted):
            return bool(known.get(field)) is wanted
        case Is() | IsNot() | OneOf() | AtLeast() | AtMost():
            answer = known.get(condition.field)
            return bool(answer) and _compare(condition, answer or "")
        case AllOf(parts=parts):
            return all(holds(part, known) for part in parts)
        case AnyOf(parts=parts):
            return any(holds(part, known) for part in parts)
        case Not(part=part):
            return not holds(part, known)
        case _:
            assert_never(condition)


def _compare(condition: Is | IsNot | OneOf | AtLeast | AtMost, answer: str) -> bool:
    match condition:
        case Is(value=value):
            return answer == value
        case IsNot(value=value):
            return answer != value
        case OneOf(values=values):
            return answer in values
        case AtLeast(value=limit):
            number = as_number(answer)
            return number is not None and number >= limit
        case AtMost(value=limit):
            number = as_number(answer)
            return number is not None and number <= limit
        case _:
            assert_never(condition)


def as_number(text: str) -> Decimal | None:
    """Read a finite number, or nothing."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def leaves(condition: Condition | None) -> Iterator[Is | IsNot | OneOf | AtLeast | AtMost | Filled]:
    """Yield every question about one field."""
    match condition:
        case None:
            return
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Not(part=part):
            yield from leaves(part)
        case Is() | IsNot() | OneOf() | AtLeast() | AtMost() | Filled():
            yield condition
        case _:
            assert_never(condition)
