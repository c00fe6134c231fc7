"""Every call of v1: method, path, what goes in, what comes out. OpenAPI is made from it.

Owns the table only; must not serve or call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.uplink.contract.case import CaseReply, CaseSubmission, UploadReply, UploadRequest
from kiosk.uplink.contract.fleet import Heartbeat, HeartbeatReply
from kiosk.uplink.contract.follow_up import EnvelopeView, Evaluation, Supplement
from kiosk.uplink.contract.platform import Catalogue, ServerTime
from kiosk.uplink.contract.result import (
    Claim,
    ClaimRequest,
    EventPage,
    PrintReport,
    Recorded,
    Result,
)
from kiosk.uplink.contract.wire import (
    HEADER_IDEMPOTENCY_KEY,
    HEADER_TERMINAL,
    HEADER_UPLOAD_OFFSET,
    Message,
)


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
PATH_HEARTBEAT = "/v1/devices/{terminal}/heartbeat"

_KEYED = (HEADER_TERMINAL, HEADER_IDEMPOTENCY_KEY)
_PIECE = (HEADER_TERMINAL, HEADER_UPLOAD_OFFSET)

#: Every call of v1. Each answer of HEAD and PATCH, the 409 of a wrong offset too, carries the true
#: ``Upload-Offset`` and ``Upload-Complete`` (``?1`` or ``?0``) as headers. A file that is complete
#: but not what was announced is a 422 ``fix-request`` and is thrown away; HEAD then answers 404.
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
    Route(
        "POST",
        PATH_HEARTBEAT,
        "Say that a terminal lives, and how it is",
        {200: HeartbeatReply},
        Heartbeat,
        headers=_KEYED,
    ),
)
