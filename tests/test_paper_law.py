"""One copy, one sheet; one sheet at a time: the database itself refuses anything else."""

import sqlite3
from pathlib import Path

import pytest

from devices.ports import JobTicket
from kiosk.paper.sheets import AlreadyIssued, Attempt, SheetInFlight, SheetOrder
from kiosk.paper.states import IllegalStepError, SheetState
from tests.fakes.skipping_clock import SkippingClock
from tests.licence_samples import order
from tests.paper_rig import open_ledger


def _reserved(outcome: object) -> Attempt:
    assert isinstance(outcome, Attempt)
    return outcome


def test_second_attempt_at_a_copy_under_way_is_refused(tmp_path: Path) -> None:
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        first = _reserved(ledger.reserve(order(), "t1"))
        ledger.begin(first.attempt_id)
        again = ledger.reserve(order(), "t2")
        assert isinstance(again, AlreadyIssued)
        assert again.attempt.attempt_id == first.attempt_id


def test_reservation_that_never_began_is_replaced(tmp_path: Path) -> None:
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        first = _reserved(ledger.reserve(order(), "t1"))
        second = _reserved(ledger.reserve(order(), "t2"))
        assert ledger.attempt(first.attempt_id).state is SheetState.WITHDRAWN
        with pytest.raises(IllegalStepError):
            ledger.begin(first.attempt_id)
        assert ledger.begin(second.attempt_id).state is SheetState.SUBMITTING


def test_another_copy_waits_until_the_sheet_under_way_is_settled(tmp_path: Path) -> None:
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        first = _reserved(ledger.reserve(order(copy_seq=1), "t1"))
        ledger.begin(first.attempt_id)
        assert isinstance(ledger.reserve(order(copy_seq=2), "t2"), SheetInFlight)
        ledger.accept(first.attempt_id, JobTicket("x", "urn:uuid:1", 1, 5))
        ledger.confirm(first.attempt_id)
        assert isinstance(ledger.reserve(order(copy_seq=2), "t2"), Attempt)


def test_two_reservations_cannot_both_begin(tmp_path: Path) -> None:
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        first = _reserved(ledger.reserve(order(copy_seq=1), "t1"))
        second = _reserved(ledger.reserve(order(copy_seq=2), "t2"))
        ledger.begin(first.attempt_id)
        with pytest.raises(sqlite3.IntegrityError):
            ledger.begin(second.attempt_id)
        assert ledger.attempt(second.attempt_id).state is SheetState.RESERVED
        assert ledger.books().balanced


def test_database_refuses_a_second_row_for_a_copy_whoever_writes_it(tmp_path: Path) -> None:
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        ledger.begin(_reserved(ledger.reserve(order(), "t1")).attempt_id)
        with ledger._database.write() as db, pytest.raises(sqlite3.IntegrityError):
            db.execute(
                "INSERT INTO attempt (number, copy_seq, case_id, result_id, pages, numbered,"
                " state, claim_token, changed_at)"
                " VALUES (?, 1, 'c', 'r', 1, 1, 'reserved', '', '')",
                (order().number,),
            )


def test_books_are_as_durable_as_the_disk_allows(tmp_path: Path) -> None:
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        settings = ledger._database.settings()
    assert (settings["journal_mode"], settings["synchronous"]) == ("wal", 3)
    assert settings["secure_delete"] == 1


@pytest.mark.parametrize("number", ["", "张三", "a b", "x" * 49, "-x", "a'b"])
def test_only_a_plain_number_can_be_ordered(number: str) -> None:
    with pytest.raises(ValueError, match="ordered"):
        SheetOrder(number, 1, "case", "result", 1, numbered=True)


def test_numbered_sheet_of_two_pages_cannot_be_ordered() -> None:
    with pytest.raises(ValueError, match="one page"):
        SheetOrder("X1", 1, "case", "result", 2, numbered=True)
