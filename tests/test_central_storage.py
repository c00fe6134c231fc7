"""The engine under the platform: durable, shared commits, and one bad job harms nobody else."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from central.storage.engine import BATCH_JOBS, Sql, SqliteEngine

SCHEMA = ("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",)


@contextmanager
def _engine(folder: Path) -> Iterator[SqliteEngine]:
    engine = SqliteEngine(folder / "notes.db", SCHEMA)
    try:
        yield engine
    finally:
        engine.close()


def _insert(sql: Sql, number: int) -> int:
    return sql.run("INSERT INTO notes VALUES (?, ?)", number, f"note {number}")


async def _insert_all(engine: SqliteEngine, numbers: range) -> list[object]:
    jobs = [engine.write(lambda sql, n=number: _insert(sql, n)) for number in numbers]
    return await asyncio.gather(*jobs, return_exceptions=True)


def test_writing_connection_is_as_durable_as_it_says(tmp_path: Path) -> None:
    with _engine(tmp_path) as engine:
        asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        read = {
            name: engine._write_connection.execute(f"PRAGMA {name}").fetchone() for name in asked
        }
        assert read == {
            "journal_mode": ("wal",),
            "synchronous": (2,),
            "foreign_keys": (1,),
            "secure_delete": (1,),
        }


def test_one_bad_job_leaves_the_rest_of_its_commit_whole(tmp_path: Path) -> None:
    with _engine(tmp_path) as engine:
        asyncio.run(_insert_all(engine, range(1)))
        outcomes = asyncio.run(_insert_all(engine, range(BATCH_JOBS + 10)))
        assert isinstance(outcomes[0], sqlite3.IntegrityError)
        assert outcomes[1:] == [1] * (BATCH_JOBS + 9)
        count = engine.reader.rows("SELECT COUNT(*) FROM notes")[0][0]
        assert count == BATCH_JOBS + 10


def test_job_that_fails_halfway_leaves_nothing(tmp_path: Path) -> None:
    def half(sql: Sql) -> None:
        _insert(sql, 1)
        raise LookupError("half done")

    with _engine(tmp_path) as engine:
        with pytest.raises(LookupError):
            asyncio.run(engine.write(half))
        assert engine.reader.rows("SELECT * FROM notes") == []


def test_many_jobs_share_few_commits(tmp_path: Path) -> None:
    with _engine(tmp_path) as engine:
        commits: list[str] = []
        engine._write_connection.set_trace_callback(
            lambda statement: commits.append(statement) if statement == "COMMIT" else None
        )
        blocked, go = threading.Event(), threading.Event()

        def hold(sql: Sql) -> None:
            blocked.set()
            go.wait()

        async def run() -> None:
            first = asyncio.create_task(engine.write(hold))
            await asyncio.to_thread(blocked.wait)
            rest = asyncio.create_task(_insert_all(engine, range(BATCH_JOBS)))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            go.set()
            await asyncio.gather(first, rest)

        asyncio.run(run())
        assert len(commits) == 2


def test_close_finishes_what_was_asked_before(tmp_path: Path) -> None:
    async def ask_and_close(engine: SqliteEngine) -> list[object]:
        asked = asyncio.create_task(_insert_all(engine, range(200)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.to_thread(engine._queue.put, None)
        return await asked

    with _engine(tmp_path) as engine:
        assert asyncio.run(ask_and_close(engine)) == [1] * 200
    with _engine(tmp_path) as again:
        assert again.reader.rows("SELECT COUNT(*) FROM notes")[0][0] == 200


def test_commit_that_fails_is_said_to_everybody_in_it(tmp_path: Path) -> None:
    def break_commit(sql: Sql) -> None:
        sql.run("COMMIT")

    with _engine(tmp_path) as engine:
        with pytest.raises(sqlite3.Error):
            asyncio.run(engine.write(break_commit))
        assert asyncio.run(_insert_all(engine, range(1))) == [1]
