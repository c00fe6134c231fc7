"""What has already come in: events seen, the cursor, and the last catalogue.

Owns these rows; must not fetch. An event is marked only after it was handed on, so a crash
between the two hands it on twice rather than never.
"""

import sqlite3
from collections.abc import Collection

from kiosk.uplink.database import DurableDatabase

INBOX_SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox (
    n INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
_KEPT_EVENTS = 10_000
_CURSOR = "cursor"


class Inbox:
    """The memory of the sync."""

    def __init__(self, database: DurableDatabase) -> None:
        self._database = database

    def cursor(self) -> str:
        """Where to go on; empty at the very first."""
        return self.note(_CURSOR) or ""

    def has_seen(self, event_id: str) -> bool:
        """True when the event was handed on before."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT 1 FROM inbox WHERE event_id = ?", (event_id,)
            ).fetchone()
        return row is not None

    def advance(self, cursor: str, event_ids: Collection[str]) -> None:
        """These were handed on; go on from ``cursor``. One commit."""
        with self._database.write() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO inbox (event_id) VALUES (?)", [(one,) for one in event_ids]
            )
            connection.execute(
                "DELETE FROM inbox WHERE n <= (SELECT max(n) FROM inbox) - ?", (_KEPT_EVENTS,)
            )
            _write_note(connection, _CURSOR, cursor)

    def mark(self, event_id: str) -> None:
        """Remember that it was handed on."""
        with self._database.write() as connection:
            connection.execute("INSERT OR IGNORE INTO inbox (event_id) VALUES (?)", (event_id,))

    def note(self, name: str) -> str | None:
        """A small fact kept over restarts."""
        with self._database.read() as connection:
            row = connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def keep_note(self, name: str, value: str) -> None:
        """Remember a small fact."""
        with self._database.write() as connection:
            _write_note(connection, name, value)


def _write_note(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute(
        "INSERT INTO note VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
