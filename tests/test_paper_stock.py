"""Blanks with serial numbers: taken in order, never twice, and the books always balance."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.paper.events import PrintRefused, Refusal, SheetPrinted, SheetUncertain
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.stock import BlankSpoiled, StockLoaded, StockRefused
from tests.fakes.licence_printer import FakeLicencePrinter, FakeResultDesk, Fate
from tests.fakes.skipping_clock import SkippingClock
from tests.licence_samples import order
from tests.paper_rig import PaperRig, open_ledger, paper_rig


def test_serials_go_up_and_over_into_the_next_range(tmp_path: Path) -> None:
    with open_ledger(tmp_path, SkippingClock(), blanks=0) as ledger:
        assert ledger.load_stock("QH0009998", 2, "staff-7") == StockLoaded("QH0009998", "QH0009999")
        assert ledger.load_stock("QK0500", 1, "staff-7") == StockLoaded("QK0500", "QK0500")
        serials = [ledger.spoil_blank("creased", "staff-7") for _ in range(4)]
    assert serials == [
        BlankSpoiled("QH0009998"),
        BlankSpoiled("QH0009999"),
        BlankSpoiled("QK0500"),
        StockRefused("empty"),
    ]


@pytest.mark.parametrize(
    ("first", "count", "reason"),
    [
        ("QH12", 5, "bad-serial"),
        ("qh0001", 5, "bad-serial"),
        ("QH0001; DROP", 5, "bad-serial"),
        ("QH9999", 2, "bad-count"),
        ("QH0001", 0, "bad-count"),
        ("QH0004309", 2, "overlap"),
        ("QH0004315", 1, "overlap"),
    ],
)
def test_impossible_range_is_refused(tmp_path: Path, first: str, count: int, reason: str) -> None:
    with open_ledger(tmp_path, SkippingClock(), blanks=10) as ledger:
        assert ledger.load_stock(first, count, "staff-7") == StockRefused(reason)
        assert ledger.books().loaded == 10


def test_empty_stock_prints_no_licence_but_still_a_proof(tmp_path: Path) -> None:
    printer = FakeLicencePrinter()
    with open_ledger(tmp_path, SkippingClock(), blanks=0) as ledger:
        rig = PaperRig(ledger, printer, SkippingClock())
        assert rig.print_once() == PrintRefused(Refusal.STOCK_EMPTY)
        rig.desk = FakeResultDesk()
        end = rig.print_once(order("PROOF-1", pages=2))
    assert isinstance(end, SheetPrinted)
    assert end.attempt.blank_serial is None


def test_refused_job_gives_its_blank_back(tmp_path: Path) -> None:
    printer = FakeLicencePrinter(Fate.REFUSED)
    with paper_rig(tmp_path, printer) as rig:
        assert isinstance(rig.print_once(), PrintRefused)
        printer.fate, rig.desk = Fate.PRINTS, FakeResultDesk()
        end = rig.print_once()
        assert isinstance(end, SheetPrinted)
        assert end.attempt.blank_serial == "QH0004310"
        assert rig.ledger.books().remaining == 99


def test_blank_cannot_be_spoiled_while_a_sheet_is_under_way(tmp_path: Path) -> None:
    printer = FakeLicencePrinter()
    with paper_rig(tmp_path, printer) as rig:
        reserved = rig.ledger.reserve(order(), "token")
        rig.ledger.begin(reserved.attempt_id)  # type: ignore[union-attr]
        assert rig.ledger.spoil_blank("creased", "s") == StockRefused("sheet-in-flight")


_days = st.lists(
    st.one_of(
        st.sampled_from(list(Fate)),
        st.sampled_from(["load", "spoil blank", "person finds", "person spoils", "hand over"]),
    ),
    max_size=25,
)


@settings(max_examples=25)
@given(days=_days)
def test_books_balance_after_any_day(
    tmp_path_factory: pytest.TempPathFactory, days: list[Fate | str]
) -> None:
    printer, serials = FakeLicencePrinter(), list[str]()
    with paper_rig(tmp_path_factory.mktemp("day"), printer) as rig:
        for hour, what in enumerate(days):
            if isinstance(what, Fate):
                printer.fate, rig.desk = what, FakeResultDesk()
                end = rig.print_once(order(f"DAY-{hour}"))
                if isinstance(end, SheetPrinted | SheetUncertain):
                    serials.append(str(end.attempt.blank_serial))
            else:
                _staff(rig.ledger, what, hour)
            assert rig.ledger.books().balanced, rig.ledger.books()
        assert rig.ledger.first_broken_line() is None
    assert len(set(serials)) == len(serials), "a serial was used twice"
    assert len(set(printer.sheets)) == len(printer.sheets)


def _staff(ledger: CustodyLedger, what: str, hour: int) -> None:
    printed = [each for each, fate in ledger.unreported() if each.state == "printed"]
    match what:
        case "load":
            ledger.load_stock(f"L{hour:03d}0001", 5, "staff-7")
        case "spoil blank":
            ledger.spoil_blank("creased", "staff-7")
        case "person finds":
            for each in ledger.waiting_for_person():
                ledger.find(each.attempt_id, "staff-7")
        case "person spoils":
            for each in ledger.waiting_for_person():
                ledger.spoil(each.attempt_id, "staff-7")
        case _:
            for each in printed:
                ledger.hand_over(each.attempt_id)
