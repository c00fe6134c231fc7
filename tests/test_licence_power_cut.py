"""The printer loses power, or was never there: the sheet is accounted for, never sent again."""

from pathlib import Path

from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.paper.events import PrintRefused, Refusal, SheetUncertain
from kiosk.paper.recovery import recover
from kiosk.paper.sheets import Attempt
from kiosk.paper.states import SheetState
from printer.licence.ipp_printer import IppLicencePrinter
from tests.licence_rig import Hall, driver, hall, ledger, machine, started, submitted, until
from tests.licence_samples import blank_pdf, order

__all__ = ["driver", "hall", "ledger", "machine", "started"]


def test_power_cut_after_the_sheet_came_out_unreported_stays_one_sheet(
    machine: VirtualLicencePrinter, hall: Hall, driver: IppLicencePrinter
) -> None:
    before = len(machine.tray)
    machine.mute_after_page(1)

    def power_fails() -> None:
        until(lambda: len(machine.tray), lambda count: count == before + 1)
        machine.power_cut()

    hall.when(submitted, power_fails)
    end = hall.print_once("POWER-1")
    assert isinstance(end, SheetUncertain)
    assert end.attempt.reason == "printer-silent"
    machine.clear_faults()
    machine.power_on()
    assert recover(hall.ledger, driver) == ()
    assert len(machine.tray) == before + 1
    found = hall.ledger.find(end.attempt.attempt_id, "staff-7")
    assert hall.ledger.hand_over(found.attempt_id).state is SheetState.HANDED_OVER


def test_power_cut_before_the_sheet_came_out_prints_nothing_later(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    before = len(machine.tray)

    def power_blinks() -> None:
        machine.power_cut()
        machine.clear_faults()
        machine.power_on()

    machine.hang()
    hall.when(submitted, power_blinks)
    end = hall.print_once("POWER-2")
    assert isinstance(end, SheetUncertain)
    assert end.attempt.reason in ("job-vanished", "printer-restarted")
    assert len(machine.tray) == before
    assert hall.ledger.books().balanced


def test_job_number_used_again_after_a_reboot_is_not_taken_for_ours(
    machine: VirtualLicencePrinter, hall: Hall, driver: IppLicencePrinter
) -> None:
    machine.hang()

    def other_job_after_reboot() -> None:
        machine.power_cut()
        machine.clear_faults()
        machine.power_on()
        stranger = driver.submit(bytearray(b"%PDF-1.4\n"), "STRANGER", 1)
        assert "job_id=1" in repr(stranger)

    hall.when(submitted, other_job_after_reboot)
    assert isinstance(hall.print_once("POWER-3"), SheetUncertain)


def test_printer_gone_before_the_job_refuses_without_a_claim(
    machine: VirtualLicencePrinter, hall: Hall
) -> None:
    machine.power_cut()
    assert hall.print_once("POWER-4") == PrintRefused(Refusal.PRINTER_GONE)
    assert hall.ledger.unfinished() == ()
    assert not hall.desk.claimed


def test_recovery_with_the_printer_away_decides_nothing_until_it_is_back(
    machine: VirtualLicencePrinter, hall: Hall, driver: IppLicencePrinter
) -> None:
    reserved = hall.ledger.reserve(order("POWER-5"), "token")
    assert isinstance(reserved, Attempt)
    hall.ledger.begin(reserved.attempt_id)
    machine.power_cut()
    assert [each.state for each in recover(hall.ledger, driver)] == [SheetState.SUBMITTING]
    machine.power_on()
    assert [each.state for each in recover(hall.ledger, driver)] == [SheetState.UNCERTAIN]
    assert hall.ledger.attempt(reserved.attempt_id).reason == "job-not-found"


def test_power_cut_kills_the_engine_with_the_machine(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter
) -> None:
    machine.hang()
    known = len(machine.documents)
    driver.submit(blank_pdf(), "POWER-6", 1)
    until(lambda: len(machine.documents), lambda count: count == known + 1)
    assert _engines(machine) >= 1
    machine.power_cut()
    until(lambda: _engines(machine), lambda count: count == 0)


def _engines(machine: VirtualLicencePrinter) -> int:
    """Processes whose command line names this machine's engine."""
    wanted, count = str(machine.folder.resolve()).encode(), 0
    for commands in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = commands.read_bytes()
        except OSError:
            continue
        count += wanted in words and b"licence_engine" in words
    return count
