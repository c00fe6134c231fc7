"""The engine under all storage: SQL in, rows out, and a commit that many writers share.

Owns connections, transactions and durability. Knows no table. Everything above speaks the small
``Sql`` protocol with ``?`` marks and portable statements; another engine is another ``Engine``
that satisfies it (docs/decisions/0009).
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Value = str | int | bytes | None
Row = tuple[Any, ...]

#: Jobs that share one commit. More would let one slow batch hold everybody's answer.
BATCH_JOBS = 64


class Sql(Protocol):
    """What storage modules may ask of an engine."""

    def rows(self, statement: str, *values: Value) -> Sequence[Row]:
        """All rows of a query."""
        ...

    def run(self, statement: str, *values: Value) -> int:
        """Change rows and say how many."""
        ...


class Engine(Protocol):
    """A durable store: reads at once, writes in transactions that survive a power cut."""

    @property
    def reader(self) -> Sql:
        """For queries only, on the thread that opened the engine."""
        ...

    async def write(self, job: Callable[[Sql], T]) -> T:
        """Run ``job`` in a transaction and return after it is durable."""
        ...

    def close(self) -> None:
        """Finish what is queued and let go of everything."""
        ...


class _SqliteSql:
    """The protocol over one SQLite connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, *values: Value) -> Sequence[Row]:
        return self._connection.execute(statement, values).fetchall()

    def run(self, statement: str, *values: Value) -> int:
        return self._connection.execute(statement, values).rowcount


class _Work:
    """One job, and where its outcome goes."""

    def __init__(self, job: Callable[[Sql], Any]) -> None:
        self.job = job
        self.future: Future[Any] = Future()
        # From here on the job runs, whoever stops waiting for it.
        self.future.set_running_or_notify_cancel()
        self.outcome: Any = None
        self.failure: Exception | None = None

    def settle(self, failure: Exception | None) -> None:
        if (reason := self.failure or failure) is not None:
            self.future.set_exception(reason)
        else:
            self.future.set_result(self.outcome)


class SqliteEngine:
    """SQLite in WAL mode with full syncs: one writer thread, one sync for each batch of jobs."""

    def __init__(self, path: Path, schema: Sequence[str]) -> None:
        self._path = path
        self._queue: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._write_connection = _connect(path, shared=True)
        _create(self._write_connection, schema)
        self._read_connection = _connect(path)
        self.reader: Sql = _SqliteSql(self._read_connection)
        self._thread = threading.Thread(target=self._loop, name="central-writer")
        self._thread.start()

    async def write(self, job: Callable[[Sql], T]) -> T:
        work = _Work(job)
        self._queue.put(work)
        outcome: T = await asyncio.wrap_future(work.future)
        return outcome

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()
        self._read_connection.close()
        self._write_connection.close()

    def _loop(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, more = self._gather(first)
            self._commit(batch)
            if not more:
                return

    def _gather(self, first: _Work) -> tuple[list[_Work], bool]:
        batch = [first]
        while len(batch) < BATCH_JOBS:
            try:
                work = self._queue.get_nowait()
            except queue.Empty:
                break
            if work is None:
                return batch, False
            batch.append(work)
        return batch, True

    def _commit(self, batch: list[_Work]) -> None:
        failure: Exception | None = None
        sql = _SqliteSql(self._write_connection)
        try:
            self._write_connection.execute("BEGIN IMMEDIATE")
            for work in batch:
                _run_alone(sql, work)
            self._write_connection.execute("COMMIT")
        except sqlite3.Error as error:
            failure = error
            if self._write_connection.in_transaction:
                self._write_connection.execute("ROLLBACK")
        for work in batch:
            work.settle(failure)


def _run_alone(sql: Sql, work: _Work) -> None:
    """One job behind a savepoint, so that its failure leaves the rest of the batch whole."""
    sql.run("SAVEPOINT job")
    try:
        work.outcome = work.job(sql)
    except Exception as error:  # noqa: BLE001 - the worker loop's edge: the asker gets it
        work.failure = error
        sql.run("ROLLBACK TO job")
    sql.run("RELEASE job")


def _create(connection: sqlite3.Connection, schema: Sequence[str]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement in schema:
        connection.execute(statement)
    connection.execute("COMMIT")


def _connect(path: Path, *, shared: bool = False) -> sqlite3.Connection:
    # The writing connection is made here and used by its thread only afterwards.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=not shared)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA busy_timeout=5000")
    return connection
