"""Paper out or cover open, before and during a job: it waits for staff, and one sheet comes."""

from devices.status import Actor, Unavailable
from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.paper.events import PrintRefused, PrintWaiting, SheetPrinted
from tests.licence_rig import (
    Hall,
    driver,
    hall,
    ledger,
    machine,
    started,
    submitted,
    waits_for,
)

__all__ = ["driver", "hall", "ledger", "machine", "started"]


def test_printed_sheet_is_in_the_books(machine: VirtualLicencePrinter, hall: Hall) -> None:
    before = len(machine.tray)
    end = hall.print_once("PAPER-0")
    assert isinstance(end, SheetPrinted)
    assert end.attempt.blank_serial == "QH0004310"
    assert len(machine.tray) == before + 1
    books = hall.ledger.books()
    assert (books.remaining, books.printed, books.balanced) == (9, 1, True)


def test_paper_out_in_mid_job_waits_for_staff_then_one_sheet_comes(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    before = len(machine.tray)
    machine.hang()

    def paper_goes() -> None:
        machine.paper_out()
        machine.clear_faults()

    def staff_comes() -> None:
        assert len(machine.tray) == before
        machine.refill()

    hall.when(submitted, paper_goes)
    hall.when(waits_for("media-needed"), staff_comes)
    assert isinstance(hall.print_once("PAPER-1"), SheetPrinted)
    waiting = [event for event in hall.events if isinstance(event, PrintWaiting) and event.reasons]
    assert {event.actor for event in waiting if "media-needed" in event.reasons} == {
        Actor.HOST_STAFF
    }
    assert len(machine.tray) == before + 1


def test_paper_out_before_the_job_sends_nothing_and_takes_no_blank(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    known = len(machine.documents)
    machine.paper_out()
    end = hall.print_once("PAPER-2")
    assert isinstance(end, PrintRefused)
    assert isinstance(end.status, Unavailable)
    assert (end.status.reason, end.status.actor) == ("media-empty", Actor.HOST_STAFF)
    assert len(machine.documents) == known
    assert hall.ledger.books().remaining == 10
    assert not hall.desk.claimed, "another terminal may still print it"


def test_cover_open_in_mid_job_waits_and_goes_on(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    before = len(machine.tray)
    machine.open_cover()
    hall.when(waits_for("cover-open"), machine.close_cover)
    assert isinstance(hall.print_once("PAPER-3"), SheetPrinted)
    assert len(machine.tray) == before + 1
