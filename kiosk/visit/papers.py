"""Turns what a visit knows into the receipt that is true now.

Owns the mapping from the case to the layout's own input. Must not print.
"""

from datetime import datetime

from config.terminal import Identity
from kiosk.cases.materials import Promised, ReadFromCard, Scanned
from kiosk.cases.routing import Routed, route
from kiosk.i18n import Texts
from kiosk.identity.masking import mask_name
from kiosk.journey.engine import walk
from kiosk.visit.handing_in import rung_of
from kiosk.visit.state import CaseRecord, VisitState
from printer.layouts.receipt import (
    Accepted,
    Charged,
    Free,
    GivenMaterial,
    PromisedMaterial,
    ReceiptFacts,
    Received,
    Rung,
    Stored,
)


def receipt_facts(
    state: VisitState, terminal: Identity, texts: Texts, at: datetime
) -> ReceiptFacts:
    """What the receipt may say at this moment. Raises LookupError before anything is stored."""
    service, case, person = state.service, state.case, state.person
    if service is None or case is None or person is None:
        raise LookupError("nothing was handed in")
    definition = service.definition
    now = walk(definition, state.answers)
    routed = route(now, terminal.region, terminal.hall)
    reply = case.reply
    return ReceiptFacts(
        rung=_rung(case),
        reference=case.case_id,
        service_name=definition.name,
        service_version=definition.version,
        service_digest=service.digest,
        site=terminal.hall,
        terminal=terminal.name,
        masked_name=mask_name(person.name),
        printed_at=at,
        follows_up=(reply.follow_up if reply else "") or _follow_up(routed),
        decides=(reply.decide if reply else "") or _decides(routed),
        decision_limit=_limit(routed, texts),
        fee=_fee(definition.fee.yuan, definition.fee.basis, definition.fee.payee),
        given=tuple(
            GivenMaterial(material.name, item.pages if isinstance(item, Scanned) else None)
            for material, item in state.materials.listed(now)
            if isinstance(item, Scanned | ReadFromCard)
        ),
        promised=tuple(
            PromisedMaterial(material.name, item.due_by)
            for material, item in state.materials.listed(now)
            if isinstance(item, Promised)
        ),
        envelope_code=reply.envelope_code if reply else None,
        query_address=_query_address(case),
        complaint_phone=terminal.complaint_line,
    )


def _rung(case: CaseRecord) -> Rung:
    stored_at, received_at, reply = case.stored_at, case.received_at, case.reply
    if stored_at is None:
        raise LookupError("nothing was stored")
    match rung_of(case):
        case "accepted" if reply and reply.accepted_at and reply.case_no and received_at:
            return Accepted(stored_at, received_at, reply.accepted_at, reply.case_no)
        case "received" | "accepted" if received_at is not None:
            return Received(stored_at, received_at)
        case _:
            return Stored(stored_at)


def _query_address(case: CaseRecord) -> str | None:
    """What the receipt's code says: the closed list of codes has it as a case query."""
    reply = case.reply
    if reply is None or reply.case_no is None or reply.query_code is None:
        return None
    return f"OHQ1:{reply.case_no}:{reply.query_code}"


def _follow_up(routed: object) -> str:
    return routed.follow_up if isinstance(routed, Routed) else ""


def _decides(routed: object) -> str:
    return routed.decide if isinstance(routed, Routed) else ""


def _limit(routed: object, texts: Texts) -> str:
    days = routed.legal_working_days if isinstance(routed, Routed) else 0
    return texts("visit.limit.instant") if days == 0 else texts("visit.limit.days", days=days)


def _fee(yuan: int, basis: str | None, payee: str | None) -> Free | Charged:
    return Free() if yuan == 0 else Charged(yuan * 100, basis or "", payee or "")
