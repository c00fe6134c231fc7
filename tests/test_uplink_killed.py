"""kill -9 at any instant after "stored" was said: the case goes out, once."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.uplink.items import ItemState
from kiosk.uplink.packet import encode_key, new_key_pair
from tests.fakes.case_maker import sealed_case
from tests.fakes.platform import FakePlatform
from tests.uplink_bench import opened


@contextmanager
def child(folder: Path, platform: FakePlatform, how_many: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.fakes.uplink_child", str(folder), platform.url]
    command += [encode_key(platform.keys.public), str(how_many)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def stored(process: subprocess.Popen[str], how_many: int) -> list[UUID]:
    assert process.stdout is not None
    return [UUID(process.stdout.readline().strip()) for _ in range(how_many)]


def test_killed_with_a_case_in_the_senders_hand(tmp_path: Path) -> None:
    """The platform has taken the case and not answered yet when the terminal dies."""
    with FakePlatform() as platform:
        taken, killed = threading.Event(), threading.Event()

        def hold(case_id: UUID) -> None:
            taken.set()
            killed.wait(30)

        platform.after_taking = hold
        with child(tmp_path, platform, 1) as process:
            (case_id,) = stored(process, 1)
            assert taken.wait(30)
        killed.set()
        with opened(tmp_path, platform.url) as bench:
            assert bench.outbox.state_of(case_id) is ItemState.QUEUED
            bench.drain()
            assert bench.outbox.state_of(case_id) is ItemState.CLOSED
        assert list(platform.cases) == [case_id]
        assert platform.arrivals[str(case_id)] == 2


@pytest.mark.parametrize("kill_after", [1, 2, 5, 9])
def test_killed_while_storing_and_sending(tmp_path: Path, kill_after: int) -> None:
    with FakePlatform() as platform:
        with child(tmp_path, platform, 0) as process:
            said = stored(process, kill_after)
        with opened(tmp_path, platform.url) as bench:
            assert all(bench.outbox.state_of(one) is not None for one in said)
            bench.drain()
            assert bench.outbox.first_broken_ledger_line() is None
            assert list((tmp_path / "sealed").iterdir()) == []
        assert set(said) <= set(platform.cases)


def test_killed_between_the_answer_and_the_deleting(tmp_path: Path) -> None:
    """Registered, but the payload is still here: the restart finishes what was begun."""
    case = sealed_case(new_key_pair().public, b"a lease")
    with opened(tmp_path) as bench:
        bench.outbox.put_case(case.header, case.packet, case.files)
        with bench.database.write() as connection:
            connection.execute("UPDATE outbox SET state = 'registered', reply = x'7b7d'")
    with opened(tmp_path) as bench:
        assert bench.outbox.state_of(case.header.case_id) is ItemState.CLOSED
        assert bench.outbox.backlog().unsent == 0
        assert list((tmp_path / "sealed").iterdir()) == []
