"""A jam eats the sheet: its serial is frozen, nothing is reprinted, a person closes the case."""

from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.paper.events import PrintRefused, Refusal, SheetPrinted, SheetUncertain
from tests.licence_rig import Hall, driver, hall, ledger, machine, started

__all__ = ["driver", "hall", "ledger", "machine", "started"]


def test_jam_is_uncertain_and_the_same_copy_is_never_printed_again(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    before, wasted = len(machine.tray), machine.state().sheets_wasted
    machine.jam_next_sheet()
    end = hall.print_once("JAM-1")
    assert isinstance(end, SheetUncertain)
    assert end.attempt.reason == "aborted"
    machine.clear_jam()
    assert hall.print_once("JAM-1") == PrintRefused(Refusal.ALREADY_ISSUED)
    assert len(machine.tray) == before
    assert machine.state().sheets_wasted == wasted + 1


def test_after_a_jam_no_numbered_sheet_is_printed_until_a_person_has_looked(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    machine.jam_next_sheet()
    end = hall.print_once("JAM-2")
    assert isinstance(end, SheetUncertain)
    machine.clear_jam()
    assert hall.print_once("JAM-3") == PrintRefused(Refusal.PERSON_NEEDED)

    hall.ledger.spoil(end.attempt.attempt_id, "staff-7")
    assert isinstance(hall.print_once("JAM-3"), SheetPrinted)
    books = hall.ledger.books()
    assert (books.spoiled, books.printed, books.remaining) == (1, 1, 8)
    assert books.balanced
