"""The platform about itself: catalogue, clock, and why it said no.

Owns the shapes only.
"""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from kiosk.uplink.contract.wire import Base64, Code, Digest, Line, Message


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

    @classmethod
    def of(
        cls,
        status: int,
        problem_class: ProblemClass,
        kind: str = "about:blank",
        retry_after_seconds: float | None = None,
    ) -> "Problem":
        """A problem in few words (the alias ``class`` cannot be a keyword)."""
        return cls.model_validate(
            {
                "status": status,
                "class": problem_class,
                "type": kind,
                "retry_after_seconds": retry_after_seconds,
            }
        )
