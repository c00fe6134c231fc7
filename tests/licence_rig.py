"""The virtual licence printer, started once per module, and the driver at this end of the wire."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.clock import SystemClock
from kiosk.paper.events import PrintEvent, PrintStarted, PrintWaiting
from kiosk.paper.issue import IssueLimits, LicenceIssue
from kiosk.paper.ledger import CustodyLedger
from printer.licence.ipp_printer import IppLicencePrinter, LicencePrinterSettings
from tests.fakes.licence_printer import NEVER, FakeResultDesk
from tests.licence_samples import blank_pdf, order
from tests.paper_rig import open_ledger

T = TypeVar("T")
_PATIENCE_SECONDS = 60.0


@contextmanager
def running_printer(folder: Path) -> Iterator[VirtualLicencePrinter]:
    machine = VirtualLicencePrinter(folder, SystemClock())
    machine.start()
    try:
        yield machine
    finally:
        machine.stop()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualLicencePrinter]:
    with running_printer(tmp_path_factory.mktemp("licence-printer")) as machine:
        yield machine


@pytest.fixture
def machine(started: VirtualLicencePrinter) -> Iterator[VirtualLicencePrinter]:
    """The module's machine, switched on, stocked and well; left to the next test as it was."""
    yield started
    started.power_cut()
    started.clear_faults()
    started.refill()
    started.power_on()


@pytest.fixture
def driver(machine: VirtualLicencePrinter) -> IppLicencePrinter:
    settings = LicencePrinterSettings(machine.uri, timeout_seconds=_PATIENCE_SECONDS)
    return IppLicencePrinter(settings, SystemClock())


def until(ask: Callable[[], T], wanted: Callable[[T], bool]) -> T:
    """Ask until the answer is the wanted one; fail when it never comes."""
    clock = SystemClock()
    deadline = clock.monotonic() + _PATIENCE_SECONDS
    while not wanted(answer := ask()):
        assert clock.monotonic() < deadline, f"still {answer!r}"
        clock.wait(threading.Event(), 0.02)
    return answer


class Hall:
    """Whole printings on the real wire, and a hand that does something at the right moment."""

    def __init__(self, ledger: CustodyLedger, driver: IppLicencePrinter) -> None:
        self.ledger, self._driver = ledger, driver
        self._limits = IssueLimits(stalled_seconds=_PATIENCE_SECONDS, silent_seconds=0.5)
        self._plans: list[tuple[Callable[[PrintEvent], bool], Callable[[], None]]] = []
        self.desk = FakeResultDesk()
        self.events: list[PrintEvent] = []

    def when(self, happens: Callable[[PrintEvent], bool], act: Callable[[], None]) -> None:
        """Do ``act`` once, at the first event that ``happens`` accepts."""
        self._plans.append((happens, act))

    def print_once(self, number: str) -> PrintEvent:
        """Print with a claim of its own."""
        self.desk = FakeResultDesk()
        issue = LicenceIssue(self.ledger, self._driver, self.desk, SystemClock(), self._limits)
        end = issue.print_once(order(number), blank_pdf(), self._hear, NEVER)
        assert not self._plans, "what was planned for never happened"
        return end

    def _hear(self, event: PrintEvent) -> None:
        self.events.append(event)
        due = [plan for plan in self._plans if plan[0](event)]
        self._plans = [plan for plan in self._plans if plan not in due]
        for _, act in due:
            act()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[CustodyLedger]:
    with open_ledger(tmp_path, SystemClock(), blanks=10) as opened:
        yield opened


@pytest.fixture
def hall(ledger: CustodyLedger, driver: IppLicencePrinter) -> Hall:
    return Hall(ledger, driver)


def submitted(event: PrintEvent) -> bool:
    return isinstance(event, PrintStarted)


def waits_for(reason: str) -> Callable[[PrintEvent], bool]:
    return lambda event: isinstance(event, PrintWaiting) and reason in event.reasons
