"""A case on its way: the body inside the seal, the header in clear, its files, the answer.

Owns the shapes; must not seal or send.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field

from kiosk.uplink.contract.wire import (
    MAX_PACKET_BYTES,
    MAX_UPLOAD_BYTES,
    Base64,
    Code,
    Digest,
    Line,
    Message,
    Personal,
)


class Mode(StrEnum):
    """What the citizen came for."""

    APPLY = "apply"
    QUERY = "query"


class MaterialSource(StrEnum):
    """Where a material comes from."""

    SCAN = "scan"
    PROMISE = "promise"
    CARD = "card"
    LICENCE = "licence"
    INSPECTION = "inspection"


class TrustLevel(StrEnum):
    """A issued by agency, B checked at a window, C uploaded by the user, D self-declared."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class FieldSource(StrEnum):
    """Where the value of a form field comes from."""

    CARD = "card"
    LIBRARY = "library"
    LAST_TIME = "last-time"
    CITIZEN = "citizen"


class DeliveryMode(StrEnum):
    """How the result reaches the citizen."""

    PRINT_HERE = "print-here"
    COLLECT = "collect"
    ELECTRONIC = "electronic"


class ServiceRef(Message):
    """A service package as the citizen saw it."""

    code: Code
    version: Code
    digest: Digest


class Origin(Message):
    """Where the case was made."""

    terminal: Code
    site: Code
    region: Code


class Authority(Message):
    """Who is asked to act."""

    region: Code
    uscc: Code
    name: Line


class Applicant(Personal):
    """The person, as the document says. A missing ``valid_to`` is a document without end."""

    document_kind: Code
    name: Line
    number: Line
    sex: Line = ""
    ethnic: Line = ""
    birth: date | None = None
    address: Line = ""
    issuer: Line = ""
    valid_from: date | None = None
    valid_to: date | None = None


class Material(Message):
    """One thing of the list. ``digest`` is over the clear file; the header has the sealed one."""

    code: Code
    name: Line
    source: MaterialSource
    upload_id: UUID | None = None
    digest: Digest | None = None
    pages: int = Field(default=0, ge=0, le=500)
    trust_level: TrustLevel


class Consent(Message):
    """A sentence the citizen agreed to."""

    text_key: Code
    version: Code
    at: AwareDatetime


class Signature(Personal):
    """Strokes in 0..1 of the field, origin top left; ``over`` is the digest of what was shown."""

    strokes: tuple[tuple[tuple[float, float], ...], ...]
    over: Digest
    at: AwareDatetime


class Promise(Message):
    """容缺: what comes later, until when, and the undertaking that was read."""

    missing: tuple[Code, ...]
    due_by: date
    undertaking_version: Code


class Delivery(Message):
    """How and where the result is wanted."""

    mode: DeliveryMode
    place: Line = ""


class CaseBody(Personal):
    """The whole case. Travels only inside a packet sealed to the platform's key."""

    case_id: UUID
    service: ServiceRef
    mode: Mode
    origin: Origin
    authority: Authority
    applicant: Applicant
    form: dict[str, str] = Field(default_factory=dict)
    form_sources: dict[str, FieldSource] = Field(default_factory=dict)
    materials: tuple[Material, ...] = ()
    consents: tuple[Consent, ...] = ()
    signature: Signature | None = None
    promise: Promise | None = None
    delivery: Delivery
    client_time: AwareDatetime
    #: X25519 public key: results are sealed to it, so nobody between sees them in clear.
    result_key: Base64


class UploadRef(Message):
    """One sealed file of a case: digest and size are those of the sealed bytes."""

    upload_id: UUID
    digest: Digest
    size: int = Field(gt=0, le=MAX_UPLOAD_BYTES)


class CaseHeader(Message):
    """What may be read on the way: nothing of the person. The outbox fills in ``seq``."""

    case_id: UUID
    service_code: Code
    service_version: Code
    mode: Mode
    terminal: Code
    site: Code
    region: Code
    seq: int = Field(default=0, ge=0)
    created_at: AwareDatetime
    uploads: tuple[UploadRef, ...] = ()
    packet_digest: Digest
    packet_size: int = Field(gt=0, le=MAX_PACKET_BYTES)


class CaseSubmission(Message):
    """``POST /v1/cases``. The idempotency key is the case id."""

    header: CaseHeader
    packet: Base64


class CaseState(StrEnum):
    """The states at the platform."""

    AWAITING_MATERIALS = "awaiting-materials"
    RECEIVED = "received"
    PRECHECKED = "prechecked"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not-accepted"
    CORRECTION_REQUESTED = "correction-requested"
    TOLERATED = "tolerated"
    IN_REVIEW = "in-review"
    CLOCK_STOPPED = "clock-stopped"
    GRANTED = "granted"
    REFUSED = "refused"
    RESULT_READY = "result-ready"
    DELIVERED = "delivered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    FORWARDED = "forwarded"
    LAPSED = "lapsed"


class CaseReply(Message):
    """What the platform says about a case. ``accepted_at`` is set only by 受理."""

    case_id: UUID
    state: CaseState
    case_no: Code | None = None
    query_code: Code | None = None
    envelope_code: Code | None = None
    received_at: AwareDatetime
    accepted_at: AwareDatetime | None = None
    #: Who follows the case up, and who decides it, in words for the citizen.
    follow_up: Line = ""
    decide: Line = ""
    due_by: date | None = None
    #: Why it was refused or what must be corrected, in words for the citizen.
    reason: Line = ""
    result_id: UUID | None = None


class UploadRequest(Message):
    """``POST /v1/uploads``: announces a sealed file. The idempotency key is the upload id."""

    upload_id: UUID
    case_id: UUID
    size: int = Field(gt=0, le=MAX_UPLOAD_BYTES)
    digest: Digest
    purpose: Code = "material"


class UploadReply(Message):
    """How far the platform has the file on its disk."""

    upload_id: UUID
    offset: int = Field(ge=0)
    complete: bool


def case_context(case_id: UUID) -> bytes:
    """What a case's packet is bound to."""
    return b"openhall/case/1/" + case_id.bytes


def file_context(case_id: UUID, upload_id: UUID) -> bytes:
    """What a sealed file is bound to."""
    return b"openhall/file/1/" + case_id.bytes + upload_id.bytes
