"""The licence printer is lost while the host prints: never "nothing was sent" when it may have it.

What nobody watches any more is asked about again until the printer can tell, and is never resent.
"""

from contextlib import contextmanager
from uuid import UUID

from devices.status import (
    Actor,
    DeviceGoneError,
    DeviceReport,
    Ready,
    Role,
    State,
    Unavailable,
)
from devices.worker import DeviceFailed
from kiosk.host.messages import PaperProgressed, PaperResult, PrintLicenceJob
from kiosk.host.paper_desk import ASK_AGAIN_SECONDS, PaperDesk
from kiosk.paper.states import SheetState
from kiosk.uplink.contract import PrintOutcome
from tests.fakes.clock import STORY_EVENING, FakeClock
from tests.fakes.licence_printer import FakeLicencePrinter, FakeResultDesk, Fate
from tests.paper_rig import open_ledger

ASK = PrintLicenceJob(
    request_id=5,
    case_id=str(UUID(int=1)),
    result_id=str(UUID(int=2)),
    is_numbered=True,
    number="92990102MA0000015P",
    copy_seq=1,
    pages=1,
)
GONE = Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, STORY_EVENING)


class DriverBrokenError(Exception):
    """A driver's bug."""


class CrashingPrinter(FakeLicencePrinter):
    """Takes the job, then its driver breaks."""

    crashes = True

    def job(self, ticket, pages):
        if self.crashes:
            raise DriverBrokenError
        return super().job(ticket, pages)


class WorkerOnThisThread:
    """The promise of ``DeviceWorker``: ``done`` exactly once, with a value or DeviceFailed."""

    def __init__(self, printer):
        self.printer, self.commands = printer, 0

    def report(self):
        status = GONE if self.printer.gone else Ready()
        return DeviceReport("licence-printer", Role.LICENCE_PRINTER, "ipp", status)

    def submit(self, run, done, *, deadline_seconds):
        self.commands += 1
        try:
            outcome = run(self.printer)
        except (DeviceGoneError, DriverBrokenError):
            outcome = DeviceFailed(GONE)
        done(outcome)


class Reports:
    """The outbox, as far as print reports go into it."""

    def __init__(self):
        self.outbox, self.reports = self, []

    def put_print_report(self, report):
        self.reports.append(report)

    def wake(self):
        """Nobody sends here."""


class Post:
    def __init__(self):
        self.letters = []

    def send(self, visit_id, message, blob=None):
        self.letters.append((visit_id, message))


class Rig:
    def __init__(self, ledger, printer):
        self.ledger, self.printer, self.clock = ledger, printer, FakeClock()
        self.worker, self.uplink, self.post = WorkerOnThisThread(printer), Reports(), Post()
        self.desk = PaperDesk(
            post=self.post,
            ledger=ledger,
            counter=FakeResultDesk(),
            uplink=self.uplink,
            clock=self.clock,
            receipts=None,
            sheets=self.worker,
        )

    def print_sheet(self):
        document = bytearray(b"%PDF of somebody")
        self.desk.print_sheet("visit-1", ASK, document)
        assert not any(document)
        return [said.result for _, said in self.post.letters if isinstance(said, PaperProgressed)]

    def states(self):
        return [one.state for one in self.ledger.unfinished()]


@contextmanager
def rig(folder, printer):
    with open_ledger(folder, FakeClock()) as ledger:
        yield Rig(ledger, printer)


def test_driver_that_breaks_after_submission_leaves_the_sheet_uncertain_not_refused(tmp_path):
    with rig(tmp_path, CrashingPrinter()) as hall:
        assert hall.print_sheet()[-1] is PaperResult.UNCERTAIN
        assert hall.states() == [SheetState.SUBMITTED]


def test_printer_gone_before_submission_is_refused_and_nothing_is_asked_later(tmp_path):
    printer = FakeLicencePrinter()
    printer.gone = True
    with rig(tmp_path, printer) as hall:
        assert hall.print_sheet() == [PaperResult.REFUSED]
        asked = hall.worker.commands
        hall.clock.advance(ASK_AGAIN_SECONDS * 3)
        hall.desk.tick()
        assert hall.worker.commands == asked


def test_sheet_left_over_is_settled_and_reported_once_the_printer_can_tell(tmp_path):
    printer = CrashingPrinter()
    with rig(tmp_path, printer) as hall:
        hall.print_sheet()
        assert hall.uplink.reports == []
        printer.crashes = False
        hall.desk.tick()
        assert hall.states() == []
        assert [one.outcome for one in hall.uplink.reports] == [PrintOutcome.PRINTED]
        assert len(printer.submissions) == 1


def test_sheet_that_waits_for_paper_over_a_restart_is_asked_about_again(tmp_path):
    printer = CrashingPrinter(Fate.STANDS_STILL)
    with rig(tmp_path, printer) as hall:
        hall.print_sheet()
        printer.crashes = False
        hall.desk.recover()
        assert hall.states() == [SheetState.SUBMITTED]
        asked = hall.worker.commands
        hall.desk.tick()
        assert hall.worker.commands == asked, "asked again without a pause"
        printer.restart()
        hall.clock.advance(ASK_AGAIN_SECONDS)
        hall.desk.tick()
        assert hall.states() == []
        assert [one.outcome for one in hall.uplink.reports] == [PrintOutcome.UNCERTAIN]
        assert len(printer.submissions) == 1


def test_printer_that_is_away_is_left_alone_and_asked_when_it_is_back(tmp_path):
    printer = CrashingPrinter(Fate.STANDS_STILL)
    with rig(tmp_path, printer) as hall:
        hall.print_sheet()
        printer.gone, printer.crashes = True, False
        before = hall.worker.commands
        for _ in range(4):
            hall.clock.advance(ASK_AGAIN_SECONDS)
            hall.desk.tick()
        assert hall.worker.commands == before
        assert hall.states() == [SheetState.SUBMITTED]
        printer.gone = False
        printer.restart()
        hall.desk.tick()
        assert hall.states() == []
        assert len(printer.submissions) == 1
