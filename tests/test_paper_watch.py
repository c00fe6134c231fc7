"""A job that stands still, a printer that falls silent, a host that closes: how watching ends."""

import threading
from pathlib import Path

from devices.ports import JobOutcome, JobTicket
from devices.status import Actor
from kiosk.paper.events import (
    PrintRefused,
    PrintStarted,
    PrintSuspended,
    PrintWaiting,
    Refusal,
    SheetPrinted,
    SheetUncertain,
)
from kiosk.paper.issue import IssueLimits, LicenceIssue
from kiosk.paper.recovery import recover
from kiosk.paper.states import SheetState
from tests.fakes.licence_printer import FakeLicencePrinter, FakeResultDesk, Fate
from tests.licence_samples import order
from tests.paper_rig import paper_rig


class _SilentAfterSubmission(FakeLicencePrinter):
    def job(self, ticket: JobTicket, pages: int) -> JobOutcome:
        self.gone = True
        return super().job(ticket, pages)


def test_events_of_a_good_printing_in_order(tmp_path: Path) -> None:
    with paper_rig(tmp_path, FakeLicencePrinter()) as rig:
        end = rig.print_once()
        assert [type(event) for event in rig.events] == [PrintStarted, SheetPrinted]
        assert rig.events[-1] is end


def test_job_that_stands_still_is_told_once_with_who_must_act(tmp_path: Path) -> None:
    with paper_rig(tmp_path, FakeLicencePrinter(Fate.STANDS_STILL)) as rig:
        end = rig.print_once()
        waiting = [event for event in rig.events if isinstance(event, PrintWaiting)]
        assert [(each.reasons, each.actor) for each in waiting] == [
            (("media-empty",), Actor.HOST_STAFF)
        ]
        assert isinstance(end, SheetUncertain)
        assert end.attempt.reason == "stalled"
        assert rig.clock.monotonic() > IssueLimits().stalled_seconds


def test_silent_printer_leaves_the_sheet_uncertain(tmp_path: Path) -> None:
    printer = _SilentAfterSubmission()
    with paper_rig(tmp_path, printer) as rig:
        end = rig.print_once()
        assert isinstance(end, SheetUncertain)
        assert end.attempt.reason == "printer-silent"
    assert len(printer.submissions) == 1


def test_wire_broken_while_sending_is_asked_about_not_sent_again(tmp_path: Path) -> None:
    printer = FakeLicencePrinter(Fate.PRINTS_BUT_WIRE_BREAKS)
    with paper_rig(tmp_path, printer) as rig:
        assert isinstance(rig.print_once(), SheetPrinted)
    assert len(printer.submissions) == 1


def test_job_lost_on_the_wire_is_uncertain(tmp_path: Path) -> None:
    printer = FakeLicencePrinter(Fate.LOST_ON_THE_WIRE)
    with paper_rig(tmp_path, printer) as rig:
        assert isinstance(rig.print_once(), SheetUncertain)
    assert len(printer.submissions) == 1


def test_closing_host_leaves_the_sheet_to_recovery(tmp_path: Path) -> None:
    printer, closing = FakeLicencePrinter(Fate.STANDS_STILL), threading.Event()
    closing.set()
    with paper_rig(tmp_path, printer) as rig:
        issue = LicenceIssue(rig.ledger, printer, rig.desk, rig.clock)
        end = issue.print_once(order(), bytearray(b"%PDF"), rig.events.append, closing)
        assert isinstance(end, PrintSuspended)
        assert [each.state for each in recover(rig.ledger, printer)] == [SheetState.SUBMITTED]
        printer._jobs[0].fate = Fate.PRINTS
        assert [each.state for each in recover(rig.ledger, printer)] == [SheetState.PRINTED]


def test_printer_away_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    printer = FakeLicencePrinter()
    printer.gone = True
    with paper_rig(tmp_path, printer) as rig:
        assert rig.print_once() == PrintRefused(Refusal.PRINTER_GONE)
        assert not rig.desk.claimed


def test_sheet_left_over_while_the_printer_was_away_is_settled_before_the_next(
    tmp_path: Path,
) -> None:
    printer, closing = FakeLicencePrinter(Fate.STANDS_STILL), threading.Event()
    closing.set()
    with paper_rig(tmp_path, printer) as rig:
        LicenceIssue(rig.ledger, printer, rig.desk, rig.clock).print_once(
            order("FIRST"), bytearray(b"%PDF"), rig.events.append, closing
        )
        printer.gone = True
        assert [each.state for each in recover(rig.ledger, printer)] == [SheetState.SUBMITTED]
        printer.gone, printer._jobs[0].fate, printer.fate = False, Fate.PRINTS, Fate.PRINTS
        rig.desk = FakeResultDesk()
        assert isinstance(rig.print_once(order("SECOND")), SheetPrinted)
        assert rig.ledger.attempt(1).state is SheetState.PRINTED
    assert printer.submissions == ["FIRST-1", "SECOND-1"]
