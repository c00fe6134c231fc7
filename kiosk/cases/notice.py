"""The one-time notice (一次告知): everything that a case lacks, in sentences, on one list.

Owns the wording of what ``kiosk.cases.assemble`` found; must not look for anything itself.
"""

from collections.abc import Iterator

from kiosk.cases.assemble import Incomplete
from kiosk.i18n import Texts
from kiosk.journey.engine import Walk


def notice(lacking: Incomplete, now: Walk, texts: Texts) -> tuple[str, ...]:
    """Say everything at once, in the order of the journey."""
    return tuple(_sentences(lacking, now, texts))


def _sentences(lacking: Incomplete, now: Walk, texts: Texts) -> Iterator[str]:
    for problem in lacking.fields:
        field = now.definition.field(problem.field_id)
        label = field.label if field is not None else problem.field_id
        said = texts(problem.key, **problem.values)
        yield texts("journey.notice.field", label=label, problem=said)
    for material in lacking.materials:
        yield texts("journey.notice.material", name=material.name)
    for consent in now.definition.consents:
        if consent.id in lacking.consents:
            yield texts("journey.notice.consent", text=consent.text)
    if lacking.is_undertaking_stale:
        yield texts("journey.notice.undertaking")
    if lacking.is_unsigned:
        yield texts("journey.notice.unsigned")
    if lacking.no_authority is not None:
        yield texts("journey.notice.no-authority")
