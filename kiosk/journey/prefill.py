"""What the document and earlier visits already answer, so that nobody types it again.

Owns the mapping from a read document to fields. Must not read a card, nor keep anything.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Protocol

from kiosk.catalogue.definition import ServiceDefinition
from kiosk.journey.answers import Answers, Source


class Holder(Protocol):
    """The person on a document, as ``kiosk.identity`` reads it."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def ethnic(self) -> str: ...
    @property
    def birth(self) -> date | None: ...
    @property
    def address(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


def prefill(
    definition: ServiceDefinition,
    holder: Holder,
    last_time: Mapping[str, str] | None = None,
    library: Mapping[str, str] | None = None,
) -> Answers:
    """Answer every field whose source is known. ``last_time`` and ``library`` are by field id."""
    answers = Answers()
    for field in definition.fields:
        if field.from_card:
            value = _text(getattr(holder, field.source.removeprefix("card.")))
            answers = answers.with_answer(field.id, value, Source.CARD)
        elif field.source == "last-time" and last_time is not None:
            answers = answers.with_answer(field.id, last_time.get(field.id, ""), Source.LAST_TIME)
        elif field.source == "library" and library is not None:
            answers = answers.with_answer(field.id, library.get(field.id, ""), Source.LIBRARY)
    return answers


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case _:
            return str(value).strip()
