"""Somebody cancels at the printer's panel: the job says "canceled", and the paper came out."""

from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.paper.events import PrintRefused, PrintStarted, Refusal, SheetUncertain
from tests.licence_rig import Hall, driver, hall, ledger, machine, started, until, waits_for
from tests.test_licence_judges import ipptool

__all__ = ["driver", "hall", "ledger", "machine", "started"]


def number_of(hall: Hall) -> str:
    (begun,) = (each for each in hall.events if isinstance(each, PrintStarted))
    assert begun.attempt.ticket is not None
    return f"number={begun.attempt.ticket.job_id}"


def test_job_cancelled_under_way_is_uncertain_although_its_page_came_out(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    before = len(machine.tray)
    machine.hang()

    def cancel() -> None:
        ipptool(machine.uri, "cancel", "-d", number_of(hall))
        machine.clear_faults()

    hall.when(waits_for("other"), cancel)
    end = hall.print_once("CANCEL-1")
    assert isinstance(end, SheetUncertain)
    assert end.attempt.reason == "canceled"
    until(lambda: len(machine.tray), lambda count: count == before + 1)


def test_job_cancelled_while_paper_is_out_is_printed_after_the_refill_and_stays_frozen(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    before = len(machine.tray)
    machine.hang()

    def paper_goes() -> None:
        machine.paper_out()
        machine.clear_faults()

    def cancel() -> None:
        ipptool(machine.uri, "cancel", "-d", number_of(hall))
        machine.refill()

    hall.when(waits_for("other"), paper_goes)
    hall.when(waits_for("media-empty"), cancel)
    end = hall.print_once("CANCEL-2")
    assert isinstance(end, SheetUncertain)
    until(lambda: len(machine.tray), lambda count: count == before + 1)
    assert hall.print_once("CANCEL-2") == PrintRefused(Refusal.ALREADY_ISSUED)
    assert len(machine.tray) == before + 1
