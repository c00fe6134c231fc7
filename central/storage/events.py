"""The mailbox of each terminal: numbered per terminal, kept, read by cursor."""

from central.storage.engine import Sql
from kiosk.uplink.contract import Event


def next_seq(sql: Sql, terminal: str) -> int:
    """The number of the next event; call inside the transaction that appends it."""
    rows = sql.rows("SELECT COALESCE(MAX(seq), 0) + 1 FROM events WHERE terminal = ?", terminal)
    return int(rows[0][0])


def append(sql: Sql, terminal: str, event: Event) -> None:
    """One more event for a terminal."""
    sql.run(
        "INSERT INTO events (terminal, seq, body) VALUES (?, ?, ?)",
        terminal,
        event.seq,
        event.wire().decode(),
    )


def after(sql: Sql, terminal: str, seq: int, limit: int) -> tuple[Event, ...]:
    """What a terminal has not seen yet."""
    rows = sql.rows(
        "SELECT body FROM events WHERE terminal = ? AND seq > ? ORDER BY seq LIMIT ?",
        terminal,
        seq,
        limit,
    )
    return tuple(Event.model_validate_json(row[0]) for row in rows)
