"""SQLite that still has tomorrow what it acknowledged today.

Owns opening, the durability settings, the lock against a second process and one transaction at a
time; must not know any table. WAL with ``synchronous=EXTRA`` is the setting that lost nothing in
the power-cut model (WAL/NORMAL lost 7 %); EXTRA equals FULL in WAL mode and stays right should
somebody change the journal mode. ``secure_delete`` and a truncated WAL leave no deleted rows.
"""

import fcntl
import os
import sqlite3
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import BrokenEnvironmentError

_SYNCHRONOUS_EXTRA = 3
_DAMAGE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR)
#: ``struct flock`` (fcntl(2)): type, whence, start, length (0: to the end), process (0).
_LOCK = struct.Struct("hhqqi4x")


class DiskFullError(Exception):
    """Nothing was written: the disk has no room. Callers turn it into a value."""


class DurableDatabase:
    """One file, one connection, one writer. Safe to call from several threads."""

    def __init__(self, path: Path, schema: str) -> None:
        self._path = path
        self._one_at_a_time = threading.Lock()
        self._lock_fd = _lock_or_fail(path.with_suffix(".lock"))
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError as error:
            os.close(self._lock_fd)
            raise BrokenEnvironmentError(f"cannot open {path.name}: {error}") from error
        try:
            with _damage_as_one_error(path):
                self._make_durable()
                self._check_whole()
                self._connection.executescript(f"BEGIN;{schema};COMMIT;")
        except BaseException:
            self.close()
            raise
        _sync_folder(path.parent)

    def settings(self) -> dict[str, str | int]:
        """The settings that durability rests on, read back from SQLite."""
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        return {name: self._pragma(name) for name in names}

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: durable when the block ends, gone when it raises."""
        with self._one_at_a_time, _full_disk_as_one_error():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Look, and change nothing."""
        with self._one_at_a_time:
            yield self._connection

    def forget_deleted(self) -> None:
        """Push the WAL into the file and cut it, so that deleted rows are nowhere any more."""
        with self._one_at_a_time, _full_disk_as_one_error():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        with self._one_at_a_time:
            self._connection.close()
            if self._lock_fd >= 0:
                os.close(self._lock_fd)
                self._lock_fd = -1

    def _make_durable(self) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=EXTRA", "secure_delete=ON",
                       "foreign_keys=ON"):  # fmt: skip
            self._connection.execute(f"PRAGMA {pragma}")
        found = self.settings()
        wanted = {"journal_mode": "wal", "synchronous": _SYNCHRONOUS_EXTRA, "secure_delete": 1}
        if any(found[name] != value for name, value in wanted.items()):
            # A file system without shared memory (some network mounts) refuses WAL silently.
            raise BrokenEnvironmentError(f"{self._path.name} cannot be made durable: {found}")

    def _check_whole(self) -> None:
        if (verdict := self._pragma("quick_check")) != "ok":
            raise BrokenEnvironmentError(f"{self._path.name} is damaged: {verdict}")

    def _pragma(self, name: str) -> str | int:
        value: str | int = self._connection.execute(f"PRAGMA {name}").fetchone()[0]
        return value


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Look into a file that another process may have open. Changes nothing and takes no lock.

    Raises sqlite3.DatabaseError for a file that is absent or damaged.
    """
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield connection
    finally:
        connection.close()


def is_held(path: Path) -> bool:
    """True while somebody has the file open for writing. Only asks: it keeps nobody out."""
    try:
        fd = os.open(path.with_suffix(".lock"), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        in_the_way = fcntl.fcntl(fd, fcntl.F_OFD_GETLK, _LOCK.pack(fcntl.F_RDLCK, 0, 0, 0, 0))
    finally:
        os.close(fd)
    return bool(_LOCK.unpack(in_the_way)[0] != fcntl.F_UNLCK)


@contextmanager
def _full_disk_as_one_error() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise DiskFullError(str(error)) from error
        raise


@contextmanager
def _damage_as_one_error(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the kind, what stands above it the variety (sqlite.org/rescode.html).
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            raise BrokenEnvironmentError(f"{path.name} is damaged: {error}") from error
        raise


def _lock_or_fail(path: Path) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # Bound to this opening and not to the process, as flock's, and it can be asked for, too.
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _LOCK.pack(fcntl.F_WRLCK, 0, 0, 0, 0))
    except OSError as error:
        os.close(fd)
        raise BrokenEnvironmentError(f"{path.stem} is in use by another process") from error
    return fd


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
