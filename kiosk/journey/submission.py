"""What goes out: the form as the citizen saw it, from relevant fields only.

Owns the last step from answers to the case's ``form``; must not know how a case travels.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.catalogue.definition import Field
from kiosk.journey.answers import Answers, Source
from kiosk.journey.engine import Walk


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """Values and their sources by field id, in the form's order."""

    values: Mapping[str, str]
    sources: Mapping[str, Source]


def submitted_form(now: Walk, answers: Answers) -> Form:
    """Collect every relevant answer. A branch that was left is not in it."""
    values: dict[str, str] = {}
    sources: dict[str, Source] = {}
    for field in now.fields:
        if field.id in now.values:
            values[field.id] = _sent(field, now)
            answer = answers.get(field.id)
            sources[field.id] = (
                answer.source if answer and field.template is None else Source.CITIZEN
            )
    return Form(values, sources)


def _sent(field: Field, now: Walk) -> str:
    return now.values[field.id] if field.sends == "id" else now.words[field.id]
