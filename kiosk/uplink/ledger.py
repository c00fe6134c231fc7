"""The outbox's memory of what it did: append-only, each line bound to the one before.

Owns the chain; must not open a transaction (its line is part of the change that it tells of) and
never holds anything personal.
"""

import hashlib
import sqlite3
from datetime import datetime

LEDGER_SCHEMA = """
CREATE TABLE IF NOT EXISTS ledger (
    line INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    item TEXT NOT NULL,
    what TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS ledger_never_changes BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS ledger_never_shrinks BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
_START = "0" * 64


def append(connection: sqlite3.Connection, at: datetime, item: str, what: str) -> None:
    """Add a line to the transaction under way."""
    last = connection.execute("SELECT hash FROM ledger ORDER BY line DESC LIMIT 1").fetchone()
    stamp = at.isoformat()
    connection.execute(
        "INSERT INTO ledger (at, item, what, hash) VALUES (?, ?, ?, ?)",
        (stamp, item, what, _link(last[0] if last else _START, stamp, item, what)),
    )


def first_broken_line(connection: sqlite3.Connection) -> int | None:
    """The first line that does not follow from those before it; None when all do."""
    previous = _START
    expected = 1
    for line, at, item, what, found in connection.execute("SELECT * FROM ledger ORDER BY line"):
        if line != expected or found != _link(previous, at, item, what):
            return int(line)
        previous = found
        expected += 1
    return None


def _link(previous: str, at: str, item: str, what: str) -> str:
    return hashlib.sha256("\x1f".join((previous, at, item, what)).encode()).hexdigest()
