"""The rows of the device book: days, lifetimes, rolls of paper. Owns the tables; opens no file.

A row that cannot be read is left out: a figure less is no reason to stop anything.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from devices.record import Counts
from kiosk.upkeep.device_days import DayKey, Lifetime
from kiosk.upkeep.receipt_roll import RollUse

DEVICE_BOOK = "devices.sqlite"

DEVICE_SCHEMA = """
CREATE TABLE IF NOT EXISTS device_day (
    device_id TEXT NOT NULL,
    day TEXT NOT NULL,
    done INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    reopens INTEGER NOT NULL,
    resets INTEGER NOT NULL,
    restarts INTEGER NOT NULL,
    answer_steps TEXT NOT NULL,
    use_steps TEXT NOT NULL,
    PRIMARY KEY (device_id, day)
) STRICT;
CREATE TABLE IF NOT EXISTS device_lifetime (
    device_id TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    done INTEGER NOT NULL,
    tried INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS receipt_roll (
    device_id TEXT PRIMARY KEY,
    since TEXT,
    fed_mm REAL NOT NULL,
    latest_mm TEXT NOT NULL
) STRICT;
"""

K = TypeVar("K")
V = TypeVar("V")


def read_days(db: sqlite3.Connection) -> dict[DayKey, Counts]:
    """Every day that is kept."""
    rows = db.execute(
        "SELECT device_id, day, done, refused, failed, reopens, resets, restarts,"
        " answer_steps, use_steps FROM device_day"
    )
    return _readable(rows, _day)


def read_lifetimes(db: sqlite3.Connection) -> dict[str, Lifetime]:
    """Every device that was ever counted."""
    rows = db.execute("SELECT device_id, since, done, tried FROM device_lifetime")
    return _readable(rows, lambda row: (row[0], Lifetime(date.fromisoformat(row[1]), *row[2:])))


def read_rolls(db: sqlite3.Connection) -> dict[str, RollUse]:
    """Every printer that was ever fed."""
    rows = db.execute("SELECT device_id, since, fed_mm, latest_mm FROM receipt_roll")
    return _readable(rows, _roll)


def write_days(db: sqlite3.Connection, days: Mapping[DayKey, Counts]) -> None:
    """Put these days in the place of what was there."""
    db.executemany(
        "INSERT OR REPLACE INTO device_day VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key.device_id, key.day.isoformat(), one.done, one.refused, one.failed,
                one.reopens, one.resets, one.restarts,
                json.dumps(dict(one.answer_steps)), json.dumps(dict(one.use_steps)),
            )
            for key, one in days.items()
        ],
    )  # fmt: skip


def delete_days(db: sqlite3.Connection, keys: Iterable[DayKey]) -> None:
    """Forget these days."""
    db.executemany(
        "DELETE FROM device_day WHERE device_id = ? AND day = ?",
        [(key.device_id, key.day.isoformat()) for key in keys],
    )


def write_lifetimes(db: sqlite3.Connection, lifetimes: Mapping[str, Lifetime]) -> None:
    """Put these in the place of what was there."""
    db.executemany(
        "INSERT OR REPLACE INTO device_lifetime VALUES (?, ?, ?, ?)",
        [(name, one.since.isoformat(), one.done, one.tried) for name, one in lifetimes.items()],
    )


def write_rolls(db: sqlite3.Connection, rolls: Mapping[str, RollUse]) -> None:
    """Put these in the place of what was there."""
    db.executemany(
        "INSERT OR REPLACE INTO receipt_roll VALUES (?, ?, ?, ?)",
        [
            (name, one.since and one.since.isoformat(), one.fed_mm, json.dumps(one.latest_mm))
            for name, one in rolls.items()
        ],
    )


Row = tuple[object, ...]


def _readable(rows: Iterable[Row], read: Callable[..., tuple[K, V]]) -> dict[K, V]:
    found: dict[K, V] = {}
    for row in rows:
        try:
            key, value = read(row)
        except (ValueError, TypeError, AttributeError):
            continue
        found[key] = value
    return found


def _day(row: tuple[str, str, int, int, int, int, int, int, str, str]) -> tuple[DayKey, Counts]:
    key = DayKey(row[0], date.fromisoformat(row[1]))
    return key, Counts(*row[2:8], _steps(row[8]), _steps(row[9]))


def _steps(text: str) -> dict[int, int]:
    return {int(step): int(count) for step, count in json.loads(text).items()}


def _roll(row: tuple[str, str | None, float, str]) -> tuple[str, RollUse]:
    since = None if row[1] is None else datetime.fromisoformat(row[1])
    return row[0], RollUse(since, row[2], tuple(float(each) for each in json.loads(row[3])))
