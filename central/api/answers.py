"""Outcomes as HTTP: one place where values become responses. Decides nothing."""

from uuid import uuid4

from starlette.responses import Response

from central.outcomes import Done, Refusal
from kiosk.uplink.contract import (
    HEADER_REPLAYED,
    HEADER_RETRY_AFTER,
    PROBLEM_MEDIA_TYPE,
    Message,
    Problem,
)


def created(outcome: Done[Message] | Refusal) -> Response:
    """201 when this call did it, 200 and a mark when an earlier one had."""
    if isinstance(outcome, Refusal):
        return problem(outcome)
    if outcome.new:
        return message(outcome.message, 201)
    return message(outcome.message, 200, {HEADER_REPLAYED: "true"})


def found(outcome: Done[Message] | Refusal) -> Response:
    """200, or why not."""
    return problem(outcome) if isinstance(outcome, Refusal) else message(outcome.message, 200)


def message(content: Message, status: int, headers: dict[str, str] | None = None) -> Response:
    """A message of the contract."""
    return Response(content.wire(), status, headers, media_type="application/json")


def problem(refusal: Refusal) -> Response:
    """RFC 9457, with the class that the caller acts on."""
    spoken = Problem.of(
        refusal.status, refusal.problem_class, retry_after_seconds=refusal.retry_after_seconds
    )
    body = spoken.model_copy(
        update={"title": refusal.title, "detail": refusal.detail, "correlation": uuid4().hex}
    )
    headers = {}
    if refusal.retry_after_seconds is not None:
        headers[HEADER_RETRY_AFTER] = str(refusal.retry_after_seconds)
    return Response(body.wire(), refusal.status, headers, media_type=PROBLEM_MEDIA_TYPE)
