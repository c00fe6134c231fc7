"""What comes back: events, results under seal, the right to print, the fate of a sheet.

Owns the shapes; must not print or keep.
"""

from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field

from kiosk.uplink.contract.case import CaseReply, CaseState
from kiosk.uplink.contract.wire import Base64, Code, Line, Message, Personal


class EventKind(StrEnum):
    """Kinds that v1 knows. ``Event.kind`` stays open: a terminal skips what it does not know."""

    CASE_STATE = "case.state"
    RESULT_READY = "result.ready"
    CATALOGUE_CHANGED = "catalogue.changed"


class Event(Message):
    """One thing that happened, at least once; the id tells repetitions."""

    id: UUID
    seq: int = Field(ge=0)
    kind: Code
    at: AwareDatetime
    case_id: UUID | None = None
    state: CaseState | None = None
    result_id: UUID | None = None
    reply: CaseReply | None = None


class EventPage(Message):
    """``GET /v1/events?after=&wait=``. ``cursor`` is opaque and goes back as ``after``."""

    events: tuple[Event, ...] = ()
    cursor: Line


class ResultKind(StrEnum):
    """A licence is numbered and printed once; a proof may be printed again."""

    LICENCE = "licence"
    PROOF = "proof"


class ResultRecord(Personal):
    """What is printed. Travels only sealed to the ``result_key`` of its case."""

    layout: Code
    number: Code
    copy_seq: int = Field(ge=1)
    fields: dict[str, str] = Field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()
    issued_at: AwareDatetime
    issuer: Line
    verification_url: Line = ""
    verification_code: Line = ""


class Result(Message):
    """``GET /v1/results/{id}``: the record under seal, and what the paper ledger needs."""

    result_id: UUID
    case_id: UUID
    kind: ResultKind
    layout: Code
    number: Code
    copy_seq: int = Field(ge=1)
    sealed: Base64


class ClaimRequest(Message):
    """``POST /v1/results/{id}/claims``. The idempotency key is minted per attempt to print."""

    terminal: Code


class Claim(Message):
    """The right to print this copy, until the lease ends. 409 ``human``: another has it."""

    token: Code
    result_id: UUID
    copy_seq: int = Field(ge=1)
    lease_until: AwareDatetime


class PrintOutcome(StrEnum):
    """``uncertain`` waits for a person."""

    PRINTED = "printed"
    UNCERTAIN = "uncertain"
    SPOILED = "spoiled"


class PrintReport(Message):
    """``POST /v1/results/{id}/prints``. The idempotency key is ``report_id``."""

    report_id: UUID
    result_id: UUID
    case_id: UUID
    claim_token: Code
    serial: Code
    job_name: Code
    outcome: PrintOutcome
    at: AwareDatetime


class Recorded(Message):
    """Taken into the books; nothing more to say."""

    id: UUID


def result_context(case_id: UUID, result_id: UUID) -> bytes:
    """What a sealed result is bound to."""
    return b"openhall/result/1/" + case_id.bytes + result_id.bytes
