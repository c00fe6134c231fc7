"""What devices did, day by day, kept over restarts: the book of tallies and of receipt paper.

Owns ``devices.sqlite`` and the one thread that writes it, once a minute, when the day changes and
at the orderly end; a kill loses a minute at most. Nobody waits for the disk: looking is done in
memory, and a book that cannot be opened or written is logged once and stops nothing.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from devices.paper_fed import FeedingPrinter, PaperFed
from devices.worker import DeviceWorker
from kiosk.clock import Clock
from kiosk.errors import BrokenEnvironmentError
from kiosk.host.settings import Setup
from kiosk.upkeep import device_rows as rows
from kiosk.upkeep.device_days import DayKey, DeviceDays, DeviceFigures
from kiosk.upkeep.receipt_roll import PaperLeft, RollUse, paper_left, refilled, with_fed
from kiosk.uplink.database import DiskFullError, DurableDatabase
from kiosk.visit.local_time import local

log = logging.getLogger(__name__)

WRITE_SECONDS = 60.0
#: A disk that hangs must not hold up the end of the host.
CLOSE_SECONDS = 5.0
_DISK = (BrokenEnvironmentError, DiskFullError, sqlite3.Error, OSError)


class DeviceBook:
    """What it is asked is quick, and may be asked from any thread."""

    def __init__(
        self,
        file: Path,
        clock: Clock,
        workers: Iterable[DeviceWorker[Any]],
        roll_mm: Mapping[str, int] | None = None,
    ) -> None:
        """``roll_mm``: how long a new roll is, of the printers whose settings say so."""
        self._clock, self._roll_mm = clock, dict(roll_mm or {})
        self._workers = {worker.device_id: worker for worker in workers}
        self._guard = threading.Lock()
        self._wake, self._is_over = threading.Event(), threading.Event()
        self._days, self._rolls = DeviceDays(), dict[str, RollUse]()
        #: What each printer's driver had fed at the last look; another driver begins at nothing.
        self._fed: dict[str, tuple[object, PaperFed]] = {}
        #: Whose driver broke when it was asked: said once, and not at every look.
        self._broken: set[str] = set()
        self._changed: set[DayKey] = set()
        self._dropped: set[DayKey] = set()
        self._rolled: set[str] = set()
        self._is_failing = False
        self._database = self._open(file)
        self._thread = threading.Thread(target=self._run, name="device-book", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        if self._database is not None:
            self._thread.start()

    def close(self) -> None:
        """Write what there is. The devices' workers have ended by now."""
        self._is_over.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(CLOSE_SECONDS)
        elif self._database is not None:
            self._database.close()

    def figures(self, device_id: str) -> DeviceFigures | None:
        """A device as it stands now; None when nothing is known or the book cannot be kept."""
        if self._database is None:
            return None
        with self._guard:
            self._look()
            return self._days.figures(device_id, self._today())

    def all_figures(self) -> tuple[DeviceFigures, ...]:
        """Every device of which something is known."""
        found = (self.figures(device_id) for device_id in self._workers)
        return tuple(one for one in found if one is not None)

    def roll(self, device_id: str) -> RollUse:
        """The roll of a receipt printer as it stands now."""
        with self._guard:
            self._look()
            return self._rolls.get(device_id, RollUse())

    def paper_left(self) -> PaperLeft | None:
        """What the receipt printer has left by our count."""
        for device_id, roll_mm in self._roll_mm.items():
            return paper_left(roll_mm, self.roll(device_id))
        return None

    def refilled(self, device_id: str) -> None:
        """Somebody has put a new roll in, and the printer has seen it. Written at once."""
        with self._guard:
            self._look()
            use = self._rolls.get(device_id, RollUse())
            self._rolls[device_id] = refilled(use, self._clock.wall())
            self._rolled.add(device_id)
        self._wake.set()

    # --- in memory; the guard is held ---------------------------------------------------------

    def _look(self) -> None:
        counts = {name: worker.counts() for name, worker in self._workers.items()}
        self._changed |= self._days.look(counts, self._today())
        for name, worker in self._workers.items():
            driver = worker.driver
            fed = self._fed_by(name, driver)
            if fed is not None:
                self._feed(name, driver, fed)

    def _fed_by(self, device_id: str, driver: object) -> PaperFed | None:
        """What a driver says; None of one that cannot say, or is another maker's and breaks."""
        try:
            fed = driver.fed if isinstance(driver, FeedingPrinter) else None
        except Exception as bug:  # noqa: BLE001  (named edge: a driver's bug ends no host, no book)
            if device_id not in self._broken:
                log.warning("paper_fed_broken device=%s error=%s", device_id, type(bug).__name__)
            self._broken.add(device_id)
            return None
        self._broken.discard(device_id)
        return fed if isinstance(fed, PaperFed) else None

    def _feed(self, device_id: str, driver: object, now: PaperFed) -> None:
        use = self._rolls.get(device_id, RollUse())
        known, before = self._fed.get(device_id, (driver, PaperFed()))
        after = with_fed(use, before if known is driver else PaperFed(), now)
        self._fed[device_id] = driver, now
        if after != use:
            self._rolls[device_id] = after
            self._rolled.add(device_id)

    def _today(self) -> date:
        return local(self._clock.wall()).date()

    # --- on disk ------------------------------------------------------------------------------

    def _open(self, file: Path) -> DurableDatabase | None:
        database = None
        try:
            database = DurableDatabase(file, rows.DEVICE_SCHEMA)
            with database.read() as db:
                self._days = DeviceDays(rows.read_days(db), rows.read_lifetimes(db))
                self._rolls = rows.read_rolls(db)
        except _DISK as broken:
            log.error("device_book_unusable error=%s", type(broken).__name__)
            if database is not None:
                database.close()
            return None
        return database

    def _run(self) -> None:
        while not self._is_over.is_set():
            self._clock.wait(self._wake, self._pause_seconds())
            self._wake.clear()
            self._write()
        # The last look: whatever was counted between the one before and the end.
        self._write()
        if self._database is not None:
            self._database.close()

    def _pause_seconds(self) -> float:
        now = local(self._clock.wall())
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        return min(WRITE_SECONDS, (midnight - now).total_seconds())

    def _write(self) -> None:
        if self._database is None:
            return
        with self._guard:
            self._look()
            gone = self._dropped | self._days.drop_old(self._today())
            changed, rolled, kept = self._changed, self._rolled, self._days.days
            days = {key: kept[key] for key in changed if key in kept}
            dropped = {key for key in gone if key not in kept}
            names = {key.device_id for key in changed}
            lives = {name: self._days.lifetimes[name] for name in names}
            rolls = {name: self._rolls[name] for name in rolled}
            self._changed, self._dropped, self._rolled = set(), set(), set()
        if not (days or dropped or rolls):
            return
        try:
            with self._database.write() as db:
                rows.write_days(db, days)
                rows.delete_days(db, dropped)
                rows.write_lifetimes(db, lives)
                rows.write_rolls(db, rolls)
        except _DISK as refused:
            with self._guard:  # then with the next minute's
                self._changed |= changed
                self._dropped |= dropped
                self._rolled |= rolled
            self._note(is_failing=True, error=type(refused).__name__)
        else:
            self._note(is_failing=False)

    def _note(self, *, is_failing: bool, error: str = "") -> None:
        """Once, and not every minute."""
        if is_failing and not self._is_failing:
            log.error("device_book_not_written error=%s", error)
        self._is_failing = is_failing


def make_device_book(
    setup: Setup, state: Path, clock: Clock, workers: Iterable[DeviceWorker[Any]]
) -> DeviceBook:
    """The book of one terminal."""
    options = {plan.entry.id: getattr(plan.options, "roll_mm", None) for plan in setup.devices}
    roll_mm = {name: length for name, length in options.items() if length is not None}
    return DeviceBook(state / rows.DEVICE_BOOK, clock, workers, roll_mm)
