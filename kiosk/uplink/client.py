"""The platform as a set of calls, each with a closed list of endings.

Owns HTTP: addresses, headers, limits, and what an answer means; must not retry, wait or keep.
``Answered`` is a whole, valid answer; ``Refused`` is a no with a class to act on; ``Unknown`` is
everything else (no connection, cut, not the platform): it may have happened or not, so the caller
says the same thing again under the same key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote
from uuid import UUID

import requests
from pydantic import ValidationError

from kiosk.clock import Clock
from kiosk.uplink.connection import Cutter, session_with
from kiosk.uplink.contract import (
    EVENTS_WAIT_SECONDS,
    HEADER_IDEMPOTENCY_KEY,
    HEADER_REPLAYED,
    HEADER_RETRY_AFTER,
    HEADER_TERMINAL,
    HEADER_UPLOAD_COMPLETE,
    HEADER_UPLOAD_OFFSET,
    MAX_JSON_BYTES,
    PATH_CASE,
    PATH_CASES,
    PATH_CATALOGUE,
    PATH_CLAIMS,
    PATH_ENVELOPE,
    PATH_EVALUATIONS,
    PATH_EVENTS,
    PATH_HEARTBEAT,
    PATH_PRINTS,
    PATH_RESULT,
    PATH_SUPPLEMENTS,
    PATH_TIME,
    PATH_UPLOAD,
    PATH_UPLOADS,
    PROBLEM_MEDIA_TYPE,
    CaseReply,
    CaseSubmission,
    Catalogue,
    Claim,
    ClaimRequest,
    EnvelopeView,
    Evaluation,
    EventPage,
    Heartbeat,
    HeartbeatReply,
    Message,
    PrintReport,
    Problem,
    ProblemClass,
    Recorded,
    Result,
    ServerTime,
    Supplement,
    UploadReply,
    UploadRequest,
)

_T = TypeVar("_T")
_M = TypeVar("_M", bound=Message)
_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answered(Generic[_T]):
    """The platform said yes. ``is_replay``: it had the same request before."""

    value: _T
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform (or somebody on the way) said no."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say whether it happened. ``reason`` is a code."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What the caller has is still current."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A catalogue and the tag to ask with next time."""

    catalogue: Catalogue
    etag: str


@dataclass(frozen=True, slots=True)
class PlatformAddress:
    """Where the platform is and who this terminal is."""

    url: str
    terminal: str
    connect_seconds: float = 5.0
    answer_seconds: float = 30.0
    ca_file: str | None = None
    certificate: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


class PlatformClient:
    """One thread's way to the platform. ``stop`` may be called from any thread."""

    def __init__(self, address: PlatformAddress, clock: Clock) -> None:
        self._address = address
        self._clock = clock
        self._cutter = Cutter()
        self._session = session_with(self._cutter)
        self._session.verify = address.ca_file or True
        self._session.cert = address.certificate
        self._session.headers.update({HEADER_TERMINAL: address.terminal, "User-Agent": "openhall"})

    def stop(self) -> None:
        """Cut the call under way; every later call is ``Unknown("stopped")``."""
        self._cutter.cut()

    def close(self) -> None:
        """Let go of the connections; only by the thread that uses them."""
        self._session.close()
        self._cutter.close()

    # --- calls ---

    def submit_case(self, submission: CaseSubmission) -> Answered[CaseReply] | Refused | Unknown:
        """Hand in a case under its own id."""
        case_id = submission.header.case_id
        outcome = self._post(PATH_CASES, submission, CaseReply, case_id)
        return _about_case(outcome, case_id)

    def case(self, case_id: UUID) -> Answered[CaseReply] | Refused | Unknown:
        """How a case stands."""
        return _about_case(self._get(PATH_CASE.format(case_id=case_id), CaseReply), case_id)

    def supplement(self, supplement: Supplement) -> Answered[CaseReply] | Refused | Unknown:
        """Bring what was promised."""
        path = PATH_SUPPLEMENTS.format(case_id=supplement.case_id)
        outcome = self._post(path, supplement, CaseReply, supplement.supplement_id)
        return _about_case(outcome, supplement.case_id)

    def report_print(self, report: PrintReport) -> Answered[Recorded] | Refused | Unknown:
        """Say what became of a sheet."""
        path = PATH_PRINTS.format(result_id=report.result_id)
        return self._post(path, report, Recorded, report.report_id)

    def evaluate(self, evaluation: Evaluation) -> Answered[Recorded] | Refused | Unknown:
        """Rate the service."""
        return self._post(PATH_EVALUATIONS, evaluation, Recorded, evaluation.evaluation_id)

    def heartbeat(self, beat: Heartbeat) -> Answered[HeartbeatReply] | Refused | Unknown:
        """Say that this terminal lives, and how it is."""
        path = PATH_HEARTBEAT.format(terminal=quote(beat.terminal, safe=""))
        return self._post(path, beat, HeartbeatReply, beat.beat_id)

    def claim(self, result_id: UUID, key: UUID) -> Answered[Claim] | Refused | Unknown:
        """Take the right to print; ``key`` is one per attempt to print."""
        request = ClaimRequest(terminal=self._address.terminal)
        return self._post(PATH_CLAIMS.format(result_id=result_id), request, Claim, key)

    def result(self, result_id: UUID) -> Answered[Result] | Refused | Unknown:
        """A result under seal."""
        return self._get(PATH_RESULT.format(result_id=result_id), Result)

    def envelope(self, envelope_code: str) -> Answered[EnvelopeView] | Refused | Unknown:
        """What an envelope still waits for."""
        code = quote(envelope_code, safe="")
        return self._get(PATH_ENVELOPE.format(envelope_code=code), EnvelopeView)

    def events(
        self, after: str, wait_seconds: int = EVENTS_WAIT_SECONDS
    ) -> Answered[EventPage] | Refused | Unknown:
        """Wait for what happens next."""
        return self._get(
            PATH_EVENTS,
            EventPage,
            query={"after": after, "wait": str(wait_seconds)},
            extra_seconds=wait_seconds,
        )

    def catalogue(self, etag: str = "") -> Answered[Tagged | Unchanged] | Refused | Unknown:
        """Items and the platform's key, unless ``etag`` is still current."""
        headers = {"If-None-Match": etag} if etag else {}
        reply = self._exchange("GET", PATH_CATALOGUE, headers=headers)
        if isinstance(reply, Unknown):
            return reply
        if reply.status == 304:
            return Answered(Unchanged())
        match _read(reply, Catalogue):
            case Answered(value=catalogue):
                return Answered(Tagged(catalogue, reply.headers.get("ETag", "")))
            case no:
                return no

    def server_time(self) -> Answered[ServerTime] | Refused | Unknown:
        """The platform's clock: the cheapest question that only the platform can answer."""
        return self._get(PATH_TIME, ServerTime)

    def announce_upload(self, request: UploadRequest) -> Answered[UploadReply] | Refused | Unknown:
        """Make room for a file. The answer of a replay may be old: ask ``upload_offset`` then."""
        return self._post(PATH_UPLOADS, request, UploadReply, request.upload_id)

    def upload_offset(self, upload_id: UUID) -> Answered[UploadReply] | Refused | Unknown:
        """How much of a file is on the platform's disk."""
        reply = self._exchange("HEAD", PATH_UPLOAD.format(upload_id=upload_id))
        return reply if isinstance(reply, Unknown) else _read_offset(reply, upload_id)

    def append(
        self, upload_id: UUID, offset: int, piece: bytes
    ) -> Answered[UploadReply] | Refused | Unknown:
        """Add a piece. A wrong offset is answered with the true one, like a success."""
        reply = self._exchange(
            "PATCH",
            PATH_UPLOAD.format(upload_id=upload_id),
            body=piece,
            headers={
                HEADER_UPLOAD_OFFSET: str(offset),
                "Content-Type": "application/offset+octet-stream",
            },
        )
        return reply if isinstance(reply, Unknown) else _read_offset(reply, upload_id)

    # --- the wire ---

    def _get(
        self,
        path: str,
        shape: type[_M],
        query: Mapping[str, str] | None = None,
        extra_seconds: float = 0.0,
    ) -> Answered[_M] | Refused | Unknown:
        reply = self._exchange("GET", path, query=query, extra_seconds=extra_seconds)
        return reply if isinstance(reply, Unknown) else _read(reply, shape)

    def _post(
        self, path: str, message: Message, shape: type[_M], key: UUID
    ) -> Answered[_M] | Refused | Unknown:
        headers = {HEADER_IDEMPOTENCY_KEY: str(key), "Content-Type": "application/json"}
        reply = self._exchange("POST", path, body=message.wire(), headers=headers)
        return reply if isinstance(reply, Unknown) else _read(reply, shape)

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        extra_seconds: float = 0.0,
    ) -> _Reply | Unknown:
        if self._cutter.is_cut:
            return Unknown("stopped")
        seconds = self._address.answer_seconds + extra_seconds
        deadline = self._clock.monotonic() + seconds
        try:
            with self._session.request(
                method,
                self._address.url.rstrip("/") + path,
                data=body,
                headers=dict(headers or {}),
                params=dict(query or {}),
                timeout=(self._address.connect_seconds, seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                return self._read_body(response, deadline)
        except requests.RequestException as error:
            return Unknown("stopped" if self._cutter.is_cut else type(error).__name__)

    def _read_body(self, response: requests.Response, deadline: float) -> _Reply | Unknown:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > MAX_JSON_BYTES:
                return Unknown("too-long")
            if self._clock.monotonic() > deadline:
                return Unknown("too-slow")
        return _Reply(response.status_code, response.headers, bytes(body))


def _read(reply: _Reply, shape: type[_M]) -> Answered[_M] | Refused | Unknown:
    if 200 <= reply.status < 300:
        try:
            value = shape.model_validate_json(reply.body)
        except ValidationError:
            # A captive portal says 200 too.
            return Unknown("not-the-platform")
        return Answered(value, reply.headers.get(HEADER_REPLAYED, "").lower() == "true")
    return _refusal(reply)


def _read_offset(reply: _Reply, upload_id: UUID) -> Answered[UploadReply] | Refused | Unknown:
    offset = reply.headers.get(HEADER_UPLOAD_OFFSET, "")
    if (200 <= reply.status < 300 or reply.status == 409) and offset.isdecimal():
        is_complete = reply.headers.get(HEADER_UPLOAD_COMPLETE, "") in ("?1", "1", "true")
        return Answered(UploadReply(upload_id=upload_id, offset=int(offset), complete=is_complete))
    if 200 <= reply.status < 300:
        return Unknown("not-the-platform")
    return _refusal(reply)


def _refusal(reply: _Reply) -> Refused | Unknown:
    if reply.status < 400:
        return Unknown("not-the-platform")  # a redirect is somebody else's
    asked = _asked_seconds(reply.headers.get(HEADER_RETRY_AFTER, ""))
    if reply.headers.get("Content-Type", "").startswith(PROBLEM_MEDIA_TYPE):
        try:
            problem = Problem.model_validate_json(reply.body)
        except ValidationError:
            pass
        else:
            if asked is not None:
                problem = problem.model_copy(update={"retry_after_seconds": asked})
            return Refused(problem)
    return Refused(Problem.of(reply.status, _class_of(reply.status), retry_after_seconds=asked))


def _class_of(status: int) -> ProblemClass:
    """What a bare status means: gateways answer without our problem body."""
    if status in (401, 403, 407):
        return ProblemClass.FIX_DEVICE
    if status in (409, 425):
        return ProblemClass.WAIT
    if status >= 500 or status in (408, 429):
        return ProblemClass.TRANSIENT
    return ProblemClass.FIX_REQUEST


def _asked_seconds(text: str) -> float | None:
    # The other form of Retry-After, a date, would trust two clocks: the backoff decides then.
    return float(text) if text.isdecimal() and len(text) < 9 else None


def _about_case(
    outcome: Answered[CaseReply] | Refused | Unknown, case_id: UUID
) -> Answered[CaseReply] | Refused | Unknown:
    match outcome:
        case Answered(value=reply) if reply.case_id != case_id:
            return Unknown("answer-about-another-case")
        case _:
            return outcome
