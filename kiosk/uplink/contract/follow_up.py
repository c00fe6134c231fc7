"""After the case: envelopes, promised materials, the rating.

Owns the shapes only.
"""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from kiosk.uplink.contract.case import UploadRef
from kiosk.uplink.contract.wire import Code, Digest, Line, Message


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
