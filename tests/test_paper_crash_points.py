"""The kiosk dies at any instant, the printer does anything: never a second sheet, none lost."""

from pathlib import Path
from typing import cast

import pytest

from kiosk.paper.events import SheetPrinted
from kiosk.paper.issue import IssueLimits, LicenceIssue
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.recovery import recover
from kiosk.paper.states import SheetState
from tests.fakes.licence_printer import (
    NEVER,
    CutAt,
    FakeLicencePrinter,
    FakeResultDesk,
    Fate,
    PowerCut,
)
from tests.fakes.skipping_clock import SkippingClock
from tests.licence_samples import order
from tests.paper_rig import open_ledger

_MORE_INSTANTS_THAN_A_PRINTING_HAS = 60
_IMPATIENT = IssueLimits(stalled_seconds=1.0, silent_seconds=1.0)


def _print(ledger: CustodyLedger, printer: FakeLicencePrinter, cut: CutAt) -> bool:
    """True when the power was cut in it."""
    issue = LicenceIssue(
        cast("CustodyLedger", cut.around(ledger)),
        cast("FakeLicencePrinter", cut.around(printer)),
        FakeResultDesk(),
        SkippingClock(),
        _IMPATIENT,
    )
    try:
        issue.print_once(order(), bytearray(b"%PDF"), lambda _: None, NEVER)
    except PowerCut:
        return True
    return False


@pytest.mark.parametrize("printer_restarts", [False, True])
@pytest.mark.parametrize("fate", Fate)
def test_power_cut_at_every_instant_leaves_one_sheet_at_most(
    tmp_path: Path, fate: Fate, printer_restarts: bool
) -> None:
    for instant in range(_MORE_INSTANTS_THAN_A_PRINTING_HAS):
        folder = tmp_path / str(instant)
        folder.mkdir()
        printer = FakeLicencePrinter(fate)
        with open_ledger(folder, SkippingClock()) as ledger:
            was_cut = _print(ledger, printer, CutAt(instant))
        if printer_restarts:
            printer.restart()
        with open_ledger(folder, SkippingClock()) as ledger:
            recover(ledger, printer)
            printer.fate = Fate.PRINTS
            _print(ledger, printer, CutAt(_MORE_INSTANTS_THAN_A_PRINTING_HAS))
            _assert_true_to_life(ledger, printer)
        if not was_cut:
            break
    assert instant > 8, "the power was never cut"
    assert not was_cut, "no printing was ever finished"


def _assert_true_to_life(ledger: CustodyLedger, printer: FakeLicencePrinter) -> None:
    assert len(printer.sheets) <= 1
    assert ledger.books().balanced
    assert ledger.first_broken_line() is None
    states = [ledger.attempt(number).state for number in _attempt_ids(ledger)]
    left_the_line = [state for state in states if state not in ("withdrawn", "reserved")]
    assert len(left_the_line) <= 1
    if SheetState.PRINTED in states:
        assert len(printer.sheets) == 1
    if printer.sheets:
        assert left_the_line, "a sheet came out that the books do not know"


def _attempt_ids(ledger: CustodyLedger) -> list[int]:
    found = []
    for attempt_id in range(1, 10):
        try:
            found.append(ledger.attempt(attempt_id).attempt_id)
        except KeyError:
            break
    return found


def test_power_cut_before_submission_lets_the_sheet_be_printed_after_all(tmp_path: Path) -> None:
    printer = FakeLicencePrinter()
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        assert _print(ledger, printer, CutAt(6)), "after reserve, before begin"
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        recovered = recover(ledger, printer)
        assert [each.state for each in recovered] == [SheetState.WITHDRAWN]
        issue = LicenceIssue(ledger, printer, FakeResultDesk(), SkippingClock())
        end = issue.print_once(order(), bytearray(b"%PDF"), lambda _: None, NEVER)
    assert isinstance(end, SheetPrinted)
    assert printer.sheets == [order().job_name]


def test_crash_after_the_sheet_came_out_is_found_again_as_printed(tmp_path: Path) -> None:
    printer = FakeLicencePrinter()
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        assert _print(ledger, printer, CutAt(9)), "after submit, before its ticket is kept"
        assert [each.state for each in ledger.unfinished()] == [SheetState.SUBMITTING]
    with open_ledger(tmp_path, SkippingClock()) as ledger:
        assert [each.state for each in recover(ledger, printer)] == [SheetState.PRINTED]
    assert printer.submissions == [order().job_name]
