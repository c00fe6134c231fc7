"""Requests as values: bounded bodies, parsed messages, checked keys. Trusts nothing."""

from typing import TypeVar
from uuid import UUID

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from central.cases.seal import places_of
from central.outcomes import Refusal, broken
from central.wire import parse
from kiosk.uplink.contract import HEADER_IDEMPOTENCY_KEY, HEADER_TERMINAL, Message

M = TypeVar("M", bound=Message)

_TERMINAL_MAX = 64


async def body_of(request: Request, limit_bytes: int) -> bytes | Refusal:
    """The whole body, or a refusal as soon as it is too long."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit_bytes:
        return _too_long(limit_bytes)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit_bytes:
            return _too_long(limit_bytes)
    return bytes(body)


async def arrived_of(request: Request, limit_bytes: int) -> bytes | Refusal:
    """As much of the body as came: a cut append keeps its beginning."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > limit_bytes:
                return _too_long(limit_bytes)
    except ClientDisconnect:
        pass
    return bytes(body)


async def message_of(request: Request, model: type[M], limit_bytes: int) -> M | Refusal:
    """The message in the body."""
    body = await body_of(request, limit_bytes)
    if isinstance(body, Refusal):
        return body
    try:
        return parse(model, body)
    except ValidationError as error:
        return broken("message is not as the contract says", places_of(error), 400)


def key_of(request: Request, wanted: UUID | None = None) -> str | Refusal:
    """The idempotency key; ``wanted`` is what it has to be for this message."""
    key = request.headers.get(HEADER_IDEMPOTENCY_KEY, "")
    if not 0 < len(key) <= _TERMINAL_MAX or not key.isascii() or not key.isprintable():
        return broken(f"{HEADER_IDEMPOTENCY_KEY} is missing or not a key", status=400)
    if wanted is not None and key.lower() != str(wanted):
        return broken(f"{HEADER_IDEMPOTENCY_KEY} is not the id in the message")
    return key


def terminal_of(request: Request) -> str | Refusal:
    """The terminal that calls. Behind a gateway this is the subject of its certificate."""
    terminal = request.headers.get(HEADER_TERMINAL, "")
    if not 0 < len(terminal) <= _TERMINAL_MAX or not terminal.isascii():
        return broken(f"{HEADER_TERMINAL} is missing or not a name", status=400)
    return terminal


def id_of(request: Request, name: str) -> UUID | Refusal:
    """A UUID of the path."""
    try:
        return UUID(request.path_params[name])
    except ValueError:
        return broken(f"{name} is not a UUID", status=404)


def _too_long(limit_bytes: int) -> Refusal:
    return broken(f"body is longer than {limit_bytes} bytes", status=413)
