"""Staff have settled a sheet, on a screen or by a command: the platform hears of it, once."""

from kiosk.host.messages import PaperResult
from kiosk.host.paper_desk import REPORT_SECONDS
from kiosk.uplink.contract import PrintOutcome
from kiosk.uplink.database import DiskFullError
from tests.fakes.licence_printer import FakeLicencePrinter, Fate
from tests.test_paper_desk_printer_lost import CrashingPrinter, rig


def _settle(hall):
    (lost,) = hall.ledger.waiting_for_person()
    hall.ledger.spoil(lost.attempt_id, "T-118")


def _outcomes(hall):
    return [one.outcome for one in hall.uplink.reports]


def test_settled_sheet_is_reported_with_the_next_look(tmp_path):
    with rig(tmp_path, FakeLicencePrinter(Fate.JAMS)) as hall:
        assert hall.print_sheet()[-1] is PaperResult.UNCERTAIN
        hall.desk.tick()
        _settle(hall)
        hall.desk.tick()
        assert _outcomes(hall) == [PrintOutcome.UNCERTAIN], "not a query for every tick"
        hall.clock.advance(REPORT_SECONDS)
        hall.desk.tick()
        hall.clock.advance(REPORT_SECONDS)
        hall.desk.tick()
        assert _outcomes(hall) == [PrintOutcome.UNCERTAIN, PrintOutcome.SPOILED]


def test_settled_sheet_is_reported_at_once_when_the_clerk_says_so(tmp_path):
    with rig(tmp_path, FakeLicencePrinter(Fate.JAMS)) as hall:
        hall.print_sheet()
        hall.desk.tick()
        _settle(hall)
        hall.desk.report_soon()
        hall.desk.tick()
        assert _outcomes(hall)[-1] is PrintOutcome.SPOILED


def test_full_disk_puts_the_report_off_and_the_host_goes_on(tmp_path, monkeypatch):
    with rig(tmp_path, FakeLicencePrinter(Fate.JAMS)) as hall:
        hall.print_sheet()
        _settle(hall)

        def full(*_):
            raise DiskFullError

        monkeypatch.setattr(hall.ledger, "mark_reported", full)
        hall.desk.tick()
        monkeypatch.undo()
        hall.clock.advance(REPORT_SECONDS)
        hall.desk.tick()
        assert _outcomes(hall)[-1] is PrintOutcome.SPOILED
        assert hall.ledger.unreported() == ()


def test_full_disk_after_a_sheet_costs_neither_worker_nor_report(tmp_path, monkeypatch):
    """The worker's thread reports, too: what is raised there would end it."""
    with rig(tmp_path, CrashingPrinter()) as hall:

        def full(*_):
            raise DiskFullError

        monkeypatch.setattr(hall.ledger, "mark_reported", full)
        hall.print_sheet()
        hall.worker.printer.crashes = False
        hall.desk.tick()  # asks what became of it, and would tell
        assert hall.states() == []
        monkeypatch.undo()
        hall.clock.advance(REPORT_SECONDS)
        hall.desk.tick()
        assert _outcomes(hall)[-1] is PrintOutcome.PRINTED
        assert hall.ledger.unreported() == ()


def test_sheet_settled_while_no_host_ran_is_reported_after_the_start(tmp_path):
    with rig(tmp_path, FakeLicencePrinter(Fate.JAMS)) as hall:
        hall.print_sheet()
        _settle(hall)
    with rig(tmp_path, FakeLicencePrinter()) as later:
        later.desk.tick()
        assert _outcomes(later) == [PrintOutcome.SPOILED]
