"""Thirty days of tallies in report and diagnosis: counted by the host, read beside or after it."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from devices.record import Counts
from kiosk.clock import SystemClock
from kiosk.upkeep import device_rows, history
from kiosk.upkeep.device_days import DayKey, Lifetime
from kiosk.uplink.database import DurableDatabase
from kiosk.visit.local_time import local
from tests.terminal_rig import Terminal, terminal
from tests.test_readiness_report import write

TODAY = local(SystemClock().wall()).date()
SENTENCE = "30 天用了 1221 次，成功 1204 次，断开过 2 次"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as terminal_:
        terminal_.id_reader()
        yield terminal_


def keep_book(here: Terminal) -> None:
    """A day of last week, and one that is too long ago."""
    here.state.mkdir(parents=True, exist_ok=True)
    days = {
        DayKey("id-reader", TODAY - timedelta(days=7)): Counts(1204, 12, 5, reopens=2),
        DayKey("id-reader", TODAY - timedelta(days=90)): Counts(done=800),
    }
    file = here.state / device_rows.DEVICE_BOOK
    with closing(DurableDatabase(file, device_rows.DEVICE_SCHEMA)) as book, book.write() as db:
        device_rows.write_days(db, days)
        device_rows.write_lifetimes(db, {"id-reader": Lifetime(TODAY, 2004, 2021)})


def test_report_says_thirty_days_and_its_record_holds_them(here: Terminal) -> None:
    keep_book(here)
    document = write(here)
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True
    ).stdout.decode()
    assert "1221" in text
    (record,) = history.examinations(here.state)
    assert record.outcomes[0].month == {"done": 1204, "tried": 1221, "reopens": 2}
    assert history.read(record.canonical()) == record


def test_diagnosis_says_thirty_days_in_words_and_in_json(here: Terminal) -> None:
    keep_book(here)
    _, said = here.run()
    assert SENTENCE in said
    _, document = here.run("--json")
    (device,) = json.loads(document)["devices"]
    assert device["month"] == {"done": 1204, "tried": 1221, "reopens": 2}


def test_terminal_that_was_never_counted_says_nothing_of_it(here: Terminal) -> None:
    _, said = here.run()
    assert "30 天用" not in said
    write(here)
    (record,) = history.examinations(here.state)
    assert "month" not in record.canonical().decode()


def test_book_that_is_damaged_costs_the_figures_only(here: Terminal) -> None:
    here.state.mkdir(parents=True, exist_ok=True)
    (here.state / device_rows.DEVICE_BOOK).write_bytes(b"SQLite format 3\0" + bytes(4000))
    _, said = here.run()
    assert "30 天用" not in said


def test_record_of_before_the_tallies_keeps_its_digest() -> None:
    line = (
        b'{"at":"2026-04-02T14:26:08+00:00","before":"' + b"0" * 64 + b'",'
        b'"outcomes":[{"adapter":"sam-serial","device_id":"id-reader","facts":{},"reason":"",'
        b'"result":"passed","role":"id-reader","state":"online","took_seconds":0.1}],'
        b'"readiness":"ready","terminal":"QH-BJL-03","troubles":[],"version":"0.1.0"}'
    )
    record = history.read(line)
    assert record is not None
    assert record.canonical() == line
