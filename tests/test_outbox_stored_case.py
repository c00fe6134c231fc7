"""Stored means stored: one commit, durable settings, whole parts, once."""

import os
import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.errors import BrokenEnvironmentError
from kiosk.uplink.database import DurableDatabase
from kiosk.uplink.items import FileKept, FileState, ItemState, NotWhole, Stored
from kiosk.uplink.packet import new_key_pair
from kiosk.uplink.uplink import SCHEMA
from tests.fakes.case_maker import CANARY, sealed_case
from tests.uplink_bench import opened

KEY = new_key_pair().public


def test_the_settings_that_durability_rests_on_are_really_on(tmp_path: Path) -> None:
    with opened(tmp_path) as bench:
        assert bench.database.settings() == {
            "journal_mode": "wal",
            "synchronous": 3,
            "secure_delete": 1,
            "foreign_keys": 1,
        }


def test_a_stored_case_is_in_the_files_before_anything_is_closed(tmp_path: Path) -> None:
    """A copy of the files at this instant is what a kill leaves behind."""
    case = sealed_case(KEY, b"a lease")
    with opened(tmp_path / "live") as bench:
        assert isinstance(bench.outbox.put_case(case.header, case.packet, case.files), Stored)
        killed = tmp_path / "killed"
        (killed / "sealed").mkdir(parents=True)
        for name in ("outbox.sqlite", "outbox.sqlite-wal"):
            (killed / name).write_bytes((tmp_path / "live" / name).read_bytes())
        for file in (tmp_path / "live" / "sealed").iterdir():
            (killed / "sealed" / file.name).write_bytes(file.read_bytes())
    with opened(killed) as after:
        (waiting,) = after.outbox.sendable()
        leased = after.outbox.lease(waiting.item_id)
        assert leased is not None
        assert leased.packet == case.packet
        (file_,) = leased.files
        assert after.outbox.is_intact(file_)
        assert file_.state is FileState.QUEUED


def test_the_same_case_again_is_answered_with_the_first_storing(tmp_path: Path) -> None:
    case = sealed_case(KEY, b"a lease")
    with opened(tmp_path) as bench:
        first = bench.outbox.put_case(case.header, case.packet, case.files)
        bench.clock.advance(60)
        assert bench.outbox.put_case(case.header, case.packet) == first
        assert bench.outbox.backlog().unsent == 1


def test_another_case_under_a_known_id_is_not_taken(tmp_path: Path) -> None:
    case, other = sealed_case(KEY), sealed_case(KEY)
    with opened(tmp_path) as bench:
        bench.outbox.put_case(case.header, case.packet)
        forged = other.header.model_copy(update={"case_id": case.header.case_id})
        outcome = bench.outbox.put_case(forged, other.packet)
        assert outcome == NotWhole("other-content-under-this-id")


def test_a_packet_that_is_not_the_announced_one_is_not_taken(tmp_path: Path) -> None:
    case = sealed_case(KEY)
    with opened(tmp_path) as bench:
        assert bench.outbox.put_case(case.header, case.packet[:-1]) == NotWhole("packet-digest")
        assert bench.outbox.backlog().unsent == 0


def test_a_case_without_its_file_is_not_taken(tmp_path: Path) -> None:
    case = sealed_case(KEY, b"a lease")
    with opened(tmp_path) as bench:
        assert bench.outbox.put_case(case.header, case.packet) == NotWhole("file-missing")


def test_a_file_kept_for_another_case_does_not_count(tmp_path: Path) -> None:
    case = sealed_case(KEY, b"a lease")
    (ref,) = case.header.uploads
    with opened(tmp_path) as bench:
        bench.outbox.keep_file(uuid4(), ref, case.files[ref.upload_id])
        assert bench.outbox.put_case(case.header, case.packet) == NotWhole("file-missing")


def test_a_file_that_is_not_the_announced_one_is_not_kept(tmp_path: Path) -> None:
    case = sealed_case(KEY, b"a lease")
    (ref,) = case.header.uploads
    with opened(tmp_path) as bench:
        altered = case.files[ref.upload_id][:-1] + b"?"
        assert bench.outbox.keep_file(case.header.case_id, ref, altered) == NotWhole("file-digest")
        assert list((tmp_path / "sealed").iterdir()) == []


def test_files_of_a_case_that_is_not_handed_in_go(tmp_path: Path) -> None:
    given_up, handed_in = sealed_case(KEY, b"a lease"), sealed_case(KEY, b"another")
    with opened(tmp_path) as bench:
        for case in (given_up, handed_in):
            (ref,) = case.header.uploads
            kept = bench.outbox.keep_file(case.header.case_id, ref, case.files[ref.upload_id])
            assert kept == FileKept(ref.upload_id)
        bench.outbox.put_case(handed_in.header, handed_in.packet)
        bench.outbox.drop_draft(given_up.header.case_id)
        bench.outbox.drop_draft(handed_in.header.case_id)
        (left,) = (tmp_path / "sealed").iterdir()
        assert left.stem == str(handed_in.header.uploads[0].upload_id)


def test_after_a_restart_drafts_and_half_written_files_are_swept(tmp_path: Path) -> None:
    case = sealed_case(KEY, b"a lease")
    (ref,) = case.header.uploads
    with opened(tmp_path) as bench:
        bench.outbox.keep_file(case.header.case_id, ref, case.files[ref.upload_id])
        (tmp_path / "sealed" / f"{uuid4()}.part").write_bytes(b"half")
    with opened(tmp_path):
        assert list((tmp_path / "sealed").iterdir()) == []


def test_a_file_is_synced_before_it_has_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = sealed_case(KEY, b"a lease")
    (ref,) = case.header.uploads
    order: list[str] = []
    real_sync, real_rename = os.fsync, os.rename
    with opened(tmp_path) as bench:

        def sync(fd: int) -> None:
            order.append("sync folder" if os.path.isdir(f"/proc/self/fd/{fd}") else "sync file")
            real_sync(fd)

        def rename(source: Path, target: Path) -> None:
            order.append("rename")
            real_rename(source, target)

        monkeypatch.setattr(os, "fsync", sync)
        monkeypatch.setattr(os, "rename", rename)
        bench.outbox.keep_file(case.header.case_id, ref, case.files[ref.upload_id])
    assert order == ["sync file", "rename", "sync folder"]


def test_nothing_of_the_person_is_in_the_files(tmp_path: Path) -> None:
    case = sealed_case(KEY, CANARY.encode())
    with opened(tmp_path) as bench:
        bench.outbox.put_case(case.header, case.packet, case.files)
        on_disk = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert str(case.header.case_id).encode() in on_disk
    for secret in (CANARY, "张三"):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert secret.encode(encoding) not in on_disk


def test_a_second_process_may_not_open_the_same_outbox(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(BrokenEnvironmentError, match="in use"):
        DurableDatabase(tmp_path / "outbox.sqlite", SCHEMA)


@pytest.mark.parametrize("whole_bytes", [0, 100, 4096], ids=["head", "schema", "rows"])
def test_a_damaged_outbox_is_not_opened_and_not_deleted(tmp_path: Path, whole_bytes: int) -> None:
    with opened(tmp_path) as bench:
        case = sealed_case(KEY)
        bench.outbox.put_case(case.header, case.packet)
    path = tmp_path / "outbox.sqlite"
    damaged = bytearray(path.read_bytes())
    damaged[whole_bytes:] = b"\xee" * (len(damaged) - whole_bytes)
    path.write_bytes(damaged)
    with pytest.raises(BrokenEnvironmentError, match=r"outbox\.sqlite is damaged"):
        DurableDatabase(path, SCHEMA)
    assert path.read_bytes() == damaged


def test_the_ledger_tells_when_a_line_was_changed(tmp_path: Path) -> None:
    with opened(tmp_path) as bench:
        for _ in range(3):
            case = sealed_case(KEY)
            bench.outbox.put_case(case.header, case.packet)
        assert bench.outbox.first_broken_ledger_line() is None
        with pytest.raises(sqlite3.IntegrityError), bench.database.write() as connection:
            connection.execute("DELETE FROM ledger")
        with bench.database.write() as connection:
            connection.execute("DROP TRIGGER ledger_never_changes")
            connection.execute("UPDATE ledger SET what = 'closed' WHERE line = 2")
        assert bench.outbox.first_broken_ledger_line() == 2


def test_a_case_waits_with_its_own_place_in_line(tmp_path: Path) -> None:
    with opened(tmp_path) as bench:
        cases = [sealed_case(KEY) for _ in range(4)]
        for case in cases:
            bench.outbox.put_case(case.header, case.packet)
        assert [one.item_id for one in bench.outbox.sendable()] == [
            case.header.case_id for case in cases
        ]
        assert bench.outbox.state_of(cases[0].header.case_id) is ItemState.QUEUED
