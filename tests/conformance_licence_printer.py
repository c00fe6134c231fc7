"""What every ``LicencePrinter`` must do: the suite is in ``devices/conformance``.

A real printer needs plain sheets in its tray: numbered ones are taken out before.
"""

from typing import Any, Protocol

from devices.conformance.kit import Check
from devices.ports import JobPrinted, JobTicket, LicencePrinter
from devices.status import Role
from tests.conformance import hands_of, keep, promises
from tests.licence_rig import until
from tests.licence_samples import blank_pdf


class Bench(Protocol):
    """A printer that is well and stocked, and somebody who counts what comes out."""

    printer: LicencePrinter

    def sheets(self) -> int: ...


def printed(outcome: object) -> bool:
    return isinstance(outcome, JobPrinted)


class LicencePrinterConformance:
    """Needs a fixture ``bench``."""

    @promises(Role.LICENCE_PRINTER)
    def test_it(self, bench: Any, check: Check) -> None:
        bench.printer.open()
        keep(check, bench.printer, hands_of(Role.LICENCE_PRINTER, bench))

    def test_what_is_said_to_be_printed_lies_in_the_tray(self, bench: Bench) -> None:
        before = bench.sheets()
        ticket = bench.printer.submit(blank_pdf(3), "TRAY-3", 3)
        assert isinstance(ticket, JobTicket)
        until(lambda: bench.printer.job(ticket, 3), printed)
        assert bench.sheets() == before + 3
