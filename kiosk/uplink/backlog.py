"""How much waits for the platform. Owns the count; must not know what waits."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is still here, for the technician and the alarm at four hours."""

    unsent: int
    parked: int
    oldest_at: datetime | None


def read_backlog(connection: sqlite3.Connection) -> Backlog:
    """What is still here, by a connection that may belong to a technician's look."""
    unsent, parked, oldest = connection.execute(
        "SELECT count(*), coalesce(sum(state = 'parked'), 0), min(at) FROM outbox"
        " WHERE state IN ('queued', 'sending', 'parked')"
    ).fetchone()
    return Backlog(unsent - parked, parked, datetime.fromisoformat(oldest) if oldest else None)
