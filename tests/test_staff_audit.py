"""The audit log: every deed a line, chained; a line changed or gone is noticed."""

import pytest

from kiosk.upkeep.staff.audit import Audit, Deed
from tests.fakes.clock import FakeClock


@pytest.fixture
def audit(tmp_path):
    audit = Audit(tmp_path / "staff" / "audit.log", FakeClock())
    for number in range(5):
        audit.note(f"T-{number}", Deed.TESTED, "id-reader")
    return audit


@pytest.fixture
def file(tmp_path, audit):
    return tmp_path / "staff" / "audit.log"


def test_lines_are_kept_in_order_and_whole(audit):
    assert [line.number for line in audit.lines()] == [f"T-{number}" for number in range(5)]
    assert audit.is_whole()


def test_changed_line_is_noticed(audit, file):
    file.write_text(file.read_text("utf-8").replace('"T-2"', '"T-9"'), "utf-8")
    assert not audit.is_whole()


def test_line_taken_out_is_noticed(audit, file):
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:2] + lines[3:]), "utf-8")
    assert not audit.is_whole()


def test_line_cut_short_by_the_power_loses_nothing_that_follows(audit, file):
    file.write_bytes(file.read_bytes()[:-20])
    audit.note("T-7", Deed.SIGNED_OFF)
    assert [line.number for line in audit.lines()] == ["T-0", "T-1", "T-2", "T-3", "T-7"]
    assert not audit.is_whole()


def test_full_disk_does_not_stop_the_work(audit, monkeypatch, caplog):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.upkeep.staff.audit.os.fsync", full)
    audit.note("T-1", Deed.SIGNED_OFF)
    assert "audit_not_written" in caplog.text
