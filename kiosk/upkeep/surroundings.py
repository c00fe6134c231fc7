"""Everything but devices: platform, outbox, books of sheets and tallies, disk, fonts.

Owns what counts as trouble there. Only looks: works beside a running host, takes no lock, makes no
file, and shows counts and serials, never a case.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from devices.status import Actor
from kiosk.clock import Clock
from kiosk.errors import BrokenEnvironmentError
from kiosk.paper import rows, stock
from kiosk.paper.states import SheetState
from kiosk.upkeep.device_days import DeviceDays, Spell
from kiosk.upkeep.device_rows import read_days, read_lifetimes
from kiosk.upkeep.findings import (
    DiskFinding,
    FontFinding,
    LostSheet,
    OutboxFinding,
    PaperFinding,
    PlatformFinding,
    Trouble,
)
from kiosk.uplink import ledger
from kiosk.uplink.backlog import Backlog, read_backlog
from kiosk.uplink.client import Answered, PlatformAddress, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import Catalogue
from kiosk.uplink.database import reading
from kiosk.uplink.disk_guard import DiskLimits, DiskUse, disk_use
from kiosk.visit.local_time import local

#: A technician waits before the machine: the sender's own patience (30 s) would be too long here.
CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 5.0
#: Signatures and due days are stamped by this clock.
LARGEST_CLOCK_DIFFERENCE_SECONDS = 60.0
#: The promise of the product: what is older than this is somebody's business.
OLDEST_UNSENT = timedelta(hours=4)
#: A busy evening uses this many licences; staff come once a day.
FEW_SHEETS = 10
#: What set-up writes (deploy/extract_fonts.py) and glass, receipts and licences draw with.
FONT_FILES = (
    "NotoSansCJKsc-Regular.otf",
    "NotoSansCJKsc-Bold.otf",
    "NotoSansMonoCJKsc-Regular.otf",
    "NotoSerifCJKsc-Regular.otf",
    "NotoSerifCJKsc-Bold.otf",
)


# --- platform -----------------------------------------------------------------------------------


def ask_platform(url: str, terminal: str, clock: Clock) -> PlatformFinding:
    """Ask for the time: cheap, and only the platform answers it rightly."""
    address = PlatformAddress(url, terminal, CONNECT_SECONDS, ANSWER_SECONDS)
    started_at = clock.monotonic()
    with closing(PlatformClient(address, clock)) as client:
        answer = client.server_time()
    took_seconds = clock.monotonic() - started_at
    match answer:
        case Answered(value=time):
            # The answer was made somewhere between question and now: half of the way is the best.
            middle = clock.wall() - timedelta(seconds=took_seconds / 2)
            return _reached(url, took_seconds, (middle - time.at).total_seconds())
        case Refused(problem=problem):
            refused = "platform-refuses" if problem.status < 500 else "platform-away"
            return _away(url, took_seconds, f"status-{problem.status}", refused)
        case Unknown(reason=reason):
            return _away(url, took_seconds, reason, "platform-away")


def _reached(url: str, took_seconds: float, ahead_seconds: float) -> PlatformFinding:
    troubles: tuple[Trouble, ...] = ()
    if abs(ahead_seconds) > LARGEST_CLOCK_DIFFERENCE_SECONDS:
        troubles = (Trouble("clock-wrong", Actor.TECHNICIAN),)
    return PlatformFinding(
        url=url,
        is_reachable=True,
        took_seconds=took_seconds,
        clock_ahead_seconds=ahead_seconds,
        troubles=troubles,
    )


def _away(url: str, took_seconds: float, reason: str, trouble: str) -> PlatformFinding:
    return PlatformFinding(
        url=url,
        is_reachable=False,
        reason=reason,
        took_seconds=took_seconds,
        troubles=(Trouble(trouble, Actor.TECHNICIAN),),
    )


# --- outbox -------------------------------------------------------------------------------------


def look_into_outbox(file: Path, now: datetime) -> OutboxFinding:
    """How much waits, and whether somebody has to look at it."""
    try:
        if not file.exists():
            return OutboxFinding(None)
        with reading(file) as db:
            backlog = read_backlog(db)
            is_whole = ledger.first_broken_line(db) is None
    except (sqlite3.DatabaseError, PermissionError):
        return OutboxFinding(None, (Trouble("books-unreadable", Actor.TECHNICIAN),))
    return OutboxFinding(backlog, tuple(_outbox_troubles(backlog, is_whole, now)))


def kept_catalogue(file: Path) -> Catalogue | None:
    """What the platform offered when a host last heard of it; None when none ever did."""
    try:
        with reading(file) as db:
            row = db.execute("SELECT value FROM note WHERE name = 'catalogue'").fetchone()
        return None if row is None else Catalogue.model_validate_json(row[0])
    except (sqlite3.DatabaseError, OSError, ValidationError):
        return None


def _outbox_troubles(backlog: Backlog, is_whole: bool, now: datetime) -> Iterator[Trouble]:
    if backlog.parked:
        yield Trouble("cases-parked", Actor.TECHNICIAN, backlog.oldest_at)
    if backlog.unsent and backlog.oldest_at and now - backlog.oldest_at > OLDEST_UNSENT:
        yield Trouble("cases-unsent-too-long", Actor.TECHNICIAN, backlog.oldest_at)
    if not is_whole:
        yield Trouble("history-changed", Actor.TECHNICIAN)


# --- official sheets ----------------------------------------------------------------------------


def look_into_paper_books(file: Path) -> PaperFinding:
    """The balance of the numbered blanks, and the sheets that wait for a person."""
    try:
        if not file.exists():
            return PaperFinding(None)
        with reading(file) as db:
            books = stock.books(db)
            lost = tuple(_lost_sheets(db))
            is_whole = ledger.first_broken_line(db) is None
    except (sqlite3.DatabaseError, PermissionError, ValueError):
        # A value of the wrong kind: named here without its text, which may be a licence's number.
        return PaperFinding(None, (), (Trouble("books-unreadable", Actor.TECHNICIAN),))
    return PaperFinding(books, lost, tuple(_paper_troubles(books, lost, is_whole)))


def _lost_sheets(db: sqlite3.Connection) -> Iterator[LostSheet]:
    for attempt in rows.select(db, "state = ?", SheetState.UNCERTAIN):
        yield LostSheet(
            attempt.attempt_id, attempt.blank_serial or "plain", attempt.reason, attempt.changed_at
        )


def _paper_troubles(
    books: stock.Books, lost: tuple[LostSheet, ...], is_whole: bool
) -> Iterator[Trouble]:
    if lost:
        yield Trouble("sheets-uncertain", Actor.HOST_STAFF, min(each.since for each in lost))
    if books.loaded and not books.remaining:
        yield Trouble("stock-empty", Actor.HOST_STAFF)
    elif books.loaded and books.remaining <= FEW_SHEETS:
        yield Trouble("stock-low", Actor.HOST_STAFF)
    if not books.balanced:
        yield Trouble("books-unbalanced", Actor.TECHNICIAN)
    if not is_whole:
        yield Trouble("history-changed", Actor.TECHNICIAN)


# --- tallies of devices -------------------------------------------------------------------------


def look_into_device_book(file: Path, now: datetime) -> Mapping[str, Spell]:
    """Thirty days of each device that was counted. A book that cannot be read counts nothing."""
    try:
        if not file.exists():
            return {}
        with reading(file) as db:
            lifetimes = read_lifetimes(db)
            days = DeviceDays(read_days(db), lifetimes)
    except (sqlite3.DatabaseError, PermissionError):
        return {}
    found = (days.figures(device_id, local(now).date()) for device_id in lifetimes)
    return {one.device_id: one.month for one in found if one is not None}


# --- machine ------------------------------------------------------------------------------------


def look_at_disk(folder: Path) -> DiskFinding:
    """Room for cases, by the rule of the outbox itself."""
    home = next(each for each in (folder, *folder.parents) if each.exists())
    return judge_disk(disk_use(home))


def judge_disk(use: DiskUse) -> DiskFinding:
    """Full is where the outbox takes no new case."""
    used_bytes = use.total_bytes - use.free_bytes
    if used_bytes <= use.total_bytes * DiskLimits().full_at_ratio:
        return DiskFinding(use)
    return DiskFinding(use, (Trouble("disk-full", Actor.TECHNICIAN),))


def look_for_fonts(folder: Path, names: Iterable[str] = FONT_FILES) -> FontFinding:
    """Which fonts of set-up are absent or empty."""
    missing = tuple(name for name in names if not _has_content(folder / name))
    return FontFinding(missing, (Trouble("fonts-missing", Actor.TECHNICIAN),) if missing else ())


def require_fonts(folder: Path) -> Path:
    """``folder``, for who cannot begin without them. Raises BrokenEnvironmentError."""
    if missing := look_for_fonts(folder).missing:
        raise BrokenEnvironmentError(
            f"fonts missing in {folder}: {', '.join(missing)}; deploy/setup.sh puts them there"
        )
    return folder


def _has_content(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0
