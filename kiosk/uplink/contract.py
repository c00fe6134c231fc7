"""Contract v1 between a terminal and the platform: the shapes, the states, the paths.

Owns what is said on the wire; must not send, store, seal or decide. JSON members are snake_case,
unknown members are ignored (a newer peer may say more), enumerations are closed for v1. Both ends
import this module and nothing else of each other, so its code imports nothing of the house.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

CONTRACT_VERSION = "1"
PROBLEM_MEDIA_TYPE = "application/problem+json"

HEADER_TERMINAL = "Openhall-Terminal"
HEADER_IDEMPOTENCY_KEY = "Idempotency-Key"
HEADER_REPLAYED = "Idempotency-Replayed"
HEADER_UPLOAD_OFFSET = "Upload-Offset"
HEADER_UPLOAD_COMPLETE = "Upload-Complete"
HEADER_RETRY_AFTER = "Retry-After"

MAX_JSON_BYTES = 4 * 1024 * 1024
MAX_UPLOAD_BYTES = 64 * 1024 * 1024
UPLOAD_PIECE_BYTES = 1024 * 1024
EVENTS_WAIT_SECONDS = 25

Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:@/-]+$")]
Line = Annotated[str, StringConstraints(max_length=512)]
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
#: Algorithm and value, e.g. ``sha256:<64 hex digits>``.
Digest = Annotated[str, StringConstraints(pattern=r"^(sha256|sm3):[0-9a-f]{64}$")]


class Message(BaseModel):
    """Base of everything on the wire. Errors never quote the input: it may be personal."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, populate_by_name=True
    )

    def wire(self) -> bytes:
        """The JSON bytes, always the same for the same content."""
        return self.model_dump_json(by_alias=True).encode()


class Personal(Message):
    """A message that names a person: it prints itself without its content."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    __str__ = __repr__


# --- The case: body inside the seal, header in clear --------------------------------------------


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
    form: dict[str, str] = {}
    form_sources: dict[str, FieldSource] = {}
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
    packet_size: int = Field(gt=0, le=MAX_JSON_BYTES)


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


# --- Uploads --------------------------------------------------------------------------------------


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


# --- Events ---------------------------------------------------------------------------------------


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


# --- Results, claims, prints ----------------------------------------------------------------------


class ResultKind(StrEnum):
    """A licence is numbered and printed once; a proof may be printed again."""

    LICENCE = "licence"
    PROOF = "proof"


class ResultRecord(Personal):
    """What is printed. Travels only sealed to the ``result_key`` of its case."""

    layout: Code
    number: Code
    copy_seq: int = Field(ge=1)
    fields: dict[str, str] = {}
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


# --- Envelopes, supplements, evaluations ----------------------------------------------------------


class MissingMaterial(Message):
    """One thing still to come."""

    code: Code
    name: Line


class EnvelopeView(Message):
    """``GET /v1/envelopes/{code}``: what is missing, nothing about the person."""

    case_id: UUID
    case_no: Code
    service_code: Code
    missing: tuple[MissingMaterial, ...]
    due_by: date
    complete: bool


class SuppliedMaterial(Message):
    """One promised material, now brought. ``digest`` is over the clear file."""

    code: Code
    upload_id: UUID
    digest: Digest
    pages: int = Field(ge=1, le=500)


class Supplement(Message):
    """``POST /v1/cases/{id}/supplements``. The idempotency key is ``supplement_id``."""

    supplement_id: UUID
    case_id: UUID
    terminal: Code
    at: AwareDatetime
    materials: tuple[SuppliedMaterial, ...]
    uploads: tuple[UploadRef, ...]


class Evaluation(Message):
    """``POST /v1/evaluations``: 好差评. Unique by case and assess number; grade 1-2 needs words."""

    evaluation_id: UUID
    case_id: UUID
    assess_number: int = Field(default=1, ge=1)
    service_code: Code
    channel: Code = "kiosk"
    grade: int = Field(ge=1, le=5)
    tags: tuple[Line, ...] = ()
    words: Line = ""
    at: AwareDatetime


# --- Catalogue, time, problems --------------------------------------------------------------------


class Decision(StrEnum):
    """Who decides: the platform at once, or an officer."""

    INSTANT = "instant"
    OFFICER = "officer"


class ItemState(StrEnum):
    """Whether the platform takes new cases for an item."""

    OPEN = "open"
    PAUSED = "paused"
    RETIRED = "retired"


class CatalogueItem(Message):
    """One item that the platform knows."""

    code: Code
    version: Code
    name: Line
    decision: Decision
    state: ItemState


class Catalogue(Message):
    """``GET /v1/catalogue``, with an ETag. ``platform_key`` is what cases are sealed to."""

    version: Code
    digest: Digest
    platform_key: Base64
    items: tuple[CatalogueItem, ...]


class ServerTime(Message):
    """``GET /v1/time``."""

    at: AwareDatetime


class ProblemClass(StrEnum):
    """What the caller does next. The outbox acts on this word only, never on text."""

    TRANSIENT = "transient"
    WAIT = "wait"
    FIX_REQUEST = "fix-request"
    FIX_DEVICE = "fix-device"
    HUMAN = "human"
    DUPLICATE = "duplicate"


class Problem(Message):
    """RFC 9457, plus the class."""

    type: Line = "about:blank"
    title: Line = ""
    status: int = Field(ge=400, le=599)
    detail: Line = ""
    problem_class: ProblemClass = Field(alias="class")
    retry_after_seconds: float | None = Field(default=None, ge=0)
    correlation: Line = ""


# --- Routes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Route:
    """One call: what goes in and what comes out per status. None is an empty body."""

    method: str
    path: str
    summary: str
    replies: Mapping[int, type[Message] | None]
    request: type[Message] | None = None
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = field(default=(HEADER_TERMINAL,))


PATH_CATALOGUE = "/v1/catalogue"
PATH_TIME = "/v1/time"
PATH_UPLOADS = "/v1/uploads"
PATH_UPLOAD = "/v1/uploads/{upload_id}"
PATH_CASES = "/v1/cases"
PATH_CASE = "/v1/cases/{case_id}"
PATH_SUPPLEMENTS = "/v1/cases/{case_id}/supplements"
PATH_EVENTS = "/v1/events"
PATH_RESULT = "/v1/results/{result_id}"
PATH_CLAIMS = "/v1/results/{result_id}/claims"
PATH_PRINTS = "/v1/results/{result_id}/prints"
PATH_ENVELOPE = "/v1/envelopes/{envelope_code}"
PATH_EVALUATIONS = "/v1/evaluations"

_KEYED = (HEADER_TERMINAL, HEADER_IDEMPOTENCY_KEY)
_PIECE = (HEADER_TERMINAL, HEADER_UPLOAD_OFFSET)

#: Every call of v1. ``{409: UploadReply}`` on PATCH answers the true offset.
ROUTES: tuple[Route, ...] = (
    Route("GET", PATH_CATALOGUE, "Items and the platform's key", {200: Catalogue, 304: None}),
    Route("GET", PATH_TIME, "The platform's clock", {200: ServerTime}),
    Route(
        "POST",
        PATH_UPLOADS,
        "Announce a sealed file",
        {201: UploadReply, 200: UploadReply},
        UploadRequest,
        headers=_KEYED,
    ),
    Route("HEAD", PATH_UPLOAD, "How far a file has come", {200: None}),
    Route(
        "PATCH",
        PATH_UPLOAD,
        "Append from an offset",
        {200: UploadReply, 409: UploadReply},
        headers=_PIECE,
    ),
    Route(
        "POST",
        PATH_CASES,
        "Hand in a case",
        {201: CaseReply, 200: CaseReply},
        CaseSubmission,
        headers=_KEYED,
    ),
    Route("GET", PATH_CASE, "How a case stands", {200: CaseReply}),
    Route(
        "POST",
        PATH_SUPPLEMENTS,
        "Bring what was promised",
        {201: CaseReply, 200: CaseReply},
        Supplement,
        headers=_KEYED,
    ),
    Route("GET", PATH_EVENTS, "What happened since", {200: EventPage}, query=("after", "wait")),
    Route("GET", PATH_RESULT, "A result under seal", {200: Result}),
    Route(
        "POST",
        PATH_CLAIMS,
        "Take the right to print",
        {201: Claim, 200: Claim},
        ClaimRequest,
        headers=_KEYED,
    ),
    Route(
        "POST",
        PATH_PRINTS,
        "Say what became of a sheet",
        {201: Recorded, 200: Recorded},
        PrintReport,
        headers=_KEYED,
    ),
    Route("GET", PATH_ENVELOPE, "What an envelope still waits for", {200: EnvelopeView}),
    Route(
        "POST",
        PATH_EVALUATIONS,
        "Rate the service",
        {201: Recorded, 200: Recorded},
        Evaluation,
        headers=_KEYED,
    ),
)


# --- Contexts of the seals ------------------------------------------------------------------------


def case_context(case_id: UUID) -> bytes:
    """What a case's packet is bound to."""
    return b"openhall/case/1/" + case_id.bytes


def file_context(case_id: UUID, upload_id: UUID) -> bytes:
    """What a sealed file is bound to."""
    return b"openhall/file/1/" + case_id.bytes + upload_id.bytes


def result_context(case_id: UUID, result_id: UUID) -> bytes:
    """What a sealed result is bound to."""
    return b"openhall/result/1/" + case_id.bytes + result_id.bytes
