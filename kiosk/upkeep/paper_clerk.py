"""Staff's wishes about the books of official paper, checked and written down with their number.

Owns what may be asked of the custody ledger from outside a visit, and what is refused because it
does not balance. The same clerk works in the host, for ``run_kiosk.py paper`` beside it, and in
that command itself where no host runs. Must not print, and shows serials of blanks, never licences.
"""

import re
from dataclasses import dataclass
from typing import assert_never

from kiosk.errors import BrokenEnvironmentError
from kiosk.host.wire import Codec
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.sheets import Attempt
from kiosk.paper.states import IllegalStepError, SheetState
from kiosk.paper.stock import Stack, StockLoaded, StockRefused
from kiosk.upkeep.staff.audit import Audit, Deed
from kiosk.upkeep.staff.register import NUMBER_PATTERN, StaffRegister
from kiosk.uplink.database import DiskFullError

#: Why a blank was taken out: a word, not a story about somebody.
_SPOIL_REASON = re.compile(r"[a-z][a-z0-9-]{1,30}")


# --- what is asked ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShowBooks:
    """How many blanks are where, and what somebody has to look for."""


@dataclass(frozen=True, slots=True)
class LoadStack:
    """A stack was laid under what is left. ``counted``: all blanks in the tray now; -1 unknown."""

    first_serial: str
    sheets: int
    counted: int
    person: str


@dataclass(frozen=True, slots=True)
class SpoilSheet:
    """The blank on top, or a printed sheet, was destroyed."""

    sheet: str
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class SettleSheet:
    """A person has looked for an uncertain sheet. ``top``: the serial on top of the tray now."""

    sheet: str
    is_found: bool
    top: str
    person: str


# --- what is answered ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingSheet:
    """A sheet of which nobody knows whether it came out. ``name`` is how ``settle`` calls it."""

    name: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class BooksShown:
    """The books. ``broken_line`` is 0 while the history is whole."""

    loaded: int
    remaining: int
    in_flight: int
    printed: int
    uncertain: int
    spoiled: int
    is_balanced: bool
    broken_line: int
    stacks: tuple[Stack, ...]
    waiting: tuple[WaitingSheet, ...]

    @property
    def is_well(self) -> bool:
        """Nobody has to do anything."""
        return self.is_balanced and not self.broken_line and not self.waiting


@dataclass(frozen=True, slots=True)
class Written:
    """It stands in the books. ``what``: ``loaded``, ``spoiled``, ``found`` or ``destroyed``."""

    what: str
    sheet: str
    top: str


@dataclass(frozen=True, slots=True)
class NotWritten:
    """The books are as before. ``expected``: what should lie on top, where that is why."""

    reason: str
    expected: str = ""


Ask = ShowBooks | LoadStack | SpoilSheet | SettleSheet
Answer = BooksShown | Written | NotWritten
_ASKS = (ShowBooks, LoadStack, SpoilSheet, SettleSheet)
CLERK_CODEC = Codec((*_ASKS, BooksShown, Written, NotWritten, Stack, WaitingSheet))


class PaperClerk:
    """Carries out one ask at a time."""

    def __init__(self, ledger: CustodyLedger, register: StaffRegister, audit: Audit) -> None:
        self._ledger, self._register, self._audit = ledger, register, audit

    def carry_out(self, ask: Ask) -> Answer:
        """Do it, or say why not; never half."""
        try:
            return self._carried_out(ask)
        except DiskFullError:
            return NotWritten("disk-full")
        except IllegalStepError:
            return NotWritten("settled-meanwhile")
        except BrokenEnvironmentError:
            return NotWritten("register-unreadable")

    def _carried_out(self, ask: Ask) -> Answer:
        if isinstance(ask, ShowBooks):
            return self._shown()
        if obstacle := self._obstacle(ask.person):
            return NotWritten(obstacle)
        match ask:
            case LoadStack():
                return self._load(ask)
            case SpoilSheet():
                return self._spoil(ask)
            case SettleSheet():
                return self._settle(ask)
            case _:
                assert_never(ask)

    def _obstacle(self, person: str) -> str:
        """Who may write, and whether the books can be written on at all."""
        if not re.fullmatch(NUMBER_PATTERN, person):
            return "bad-person"
        members = self._register.members()
        if members and person not in {one.number for one in members}:
            return "unknown-person"
        if self._ledger.first_broken_line() is not None:
            return "history-changed"
        return "" if self._ledger.books().balanced else "books-unbalanced"

    def _shown(self) -> BooksShown:
        books = self._ledger.books()
        return BooksShown(
            loaded=books.loaded,
            remaining=books.remaining,
            in_flight=books.in_flight,
            printed=books.printed,
            uncertain=books.uncertain,
            spoiled=books.spoiled,
            is_balanced=books.balanced,
            broken_line=self._ledger.first_broken_line() or 0,
            stacks=self._ledger.stacks(),
            waiting=tuple(map(_waiting, self._ledger.waiting_for_person())),
        )

    def _load(self, ask: LoadStack) -> Answer:
        counted = None if ask.counted < 0 else ask.counted
        match self._ledger.load_stock(ask.first_serial, ask.sheets, ask.person, counted=counted):
            case StockRefused(reason=reason):
                return NotWritten(reason)
            case StockLoaded(first_serial=first, last_serial=last):
                self._audit.note(ask.person, Deed.SHEETS_LOADED, f"{first}..{last}")
                return Written("loaded", f"{first}..{last}", self._ledger.top_serial())

    def _spoil(self, ask: SpoilSheet) -> Answer:
        if not _SPOIL_REASON.fullmatch(ask.reason):
            return NotWritten("bad-reason")
        attempt = self._ledger.sheet(ask.sheet)
        if attempt is not None:
            return self._spoil_printed(ask, attempt)
        match self._ledger.spoil_blank(ask.reason, ask.person, expected=ask.sheet):
            case StockRefused(reason=reason):
                return NotWritten(reason, self._ledger.top_serial())
            case _:
                return self._spoiled(ask)

    def _spoil_printed(self, ask: SpoilSheet, attempt: Attempt) -> Answer:
        match attempt.state:
            case SheetState.PRINTED | SheetState.FOUND:
                self._ledger.spoil(attempt.attempt_id, ask.person)
                return self._spoiled(ask)
            case SheetState.UNCERTAIN:
                return NotWritten("settle-it")
            case SheetState.SUBMITTING | SheetState.SUBMITTED | SheetState.RESERVED:
                return NotWritten("sheet-in-flight")
            case SheetState.HANDED_OVER:
                return NotWritten("handed-over")
            case SheetState.SPOILED | SheetState.WITHDRAWN:
                return NotWritten("spoiled-already")
            case _:
                assert_never(attempt.state)

    def _spoiled(self, ask: SpoilSheet) -> Written:
        self._audit.note(ask.person, Deed.SHEET_SPOILED, f"{ask.sheet} {ask.reason}")
        return Written("spoiled", ask.sheet, self._ledger.top_serial())

    def _settle(self, ask: SettleSheet) -> Answer:
        attempt = self._ledger.sheet(ask.sheet)
        if attempt is None:
            return NotWritten("no-such-sheet")
        if attempt.state is not SheetState.UNCERTAIN:
            return NotWritten("not-uncertain")
        # Where blanks are numbered, a wrong one on top means that yet another sheet is missing, or
        # that this one still lies in the tray: from then on every serial would be wrong.
        top = self._ledger.top_serial()
        if attempt.order.numbered and ask.top != top:
            return NotWritten("does-not-balance", top)
        step = self._ledger.find if ask.is_found else self._ledger.spoil
        step(attempt.attempt_id, ask.person)
        fate = "found" if ask.is_found else "destroyed"
        self._audit.note(ask.person, Deed.SHEET_SETTLED, f"{ask.sheet} {fate}")
        return Written(fate, ask.sheet, top)


def _waiting(attempt: Attempt) -> WaitingSheet:
    name = attempt.blank_serial or f"@{attempt.attempt_id}"
    return WaitingSheet(name, attempt.reason, attempt.changed_at.isoformat(timespec="seconds"))
