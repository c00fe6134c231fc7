"""Attempts as SQL rows. Owns the table, its two laws and the way between row and record.

Works inside the ledger's transactions; must not decide a step.
"""

import sqlite3
from datetime import datetime

from devices.ports import JobTicket
from kiosk.paper.sheets import Attempt, SheetOrder
from kiosk.paper.states import SheetState

ATTEMPT_SCHEMA = """
CREATE TABLE IF NOT EXISTS attempt (
    attempt_id INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    copy_seq INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    result_id TEXT NOT NULL,
    pages INTEGER NOT NULL,
    numbered INTEGER NOT NULL,
    state TEXT NOT NULL,
    serial TEXT UNIQUE,
    claim_token TEXT NOT NULL,
    job_uuid TEXT,
    job_id INTEGER,
    up_time INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    changed_at TEXT NOT NULL,
    reported TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_sheet_per_copy ON attempt (number, copy_seq)
    WHERE state <> 'withdrawn';
CREATE UNIQUE INDEX IF NOT EXISTS one_sheet_under_way ON attempt ((1))
    WHERE state IN ('submitting', 'submitted');
"""
_COLUMNS = (
    "attempt_id, number, copy_seq, case_id, result_id, pages, numbered, state, serial,"
    " claim_token, job_uuid, job_id, up_time, reason, changed_at"
)


def insert(db: sqlite3.Connection, order: SheetOrder, claim_token: str, now: datetime) -> int:
    """A new reservation; its id."""
    row = db.execute(
        "INSERT INTO attempt (number, copy_seq, case_id, result_id, pages, numbered, state,"
        " claim_token, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            order.number, order.copy_seq, order.case_id, order.result_id, order.pages,
            order.numbered, SheetState.RESERVED, claim_token, now.isoformat(),
        ),
    )  # fmt: skip
    return int(row.lastrowid or 0)


def attempt_row(db: sqlite3.Connection, attempt_id: int) -> Attempt:
    """One attempt. Raises KeyError for one that never was."""
    found = select(db, "attempt_id = ?", attempt_id)
    if not found:
        raise KeyError(attempt_id)
    return found[0]


def select(db: sqlite3.Connection, where: str, *values: object) -> tuple[Attempt, ...]:
    """Attempts in order. ``where`` is a phrase of this package; values are always bound."""
    query = f"SELECT {_COLUMNS} FROM attempt WHERE {where} ORDER BY attempt_id"  # noqa: S608
    return tuple(_from_row(row) for row in db.execute(query, values))


def _from_row(row: tuple[object, ...]) -> Attempt:
    (attempt_id, number, copy_seq, case_id, result_id, pages, numbered, state, serial,
     claim_token, job_uuid, job_id, up_time, reason, changed_at) = row  # fmt: skip
    order = SheetOrder(
        str(number), int(str(copy_seq)), str(case_id), str(result_id), int(str(pages)),
        bool(numbered),
    )  # fmt: skip
    ticket = None
    if job_uuid is not None:
        ticket = JobTicket(order.job_name, str(job_uuid), int(str(job_id)), int(str(up_time)))
    return Attempt(
        attempt_id=int(str(attempt_id)),
        order=order,
        state=SheetState(str(state)),
        blank_serial=None if serial is None else str(serial),
        claim_token=str(claim_token),
        ticket=ticket,
        reason=str(reason),
        changed_at=datetime.fromisoformat(str(changed_at)),
    )
