"""A ledger with stock, a printer and a desk, put together for one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devices.ports import LicencePrinter
from kiosk.clock import Clock
from kiosk.paper.events import PrintEnd, PrintEvent
from kiosk.paper.issue import IssueLimits, LicenceIssue
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.sheets import SheetOrder
from tests.fakes.licence_printer import NEVER, FakeLicencePrinter, FakeResultDesk
from tests.fakes.skipping_clock import SkippingClock
from tests.licence_samples import order


@dataclass
class PaperRig:
    """Everything around one printing."""

    ledger: CustodyLedger
    printer: LicencePrinter
    clock: Clock
    desk: FakeResultDesk = field(default_factory=FakeResultDesk)
    limits: IssueLimits = field(default_factory=IssueLimits)
    events: list[PrintEvent] = field(default_factory=list)

    def print_once(self, wanted: SheetOrder | None = None) -> PrintEnd:
        issue = LicenceIssue(self.ledger, self.printer, self.desk, self.clock, self.limits)
        return issue.print_once(wanted or order(), bytearray(b"%PDF"), self.events.append, NEVER)


@contextmanager
def open_ledger(folder: Path, clock: Clock, blanks: int = 100) -> Iterator[CustodyLedger]:
    """A ledger; stocked when it is new."""
    ledger = CustodyLedger(folder / "paper.sqlite", clock)
    try:
        if blanks and not ledger.books().loaded:
            ledger.load_stock("QH0004310", blanks, "staff-7")
        yield ledger
    finally:
        ledger.close()


@contextmanager
def paper_rig(folder: Path, printer: FakeLicencePrinter) -> Iterator[PaperRig]:
    clock = SkippingClock()
    with open_ledger(folder, clock) as ledger:
        yield PaperRig(ledger, printer, clock)
