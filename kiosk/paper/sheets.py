"""The records of the paper books, frozen. Owns shapes and names; no personal data has a field."""

import re
from dataclasses import dataclass
from datetime import datetime

from devices.ports import JobTicket
from kiosk.paper.states import SheetState

#: What a platform may call a licence or a proof; also keeps people's names out of the books.
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,47}")


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """One copy of one result, to be printed once. ``numbered``: on controlled stock, one sheet."""

    number: str
    copy_seq: int
    case_id: str
    result_id: str
    pages: int
    numbered: bool

    def __post_init__(self) -> None:
        if not _NUMBER.fullmatch(self.number) or self.copy_seq < 1 or self.pages < 1:
            raise ValueError("no such sheet can be ordered")
        if self.numbered and self.pages != 1:
            raise ValueError("a numbered sheet is one page: each blank has its own row")

    @property
    def job_name(self) -> str:
        """How the printer's memory is asked after a crash."""
        return f"{self.number}-{self.copy_seq}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One physical attempt at one order, as the books have it."""

    attempt_id: int
    order: SheetOrder
    state: SheetState
    blank_serial: str | None
    claim_token: str
    ticket: JobTicket | None
    reason: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class AlreadyIssued:
    """An earlier attempt at the same copy has left the starting line: there is no second one."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class SheetInFlight:
    """Another sheet is under way, or nobody has yet found out what became of it."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class PersonNeeded:
    """An uncertain numbered sheet lies somewhere: until a person looks, no serial is known."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class StockEmpty:
    """No blank is left in the books."""


ReserveOutcome = Attempt | AlreadyIssued | SheetInFlight | PersonNeeded | StockEmpty
