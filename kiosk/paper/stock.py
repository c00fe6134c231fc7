"""Blank sheets with serial numbers. Owns ranges, the next blank and the balance of the books.

Works inside the ledger's transactions; must not open one.
"""

import re
import sqlite3
from dataclasses import dataclass

_SERIAL = re.compile(r"(?P<prefix>[A-Z0-9-]{0,12}?)(?P<digits>[0-9]{4,12})")

STOCK_SCHEMA = """
CREATE TABLE IF NOT EXISTS stock (
    range_id INTEGER PRIMARY KEY,
    prefix TEXT NOT NULL,
    first INTEGER NOT NULL,
    width INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    used INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND count)
) STRICT;
CREATE TABLE IF NOT EXISTS spoilt_blank (
    serial TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    person TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class StockLoaded:
    """A range lies in the tray."""

    first_serial: str
    last_serial: str


@dataclass(frozen=True, slots=True)
class BlankSpoiled:
    """Out of the tray and in the books."""

    serial: str


@dataclass(frozen=True, slots=True)
class StockRefused:
    """Why the books stay as they are.

    ``bad-serial``, ``bad-count``, ``overlap``, ``miscounted``; ``empty``, ``not-on-top``,
    ``sheet-in-flight``.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Stack:
    """What is left of one range. The first stack in the list is the one that is drawn from."""

    next_serial: str
    last_serial: str
    remaining: int


@dataclass(frozen=True, slots=True)
class Books:
    """Every numbered blank that was ever loaded, by where it is now."""

    loaded: int
    remaining: int
    in_flight: int
    printed: int
    uncertain: int
    spoiled: int

    @property
    def balanced(self) -> bool:
        """Nothing was lost and nothing was made up."""
        parts = (self.remaining, self.in_flight, self.printed, self.uncertain, self.spoiled)
        return self.loaded == sum(parts)


def load(
    db: sqlite3.Connection, first_serial: str, count: int, counted: int | None = None
) -> StockLoaded | StockRefused:
    """Book a range that somebody has put into the tray; ranges are used up in order.

    ``counted``: all blanks that now lie there, where somebody has counted them.
    """
    parts = _SERIAL.fullmatch(first_serial)
    if parts is None:
        return StockRefused("bad-serial")
    prefix, first, width = parts["prefix"], int(parts["digits"]), len(parts["digits"])
    if count < 1 or first + count > 10**width:
        return StockRefused("bad-count")
    if counted is not None and counted != remaining(db) + count:
        return StockRefused("miscounted")
    overlapping = db.execute(
        "SELECT 1 FROM stock WHERE prefix = ? AND width = ? AND first < ? AND first + count > ?",
        (prefix, width, first + count, first),
    ).fetchone()
    if overlapping:
        return StockRefused("overlap")
    db.execute(
        "INSERT INTO stock (prefix, first, width, count) VALUES (?, ?, ?, ?)",
        (prefix, first, width, count),
    )
    return StockLoaded(first_serial, f"{prefix}{first + count - 1:0{width}}")


def remaining(db: sqlite3.Connection) -> int:
    """Blanks still in the tray."""
    return _number(db, "SELECT total(count - used) FROM stock")


def top_serial(db: sqlite3.Connection) -> str:
    """The serial on top of the stack; empty when there is none."""
    top = db.execute(
        "SELECT prefix, first + used, width FROM stock WHERE used < count ORDER BY range_id LIMIT 1"
    ).fetchone()
    return "" if top is None else f"{top[0]}{top[1]:0{top[2]}}"


def stacks(db: sqlite3.Connection) -> tuple[Stack, ...]:
    """Every range of which blanks are left, in the order of use."""
    rows = db.execute(
        "SELECT prefix, first, width, count, used FROM stock WHERE used < count ORDER BY range_id"
    )
    return tuple(
        Stack(f"{prefix}{first + used:0{width}}", f"{prefix}{first + count - 1:0{width}}",
              count - used)
        for prefix, first, width, count, used in rows
    )  # fmt: skip


def take_next(db: sqlite3.Connection) -> str | None:
    """The serial on top of the stack, from now on used; None when there is none."""
    top = db.execute(
        "SELECT range_id, prefix, first + used, width FROM stock"
        " WHERE used < count ORDER BY range_id LIMIT 1"
    ).fetchone()
    if top is None:
        return None
    range_id, prefix, number, width = top
    db.execute("UPDATE stock SET used = used + 1 WHERE range_id = ?", (range_id,))
    return f"{prefix}{number:0{width}}"


def put_back(db: sqlite3.Connection) -> None:
    """The blank taken last was not touched. Right only because one sheet is under way at a time."""
    db.execute(
        "UPDATE stock SET used = used - 1"
        " WHERE range_id = (SELECT max(range_id) FROM stock WHERE used > 0)"
    )


def spoil_next(db: sqlite3.Connection, reason: str, person: str) -> str | None:
    """The blank on top was damaged and taken out."""
    serial = take_next(db)
    if serial is not None:
        db.execute("INSERT INTO spoilt_blank VALUES (?, ?, ?)", (serial, reason, person))
    return serial


def books(db: sqlite3.Connection) -> Books:
    """Count every blank."""
    states: dict[str, int] = dict(
        db.execute("SELECT state, count(*) FROM attempt WHERE serial IS NOT NULL GROUP BY state")
    )
    return Books(
        loaded=_number(db, "SELECT total(count) FROM stock"),
        remaining=remaining(db),
        in_flight=states.get("submitting", 0) + states.get("submitted", 0),
        printed=sum(states.get(each, 0) for each in ("printed", "found", "handed-over")),
        uncertain=states.get("uncertain", 0),
        spoiled=states.get("spoiled", 0) + _number(db, "SELECT count(*) FROM spoilt_blank"),
    )


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
