"""What every message has in common: limits, header names, text types, the base classes.

Owns nothing that means something to a citizen.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

CONTRACT_VERSION = "1"
PROBLEM_MEDIA_TYPE = "application/problem+json"

HEADER_TERMINAL = "Openhall-Terminal"
HEADER_IDEMPOTENCY_KEY = "Idempotency-Key"
HEADER_REPLAYED = "Idempotency-Replayed"
HEADER_UPLOAD_OFFSET = "Upload-Offset"
HEADER_UPLOAD_COMPLETE = "Upload-Complete"
HEADER_RETRY_AFTER = "Retry-After"

MAX_JSON_BYTES = 4 * 1024 * 1024
#: A packet travels as base64 inside JSON.
MAX_PACKET_BYTES = 2 * 1024 * 1024
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
