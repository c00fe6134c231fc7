"""Looking whether somebody holds a book keeps nobody from opening it, at whatever instant."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.errors import BrokenEnvironmentError
from kiosk.uplink import database
from kiosk.uplink.database import DurableDatabase, is_held
from tests.receipt_samples import ROOT

SCHEMA = "CREATE TABLE IF NOT EXISTS thing (name TEXT);"


class SlowLook:
    """Whoever looks gets no turn between asking about the lock and letting go of the file."""

    def __init__(self, book: Path) -> None:
        self._book, self.opened = book, 0

    def close(self, number: int) -> None:
        if os.readlink(f"/proc/self/fd/{number}").endswith(".lock") and not self.opened:
            self.opened = 1
            DurableDatabase(self._book, SCHEMA).close()
        os.close(number)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


def test_host_that_starts_while_somebody_looks_gets_its_books(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "book.sqlite"
    DurableDatabase(book, SCHEMA).close()
    slow = SlowLook(book)
    with monkeypatch.context() as patched:
        patched.setattr(database, "os", slow)
        assert not is_held(book)
    assert slow.opened


def test_book_is_held_from_opening_to_closing_and_by_one(tmp_path: Path) -> None:
    book = tmp_path / "book.sqlite"
    assert not is_held(book)
    held = DurableDatabase(book, SCHEMA)
    assert is_held(book)
    assert is_held(book), "looking lets nobody go"
    with pytest.raises(BrokenEnvironmentError, match="in use"):
        DurableDatabase(book, SCHEMA)
    assert is_held(book), "nor does trying"
    held.close()
    assert not is_held(book)


HOLDER = """
import sys
from pathlib import Path
from kiosk.uplink.database import DurableDatabase
book = DurableDatabase(Path(sys.argv[1]), "CREATE TABLE IF NOT EXISTS thing (name TEXT);")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def holder(book: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", HOLDER, str(book)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_book_of_another_process_is_held_until_that_is_killed(tmp_path: Path) -> None:
    book = tmp_path / "book.sqlite"
    with holder(book):
        assert is_held(book)
        with pytest.raises(BrokenEnvironmentError, match="in use"):
            DurableDatabase(book, SCHEMA)
    assert not is_held(book)
    DurableDatabase(book, SCHEMA).close()


def test_lock_is_the_openings_own_and_another_file_of_the_process_does_not_drop_it(
    tmp_path: Path,
) -> None:
    """POSIX locks go when the process closes any descriptor of the file; ours may not."""
    book = tmp_path / "book.sqlite"
    held = DurableDatabase(book, SCHEMA)
    with book.with_suffix(".lock").open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
    assert is_held(book)
    held.close()
