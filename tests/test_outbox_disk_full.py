"""A full disk: no new case, nothing unsent is deleted, and what is stored can still be settled."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.uplink import sealed_files
from kiosk.uplink.disk_guard import DiskGuard, DiskLimits, DiskUse
from kiosk.uplink.items import DiskFull, ItemState, Stored
from kiosk.uplink.packet import digest_of, new_key_pair
from tests.fakes.case_maker import sealed_case
from tests.fakes.platform import FakePlatform
from tests.uplink_bench import ROOMY, Bench, opened

KEY = new_key_pair().public
FULL = DiskUse(total_bytes=1_000_000_000, free_bytes=149_000_000)


def test_above_the_limit_no_new_case_is_taken_and_the_old_ones_go_out(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        before, after = (sealed_case(platform.keys.public, b"a lease") for _ in range(2))
        assert isinstance(bench.outbox.put_case(before.header, before.packet, before.files), Stored)
        bench.use[0] = FULL
        assert not bench.outbox.has_room()
        assert bench.outbox.put_case(after.header, after.packet, after.files) == DiskFull()
        assert list((tmp_path / "sealed").iterdir()) != [], "what is unsent stays"
        bench.drain()
        assert list(platform.cases) == [before.header.case_id]
        bench.use[0] = ROOMY
        assert isinstance(bench.outbox.put_case(after.header, after.packet, after.files), Stored)


@contextmanager
def no_more_pages(bench: Bench) -> Iterator[None]:
    """SQLite's own "disk is full": the file may not grow."""
    with bench.database.write() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    with bench.database.write() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")


def test_no_room_in_the_middle_of_storing_leaves_nothing_half(tmp_path: Path) -> None:
    case = sealed_case(KEY)
    with opened(tmp_path) as bench:
        with no_more_pages(bench):
            packet_too_big = case.packet + bytes(100_000)
            header = case.header.model_copy(
                update={
                    "packet_digest": digest_of(packet_too_big),
                    "packet_size": len(packet_too_big),
                }
            )
            assert bench.outbox.put_case(header, packet_too_big) == DiskFull()
            assert bench.outbox.backlog().unsent == 0
        assert isinstance(bench.outbox.put_case(header, packet_too_big), Stored)
        assert bench.outbox.first_broken_ledger_line() is None


def test_no_room_for_a_file_leaves_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = sealed_case(KEY, b"a lease")
    (ref,) = case.header.uploads

    def fail(path: Path, data: bytes) -> None:
        path.write_bytes(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    with opened(tmp_path) as bench:
        with monkeypatch.context() as patched:
            patched.setattr(sealed_files, "_write_synced", fail)
            kept = bench.outbox.keep_file(case.header.case_id, ref, case.files[ref.upload_id])
        assert kept == DiskFull()
        assert list((tmp_path / "sealed").iterdir()) == []


def test_settling_on_a_full_disk_costs_the_ballast_and_not_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = sealed_case(platform.keys.public)
        long_reply = b"x" * 20_000
        bench.outbox.put_case(case.header, case.packet)
        assert (tmp_path / "ballast").stat().st_size == 65536
        with no_more_pages(bench):
            bench.use[0] = FULL
            given_up = bench.outbox._guard.give_up_ballast

            def make_room() -> bool:
                with bench.database.read() as connection:
                    connection.execute("PRAGMA max_page_count = 1000000")
                return given_up()

            monkeypatch.setattr(bench.outbox._guard, "give_up_ballast", make_room)
            bench.outbox.lease(case.header.case_id)
            bench.outbox.register(case.header.case_id, long_reply)
        assert not (tmp_path / "ballast").exists()
        assert bench.outbox.state_of(case.header.case_id) is ItemState.CLOSED
        assert bench.outbox.reply_of(case.header.case_id) == long_reply


def test_the_ballast_is_really_on_the_disk_and_comes_back(tmp_path: Path) -> None:
    use = [ROOMY]
    guard = DiskGuard(tmp_path, DiskLimits(ballast_bytes=65536), lambda _: use[0])
    assert guard.reserve()
    assert (tmp_path / "ballast").stat().st_blocks * 512 >= 65536
    assert guard.give_up_ballast()
    assert not guard.give_up_ballast()
    use[0] = FULL
    assert not guard.reserve()
    use[0] = ROOMY
    assert guard.reserve()


def test_what_is_counted_as_full_is_the_real_disk_by_default(tmp_path: Path) -> None:
    assert DiskGuard(tmp_path, DiskLimits(full_at_ratio=1.0)).has_room()
    assert not DiskGuard(tmp_path, DiskLimits(full_at_ratio=0.0)).has_room()
