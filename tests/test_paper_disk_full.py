"""The disk is full at any step of the books: no paper without a line, no line made up."""

from pathlib import Path
from typing import cast

import pytest

from kiosk.paper.events import PrintRefused, PrintSuspended, Refusal
from kiosk.paper.issue import LicenceIssue
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.recovery import recover
from kiosk.paper.states import SheetState
from kiosk.uplink.database import DiskFullError
from tests.fakes.licence_printer import NEVER, FakeLicencePrinter
from tests.licence_samples import order
from tests.paper_rig import PaperRig, paper_rig


class _FullAt:
    """A ledger whose disk fills up at one kind of step."""

    def __init__(self, ledger: CustodyLedger, step: str) -> None:
        self._ledger, self._step = ledger, step

    def __getattr__(self, name: str) -> object:
        if name == self._step:
            raise DiskFullError("database or disk is full")
        return getattr(self._ledger, name)


def _print(rig: PaperRig, step: str) -> object:
    ledger = cast("CustodyLedger", _FullAt(rig.ledger, step))
    issue = LicenceIssue(ledger, rig.printer, rig.desk, rig.clock)
    return issue.print_once(order(), bytearray(b"%PDF"), rig.events.append, NEVER)


@pytest.mark.parametrize("step", ["reserve", "begin"])
def test_disk_full_before_submission_sends_nothing(tmp_path: Path, step: str) -> None:
    printer = FakeLicencePrinter()
    with paper_rig(tmp_path, printer) as rig:
        assert _print(rig, step) == PrintRefused(Refusal.DISK_FULL)
        assert rig.ledger.books().remaining == 100
    assert printer.submissions == []


@pytest.mark.parametrize("step", ["accept", "confirm"])
def test_disk_full_after_submission_is_settled_when_there_is_room(
    tmp_path: Path, step: str
) -> None:
    printer = FakeLicencePrinter()
    with paper_rig(tmp_path, printer) as rig:
        assert isinstance(_print(rig, step), PrintSuspended)
        assert [each.state for each in recover(rig.ledger, printer)] == [SheetState.PRINTED]
        assert rig.ledger.books().balanced
    assert len(printer.sheets) == 1
