"""What a call to the platform can come to: done (now or before), or refused with a reason.

Refusals are values. The class says what the caller does next; the text is for people who read
logs, and never repeats what the caller sent.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.uplink.contract import Message, ProblemClass

M = TypeVar("M", bound=Message, covariant=True)


@dataclass(frozen=True, slots=True)
class Done(Generic[M]):
    """The answer, and whether this very call brought it about."""

    message: M
    new: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, as RFC 9457 says it."""

    status: int
    problem_class: ProblemClass
    title: str
    detail: str = ""
    retry_after_seconds: int | None = None


def broken(title: str, detail: str = "", status: int = 422) -> Refusal:
    """The request itself is wrong; sending it again changes nothing."""
    return Refusal(status, ProblemClass.FIX_REQUEST, title, detail)


def unknown(what: str) -> Refusal:
    """There is no such thing here."""
    return Refusal(404, ProblemClass.FIX_REQUEST, f"no such {what}")


def altered() -> Refusal:
    """The same key came with another body."""
    return broken("idempotency key was used for another body")


def wait(title: str, seconds: int, status: int = 409) -> Refusal:
    """Right, but not now."""
    return Refusal(status, ProblemClass.WAIT, title, retry_after_seconds=seconds)


def for_a_person(title: str, detail: str = "") -> Refusal:
    """No machine may settle this."""
    return Refusal(409, ProblemClass.HUMAN, title, detail)
