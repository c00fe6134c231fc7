"""The custody ledger: every official sheet, from intent to taken. One licence, once.

Owns the SQLite file and its two laws, which the database itself enforces: of one (number, copy)
at most one attempt is not withdrawn, and at most one sheet is under way. Every step is durable
before its method returns, and leaves a line in a hash-chained history. Must not talk to a printer
and holds nothing personal.
"""

import sqlite3
from pathlib import Path

from devices.ports import JobTicket
from kiosk.clock import Clock
from kiosk.paper import stock
from kiosk.paper.rows import ATTEMPT_SCHEMA, attempt_row, insert, select
from kiosk.paper.sheets import (
    AlreadyIssued,
    Attempt,
    PersonNeeded,
    ReserveOutcome,
    SheetInFlight,
    SheetOrder,
    StockEmpty,
)
from kiosk.paper.states import IN_FLIGHT, UNFINISHED, SheetState, Step, after, outcome_of
from kiosk.uplink import ledger as history
from kiosk.uplink.contract import PrintOutcome
from kiosk.uplink.database import DurableDatabase

_SCHEMA = ATTEMPT_SCHEMA + stock.STOCK_SCHEMA + history.LEDGER_SCHEMA


class CustodyLedger:
    """The books of one printer."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._database = DurableDatabase(path, _SCHEMA)
        self._clock = clock

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # --- a sheet's way ----------------------------------------------------------------------

    def reserve(self, order: SheetOrder, claim_token: str) -> ReserveOutcome:
        """Write the intent down. A reservation that never began is replaced."""
        with self._database.write() as db:
            if obstacle := _obstacle(db, order):
                return obstacle
            for stale in select(
                db, "number = ? AND copy_seq = ? AND state = 'reserved'",
                order.number, order.copy_seq,
            ):  # fmt: skip
                self._step(db, stale.attempt_id, Step.WITHDRAW, "replaced")
            attempt_id = insert(db, order, claim_token, self._clock.wall())
            what = f"reserved {order.job_name}"
            history.append(db, self._clock.wall(), f"attempt {attempt_id}", what)
            return attempt_row(db, attempt_id)

    def begin(self, attempt_id: int) -> Attempt:
        """Take the blank on top; from now on only the printer or a person can tell."""
        with self._database.write() as db:
            numbered = attempt_row(db, attempt_id).order.numbered
            serial = stock.take_next(db) if numbered else None
            if numbered and serial is None:
                raise RuntimeError("a numbered sheet was reserved on an empty stock")
            db.execute("UPDATE attempt SET serial = ? WHERE attempt_id = ?", (serial, attempt_id))
            self._step(db, attempt_id, Step.BEGIN)
            return attempt_row(db, attempt_id)

    def refuse(self, attempt_id: int, reason: str) -> Attempt:
        """The printer took nothing: the blank is untouched."""
        with self._database.write() as db:
            self._step(db, attempt_id, Step.REFUSE, reason)
            if attempt_row(db, attempt_id).blank_serial:
                stock.put_back(db)
                db.execute("UPDATE attempt SET serial = NULL WHERE attempt_id = ?", (attempt_id,))
            return attempt_row(db, attempt_id)

    def accept(self, attempt_id: int, ticket: JobTicket) -> Attempt:
        """The printer has the job and a name for it."""
        with self._database.write() as db:
            self._step(db, attempt_id, Step.ACCEPT, note=ticket.job_uuid)
            db.execute(
                "UPDATE attempt SET job_uuid = ?, job_id = ?, up_time = ? WHERE attempt_id = ?",
                (ticket.job_uuid, ticket.job_id, ticket.printer_up_time, attempt_id),
            )
            return attempt_row(db, attempt_id)

    def withdraw(self, attempt_id: int, reason: str) -> Attempt:
        """Give up a reservation that never began."""
        return self._simple_step(attempt_id, Step.WITHDRAW, reason)

    def confirm(self, attempt_id: int) -> Attempt:
        """The printer has counted every page out."""
        return self._simple_step(attempt_id, Step.CONFIRM)

    def doubt(self, attempt_id: int, reason: str) -> Attempt:
        """Nobody can say what came out. The number is frozen until a person looks."""
        return self._simple_step(attempt_id, Step.DOUBT, reason)

    def find(self, attempt_id: int, person: str) -> Attempt:
        """A person found the sheet, whole."""
        return self._simple_step(attempt_id, Step.FIND, f"by {person}")

    def spoil(self, attempt_id: int, person: str) -> Attempt:
        """A person destroyed the sheet, or the untouched blank of that serial."""
        return self._simple_step(attempt_id, Step.SPOIL, f"by {person}")

    def hand_over(self, attempt_id: int) -> Attempt:
        """The sheet is in the citizen's hand. Saying it twice changes nothing."""
        with self._database.write() as db:
            if attempt_row(db, attempt_id).state is not SheetState.HANDED_OVER:
                self._step(db, attempt_id, Step.HAND_OVER)
            return attempt_row(db, attempt_id)

    # --- looking ----------------------------------------------------------------------------

    def attempt(self, attempt_id: int) -> Attempt:
        """One attempt. Raises KeyError for one that never was."""
        with self._database.read() as db:
            return attempt_row(db, attempt_id)

    def unfinished(self) -> tuple[Attempt, ...]:
        """What a crash left half-way."""
        return self._in_states(UNFINISHED)

    def waiting_for_person(self) -> tuple[Attempt, ...]:
        """Sheets that somebody has to look for."""
        return self._in_states(frozenset({SheetState.UNCERTAIN}))

    def unreported(self) -> tuple[tuple[Attempt, PrintOutcome], ...]:
        """Fates that the platform has not been told yet, or not the latest."""
        told = [(state, fate) for state in SheetState if (fate := outcome_of(state))]
        with self._database.read() as db:
            return tuple(
                (attempt, fate)
                for state, fate in told
                for attempt in select(db, "state = ? AND reported <> ?", state, fate)
            )

    def printed(self, result_id: str) -> tuple[Attempt, ...]:
        """Sheets of this result that came out and are not yet known to be in somebody's hand."""
        with self._database.read() as db:
            return tuple(select(db, "result_id = ? AND state = 'printed'", result_id))

    def mark_reported(self, attempt_id: int, outcome: PrintOutcome) -> None:
        """The platform has it in its own books."""
        with self._database.write() as db:
            db.execute(
                "UPDATE attempt SET reported = ? WHERE attempt_id = ?", (outcome, attempt_id)
            )
            history.append(db, self._clock.wall(), f"attempt {attempt_id}", f"reported {outcome}")

    def first_broken_line(self) -> int | None:
        """Where somebody has changed the history; None when it is whole."""
        with self._database.read() as db:
            return history.first_broken_line(db)

    # --- stock ------------------------------------------------------------------------------

    def load_stock(
        self, first_serial: str, count: int, person: str, *, counted: int | None = None
    ) -> stock.StockLoaded | stock.StockRefused:
        """A person has put numbered blanks into the tray; ``counted`` lie there now."""
        with self._database.write() as db:
            loaded = stock.load(db, first_serial, count, counted)
            if isinstance(loaded, stock.StockLoaded):
                self._note(db, f"loaded {first_serial}..{loaded.last_serial} by {person}")
            return loaded

    def spoil_blank(
        self, reason: str, person: str, *, expected: str | None = None
    ) -> stock.BlankSpoiled | stock.StockRefused:
        """A person took the blank on top out: ``expected``, where they have read its serial.

        Refused while a sheet is under way with it.
        """
        with self._database.write() as db:
            if expected not in (None, stock.top_serial(db)):
                return stock.StockRefused("not-on-top")
            if select(db, "state IN ('submitting', 'submitted')"):
                return stock.StockRefused("sheet-in-flight")
            serial = stock.spoil_next(db, reason, person)
            if serial is None:
                return stock.StockRefused("empty")
            self._note(db, f"spoilt {serial} {reason} by {person}")
            return stock.BlankSpoiled(serial)

    def books(self) -> stock.Books:
        """Where every numbered blank is."""
        with self._database.read() as db:
            return stock.books(db)

    def top_serial(self) -> str:
        """The blank that should lie on top of the tray; empty when there is none."""
        with self._database.read() as db:
            return stock.top_serial(db)

    def stacks(self) -> tuple[stock.Stack, ...]:
        """What should lie in the tray, in the order of use."""
        with self._database.read() as db:
            return stock.stacks(db)

    def sheet(self, name: str) -> Attempt | None:
        """The attempt with this blank's serial, or with this number after an ``@``."""
        where, value = ("serial = ?", name)
        if name.startswith("@"):
            where, value = ("attempt_id = ?", name[1:])
        with self._database.read() as db:
            return next(iter(select(db, where, value)), None)

    # --- inside -----------------------------------------------------------------------------

    def _simple_step(self, attempt_id: int, step: Step, reason: str = "") -> Attempt:
        with self._database.write() as db:
            self._step(db, attempt_id, step, reason)
            return attempt_row(db, attempt_id)

    def _step(
        self,
        db: sqlite3.Connection,
        attempt_id: int,
        step: Step,
        reason: str = "",
        *,
        note: str = "",
    ) -> None:
        before = attempt_row(db, attempt_id)
        state, now = after(before.state, step), self._clock.wall()
        db.execute(
            "UPDATE attempt SET state = ?, reason = ?, changed_at = ? WHERE attempt_id = ?",
            (state, reason, now.isoformat(), attempt_id),
        )
        what = f"{before.state} -> {state} {before.blank_serial or ''} {reason} {note}"
        history.append(db, now, f"attempt {attempt_id}", " ".join(what.split()))

    def _note(self, db: sqlite3.Connection, what: str) -> None:
        history.append(db, self._clock.wall(), "stock", what)

    def _in_states(self, states: frozenset[SheetState]) -> tuple[Attempt, ...]:
        with self._database.read() as db:
            found = [each for state in states for each in select(db, "state = ?", state)]
        return tuple(sorted(found, key=lambda each: each.attempt_id))


def _obstacle(
    db: sqlite3.Connection, order: SheetOrder
) -> AlreadyIssued | SheetInFlight | PersonNeeded | StockEmpty | None:
    copy = "number = ? AND copy_seq = ? AND state NOT IN ('withdrawn', 'reserved')"
    for each in select(db, copy, order.number, order.copy_seq):
        return AlreadyIssued(each)
    for each in select(db, "state IN ('submitting', 'submitted', 'uncertain')"):
        if each.state in IN_FLIGHT:
            return SheetInFlight(each)
        if order.numbered and each.order.numbered:
            return PersonNeeded(each)
    if order.numbered and not stock.remaining(db):
        return StockEmpty()
    return None
