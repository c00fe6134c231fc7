"""The undertaking of a case with a gap (容缺): what is missing, until when, in which words.

Owns the words that are signed; whether a gap is allowed is ``kiosk.cases.materials``.
"""

from dataclasses import dataclass
from datetime import date

from kiosk.cases.materials import Materials
from kiosk.catalogue.template import fill
from kiosk.i18n import Texts
from kiosk.journey.engine import Walk


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What the citizen promises. ``due_by`` is the earliest day of all its parts."""

    missing: tuple[str, ...]
    due_by: date
    version: str
    sentences: tuple[str, ...]


def undertaking(now: Walk, materials: Materials, texts: Texts) -> Undertaking | None:
    """Put the promises of a case together; nothing when there is none."""
    gaps = materials.promised(now)
    if not gaps:
        return None
    sentences = tuple(
        fill(material.promise.undertaking or "", {"due": day_words(state.due_by, texts)})
        for material, state in gaps
    )
    definition = now.definition
    return Undertaking(
        missing=tuple(material.code for material, _ in gaps),
        due_by=min(state.due_by for _, state in gaps),
        version=f"{definition.code}@{definition.version}",
        sentences=sentences,
    )


def day_words(day: date, texts: Texts) -> str:
    """Say a day as people do."""
    return texts("journey.day", month=day.month, day=day.day)
