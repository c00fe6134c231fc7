"""One IPP exchange over HTTP, straight to the printer. Owns the socket and the request's head.

Must not know what an operation means for a sheet of paper. ``WireBrokenError`` says how far a
request got, because a licence may never be sent twice.
"""

import http.client
import itertools
from dataclasses import dataclass
from urllib.parse import urlsplit

from printer.licence.ipp_codec import (
    Attribute,
    Delimiter,
    Group,
    Malformed,
    Message,
    Tag,
    attribute,
    decode,
    encode,
)

#: A printer's whole attribute list is some 30 kB; a megabyte is not an answer.
_MAX_ANSWER_BYTES = 1 << 20

#: Why a wire is broken: keywords with words in ``config/locale`` for everybody who must act.
REFUSED, NOT_ANSWERING, BROKEN = "connection-refused", "not-answering", "connection-broken"
NOT_IPP, UNREACHABLE, GARBLED = "not-an-ipp-printer", "unreachable", "answers-garbled"
WIRE_REASONS = (REFUSED, NOT_ANSWERING, BROKEN, NOT_IPP, UNREACHABLE, GARBLED)


class WireBrokenError(Exception):
    """Nobody answered, or what came was not IPP. ``body_begun``: the printer may have acted."""

    def __init__(self, reason: str, *, body_begun: bool) -> None:
        super().__init__(reason)
        self.reason, self.body_begun = reason, body_begun


@dataclass(frozen=True, slots=True)
class Operation:
    """What to ask: the code, more operation attributes, job attributes."""

    code: int
    operation: tuple[Attribute, ...] = ()
    job: tuple[Attribute, ...] = ()


class IppClient:
    """Asks one printer, one request per connection."""

    def __init__(self, uri: str, timeout_seconds: float) -> None:
        parts = urlsplit(uri)
        self._uri, self._path = uri, parts.path or "/"
        self._host, self._port = parts.hostname or "", parts.port or 631
        self._timeout_seconds = timeout_seconds
        self._request_ids = itertools.count(1)

    def ask(self, operation: Operation, document: bytearray | None = None) -> Message:
        """Send the request, with ``document`` behind it and not copied; wait for the answer."""
        request = self._request(operation)
        connection = http.client.HTTPConnection(
            self._host, self._port, timeout=self._timeout_seconds
        )
        begun = False
        try:
            connection.connect()
            begun = True
            answer = self._exchange(connection, encode(request), document)
        except (OSError, http.client.HTTPException) as error:
            raise WireBrokenError(_reason(error), body_begun=begun) from error
        finally:
            connection.close()
        return _believed(answer, request.request_id)

    def _exchange(
        self, connection: http.client.HTTPConnection, head: bytes, document: bytearray | None
    ) -> bytes:
        length = len(head) + len(document or b"")
        connection.putrequest("POST", self._path)
        connection.putheader("Content-Type", "application/ipp")
        connection.putheader("Content-Length", str(length))
        connection.endheaders(head)
        if document is not None:
            connection.sock.sendall(document)
        response = connection.getresponse()
        body = response.read(_MAX_ANSWER_BYTES)
        if response.status != http.client.OK:
            raise http.client.HTTPException(f"HTTP {response.status}")
        return body

    def _request(self, operation: Operation) -> Message:
        greeting = (
            attribute("attributes-charset", Tag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", Tag.LANGUAGE, "zh-cn"),
            attribute("printer-uri", Tag.URI, self._uri),
        )
        groups = [Group(Delimiter.OPERATION, greeting + operation.operation)]
        if operation.job:
            groups.append(Group(Delimiter.JOB, operation.job))
        return Message(operation.code, next(self._request_ids), tuple(groups))


def _reason(error: OSError | http.client.HTTPException) -> str:
    """A keyword that a technician can look up."""
    match error:
        case ConnectionRefusedError():
            return REFUSED
        case TimeoutError():
            return NOT_ANSWERING
        case ConnectionError():
            return BROKEN
        case http.client.HTTPException():
            return NOT_IPP
        case _:
            return UNREACHABLE


def _believed(answer: bytes, request_id: int) -> Message:
    match decode(answer):
        case Malformed():
            raise WireBrokenError(GARBLED, body_begun=True)
        case Message() as message if message.request_id != request_id:
            # The answer to another request: somebody else's, or one that we gave up on.
            raise WireBrokenError(GARBLED, body_begun=True)
        case message:
            return message
