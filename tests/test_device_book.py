"""The book of tallies: what a restart, a kill, midnight and a failing disk leave of it."""

import sqlite3
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from devices.paper_fed import PaperFed
from devices.record import Tally
from devices.uses import Use
from kiosk.host import device_book
from kiosk.host.device_book import WRITE_SECONDS, DeviceBook
from kiosk.upkeep import device_rows
from kiosk.upkeep.log_lines import known_lines
from kiosk.uplink.database import DurableDatabase, reading
from tests.fakes.clock import FakeClock

LIMIT_SECONDS = 30.0
#: A quarter to midnight in the hall.
EVENING = datetime(2026, 4, 2, 15, 45, tzinfo=UTC)


class Printer:
    """A driver that remembers what it fed."""

    def __init__(self):
        self.fed = PaperFed()


class Worker:
    """A worker's numbers without its thread."""

    def __init__(self, device_id="printer"):
        self.device_id, self.driver = device_id, Printer()
        self.tally = Tally(device_id)

    def counts(self):
        return self.tally.counts()

    def print(self, count=1, mm=100.0):
        for _ in range(count):
            self.tally.ran(1.0, Use.DONE)
            self.driver.fed = self.driver.fed.after(mm)


class RestingClock(FakeClock):
    """Knows when the book's thread has gone to sleep, so that no step of time is lost on it."""

    def __init__(self):
        super().__init__(EVENING)
        self._resting = threading.Semaphore(0)

    def wait(self, event, timeout_seconds):
        # Nobody moves the clock between the word of going to sleep and the sleep itself.
        with self._moved:
            self._resting.release()
            return super().wait(event, timeout_seconds)

    def rests(self):
        assert self._resting.acquire(timeout=LIMIT_SECONDS)

    def passes(self, seconds):
        self.rests()
        self.advance(seconds)


class Disk:
    """Sees every transaction of a book; may refuse them."""

    def __init__(self, monkeypatch):
        self.error, self.tries = None, threading.Semaphore(0)
        disk = self

        class Watched(DurableDatabase):
            @contextmanager
            def write(self):
                try:
                    if disk.error is not None:
                        raise disk.error
                    with super().write() as db:
                        yield db
                finally:
                    disk.tries.release()

        monkeypatch.setattr(device_book, "DurableDatabase", Watched)

    def waits(self):
        assert self.tries.acquire(timeout=LIMIT_SECONDS)


@pytest.fixture(autouse=True)
def _slow_disk(monkeypatch):
    """A loaded machine's disk takes what it takes; the next book finds the file closed."""
    monkeypatch.setattr(device_book, "CLOSE_SECONDS", LIMIT_SECONDS)


@pytest.fixture
def disk(monkeypatch):
    return Disk(monkeypatch)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "devices.sqlite"


@contextmanager
def opened(file, clock, worker):
    book = DeviceBook(file, clock, [worker], {worker.device_id: 80_000})
    book.start()
    try:
        yield book
    finally:
        book.close()


def are_for_support(records):
    """Whether lines of the log get into the support bundle."""
    lines = tuple(f"2026-04-02 13:40:00,000 {one.levelname} {one.message}" for one in records)
    return known_lines(lines, "QH-BJL-03", ["printer"]).lines == lines


def kept(file):
    """What another process finds, while the book is open."""
    with reading(file) as db:
        days = device_rows.read_days(db)
    return {key.day.isoformat(): counts.done for key, counts in days.items()}


def test_figures_go_on_after_an_orderly_restart(file):
    clock, worker = FakeClock(EVENING), Worker()
    with opened(file, clock, worker) as book:
        worker.print(3)
        assert book.figures("printer").today.done == 3
    worker = Worker()
    with opened(file, clock, worker) as book:
        assert book.figures("printer").today.done == 3
        worker.print()
        shown = book.figures("printer")
        assert (shown.today.done, shown.month.done, shown.ever.done) == (4, 4, 4)


def test_killed_host_finds_all_but_the_last_minute(file, disk):
    clock, worker = RestingClock(), Worker()
    with opened(file, clock, worker):
        worker.print(3)
        clock.passes(WRITE_SECONDS)
        disk.waits()
        worker.print(2)
        assert kept(file) == {"2026-04-02": 3}


def test_day_that_changes_in_mid_visit_is_written_at_midnight(file, disk):
    clock, worker = RestingClock(), Worker()
    with opened(file, clock, worker) as book:
        worker.print(2)
        clock.passes(WRITE_SECONDS)
        disk.waits()
        worker.print(5)
        clock.passes(14 * 60 - WRITE_SECONDS + 30)
        disk.waits()
        worker.print()
        clock.passes(30)
        disk.waits()
        assert kept(file) == {"2026-04-02": 8}
        worker.print()
        assert (book.figures("printer").today.done, book.figures("printer").month.done) == (1, 9)
    assert kept(file) == {"2026-04-02": 8, "2026-04-03": 1}


def test_disk_that_fails_is_logged_once_and_everything_is_written_when_it_is_back(
    file, disk, caplog
):
    clock, worker = RestingClock(), Worker()
    with opened(file, clock, worker) as book:
        disk.error = sqlite3.OperationalError("disk I/O error")
        for _ in range(3):
            worker.print()
            clock.passes(WRITE_SECONDS)
            disk.waits()
        clock.rests()
        book.refilled("printer")
        disk.waits()
        assert book.figures("printer").today.done == 3
        disk.error = None
        clock.passes(WRITE_SECONDS)
        disk.waits()
        assert kept(file) == {"2026-04-02": 3}
        with reading(file) as db:
            assert device_rows.read_rolls(db)["printer"].since is not None
    assert [one.message for one in caplog.records] == [
        "device_book_not_written error=OperationalError"
    ]
    assert are_for_support(caplog.records)


def test_damaged_book_is_logged_and_the_host_starts_without_figures(file, caplog):
    file.write_bytes(b"SQLite format 3\0" + bytes(4000))
    worker = Worker()
    with opened(file, FakeClock(EVENING), worker) as book:
        worker.print()
        assert book.figures("printer") is None
    assert ["device_book_unusable" in one.message for one in caplog.records] == [True]
    assert are_for_support(caplog.records)


def test_row_that_cannot_be_read_costs_that_row_only(file):
    worker = Worker()
    with opened(file, FakeClock(EVENING), worker):
        worker.print()
    with sqlite3.connect(file) as db:
        db.execute("INSERT INTO device_day VALUES ('printer', 'noday', 1, 0, 0, 0, 0, 0, '', '')")
    db.close()
    with opened(file, FakeClock(EVENING), Worker()) as book:
        assert book.figures("printer").month.done == 1


def test_refill_and_what_was_fed_since_outlive_a_restart(file):
    clock, worker = FakeClock(EVENING), Worker()
    with opened(file, clock, worker) as book:
        worker.print(4, mm=90.0)
        assert book.roll("printer").since is None
        book.refilled("printer")
        worker.print(2, mm=110.0)
    with opened(file, clock, Worker()) as book:
        use = book.roll("printer")
    assert (use.since, use.fed_mm) == (EVENING, 220.0)
    assert use.latest_mm == (90.0, 90.0, 90.0, 90.0, 110.0, 110.0)


def test_driver_that_was_replaced_has_its_paper_counted_from_nothing(file):
    worker = Worker()
    with opened(file, FakeClock(EVENING), worker) as book:
        book.refilled("printer")
        worker.print(2)
        assert book.roll("printer").fed_mm == 200.0
        worker.driver = Printer()
        worker.print(3)
        assert book.roll("printer").fed_mm == 500.0


@pytest.mark.parametrize(
    "fed", [property(lambda _: 1 / 0), property(lambda _: "a lot"), None], ids=["raise", "lie", "-"]
)
def test_another_makers_printer_that_cannot_say_what_it_fed_costs_its_paper_only(file, fed):
    worker = Worker()
    worker.driver = type("Foreign", (), {"fed": fed})()
    with opened(file, FakeClock(EVENING), worker) as book:
        worker.tally.ran(1.0, Use.DONE)
        book.refilled("printer")
        assert book.figures("printer").today.done == 1
        assert book.paper_left().percent == 100
    with opened(file, FakeClock(EVENING), Worker()) as book:
        assert book.figures("printer").today.done == 1


def test_printer_whose_count_breaks_is_logged_once_and_again_after_it_was_well(file, caplog):
    clock, worker, ill = FakeClock(wall=EVENING), Worker(), property(lambda _: 1 / 0)
    printer = type("Foreign", (), {"fed": ill})
    worker.driver = printer()
    with opened(file, clock, worker) as book:
        for fed in (ill, ill, PaperFed(), ill):
            printer.fed = fed
            book.roll("printer")
    broken = [one.getMessage() for one in caplog.records if "fed_broken" in one.getMessage()]
    assert broken == ["paper_fed_broken device=printer error=ZeroDivisionError"] * 2


def test_nothing_is_written_on_a_devices_thread_or_the_askers(file, disk, monkeypatch):
    wrote = []
    plain = device_rows.write_days
    monkeypatch.setattr(
        device_rows, "write_days",
        lambda db, days: wrote.append(threading.current_thread().name) or plain(db, days),
    )  # fmt: skip
    worker = Worker()
    with opened(file, FakeClock(EVENING), worker) as book:
        worker.print()
        book.figures("printer")
        book.refilled("printer")
        disk.waits()
    assert set(wrote) == {"device-book"}
