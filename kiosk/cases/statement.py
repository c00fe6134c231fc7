"""What the citizen sees last and signs, as one list of lines and its digest.

Owns that the signature covers the form, the papers, the promise and the consents in the words that
were on the glass. Must not draw, and must not keep a signature.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import assert_never

from kiosk.cases.materials import (
    AtInspection,
    Materials,
    Promised,
    ReadFromCard,
    Scanned,
    ToScan,
)
from kiosk.cases.routing import Routed
from kiosk.cases.undertaking import day_words, undertaking
from kiosk.catalogue.loader import Service
from kiosk.i18n import Texts
from kiosk.journey.engine import Walk


@dataclass(frozen=True, slots=True, repr=False)
class Statement:
    """(label, words) of every line, and what is agreed to. Names a person: never printed."""

    lines: tuple[tuple[str, str], ...]
    agreed: tuple[str, ...]
    digest: str


def statement(
    service: Service, now: Walk, materials: Materials, routed: Routed, texts: Texts
) -> Statement:
    """Put together what is shown before signing."""
    form = ((field.label, now.words[field.id]) for field in now.fields if field.id in now.words)
    papers = (
        (material.name, _state_words(state, texts)) for material, state in materials.listed(now)
    )
    lines = (*form, *papers, (texts("journey.statement.decide"), routed.decide))
    promised = undertaking(now, materials, texts)
    agreed = (
        *(consent.text for consent in now.definition.consents),
        *(promised.sentences if promised else ()),
    )
    signed = [service.definition.code, service.definition.version, service.digest, lines, agreed]
    content = json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()
    return Statement(lines, agreed, f"sha256:{hashlib.sha256(content).hexdigest()}")


def _state_words(
    state: ReadFromCard | AtInspection | ToScan | Scanned | Promised, texts: Texts
) -> str:
    match state:
        case ReadFromCard():
            return texts("journey.materials.state.read")
        case AtInspection():
            return texts("journey.materials.state.inspection")
        case ToScan():
            return texts("journey.materials.state.optional")
        case Scanned(pages=pages):
            return texts("journey.materials.state.scanned", pages=pages)
        case Promised(due_by=due_by):
            return texts("journey.materials.state.promised", due=day_words(due_by, texts))
        case _:
            assert_never(state)
