"""The history of the books: every step in it, nothing personal, and no line can be changed."""

import sqlite3
from pathlib import Path

import pytest

from devices.status import Actor
from kiosk.paper.events import Refusal, SheetPrinted
from kiosk.uplink.contract import PrintOutcome
from tests.fakes.licence_printer import FakeLicencePrinter, Fate
from tests.fakes.skipping_clock import SkippingClock
from tests.licence_samples import order, words
from tests.paper_rig import open_ledger, paper_rig


def _lines(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "paper.sqlite") as db:
        rows = db.execute("SELECT what FROM ledger ORDER BY line").fetchall()
    db.close()
    return [row[0] for row in rows]


def test_every_step_of_a_sheet_has_its_line(tmp_path: Path) -> None:
    with paper_rig(tmp_path, FakeLicencePrinter()) as rig:
        end = rig.print_once()
        assert isinstance(end, SheetPrinted)
        rig.ledger.hand_over(end.attempt.attempt_id)
        rig.ledger.hand_over(end.attempt.attempt_id)
    assert _lines(tmp_path) == [
        "loaded QH0004310..QH0004409 by staff-7",
        "reserved 92350100MA0000000X-1",
        "reserved -> submitting QH0004310",
        "submitting -> submitted QH0004310 urn:uuid:1",
        "submitted -> printed QH0004310",
        "printed -> handed-over QH0004310",
    ]


@pytest.mark.parametrize("line", [2, 4])
def test_changed_line_is_found(tmp_path: Path, line: int) -> None:
    with paper_rig(tmp_path, FakeLicencePrinter()) as rig:
        rig.print_once()
        assert rig.ledger.first_broken_line() is None
    with sqlite3.connect(tmp_path / "paper.sqlite") as db:
        db.execute("DROP TRIGGER ledger_never_changes")
        db.execute("UPDATE ledger SET what = 'reserved OTHER-1' WHERE line = ?", (line,))
    db.close()
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        assert ledger.first_broken_line() == line


def test_lines_cannot_be_changed_or_taken_out(tmp_path: Path) -> None:
    with (
        paper_rig(tmp_path, FakeLicencePrinter()) as rig,
        rig.ledger._database.write() as db,
    ):
        for change in ("UPDATE ledger SET what = ''", "DELETE FROM ledger"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(change)


def test_platform_is_told_each_fate_once_and_again_when_it_changes(tmp_path: Path) -> None:
    with paper_rig(tmp_path, FakeLicencePrinter(Fate.JAMS)) as rig:
        rig.print_once()
        ((sheet, fate),) = rig.ledger.unreported()
        assert fate is PrintOutcome.UNCERTAIN
        rig.ledger.mark_reported(sheet.attempt_id, fate)
        assert rig.ledger.unreported() == ()
        rig.ledger.spoil(sheet.attempt_id, "staff-7")
        assert [told for _, told in rig.ledger.unreported()] == [PrintOutcome.SPOILED]


def test_books_outlive_a_restart(tmp_path: Path) -> None:
    with paper_rig(tmp_path, FakeLicencePrinter()) as rig:
        end = rig.print_once()
        assert isinstance(end, SheetPrinted)
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        assert ledger.attempt(1) == end.attempt
        assert ledger.attempt(1).order == order()


def test_every_refusal_and_every_actor_has_words() -> None:
    keys = [f"refused.{each}" for each in Refusal] + [f"waiting.{each}" for each in Actor]
    assert [key for key in keys if f"licence.{key}" not in words()] == []
