"""SIGKILL in every gap between two steps, with a real printer at the other end: one sheet."""

import subprocess
import sys
from pathlib import Path

import pytest

from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.clock import SystemClock
from kiosk.paper.issue import LicenceIssue
from kiosk.paper.recovery import recover
from kiosk.paper.states import IN_FLIGHT, SheetState
from printer.licence.ipp_printer import IppLicencePrinter
from tests.fakes.licence_printer import NEVER, FakeResultDesk
from tests.licence_rig import driver, machine, started, until
from tests.licence_samples import ROOT, blank_pdf, order
from tests.paper_rig import open_ledger

__all__ = ["driver", "machine", "started"]


@pytest.mark.parametrize("instant", range(15))
def test_killed_in_the_gap_between_two_steps_never_prints_twice(
    tmp_path: Path, machine: VirtualLicencePrinter, driver: IppLicencePrinter, instant: int
) -> None:
    clock, number, before = SystemClock(), f"QH-KILL-{instant}", len(machine.tray)
    with open_ledger(tmp_path, clock):
        pass
    child = [sys.executable, "-m", "tests.licence_crash_child"]
    child += [str(tmp_path), machine.uri, number, str(instant)]
    died = subprocess.run(child, cwd=ROOT, check=False, timeout=60)
    assert died.returncode == -9

    with open_ledger(tmp_path, clock) as ledger:
        until(
            lambda: recover(ledger, driver),
            lambda settled: all(each.state not in IN_FLIGHT for each in settled),
        )
        first = ledger.attempt(1).state if instant > 4 else None
        again = LicenceIssue(ledger, driver, FakeResultDesk(), clock)
        until(driver.probe, lambda status: status.__class__.__name__ == "Ready")
        again.print_once(order(number), blank_pdf(), lambda _: None, NEVER)
        came_out = len(machine.tray) - before
        assert came_out <= 1
        assert ledger.books().balanced
        if first is SheetState.UNCERTAIN:
            assert len(ledger.waiting_for_person()) == 1
        else:
            assert came_out == 1, "the citizen has the sheet, from the first or the second try"
