"""What every ``LicencePrinter`` must do, virtual or real. Subclass it and give a bench."""

from typing import Protocol

from devices.ports import JobPrinted, JobTicket, LicencePrinter
from devices.status import Ready
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

    def test_well_and_stocked_printer_is_ready(self, bench: Bench) -> None:
        bench.printer.open()
        assert bench.printer.probe() == Ready()
        bench.printer.close()
        bench.printer.close()

    def test_submitted_document_comes_out_once_and_is_said_to(self, bench: Bench) -> None:
        before = bench.sheets()
        ticket = bench.printer.submit(blank_pdf(), "CONF-1", 1)
        assert isinstance(ticket, JobTicket)
        until(lambda: bench.printer.job(ticket, 1), printed)
        assert bench.sheets() == before + 1

    def test_every_page_of_a_long_document_is_counted(self, bench: Bench) -> None:
        before = bench.sheets()
        ticket = bench.printer.submit(blank_pdf(3), "CONF-2", 3)
        assert isinstance(ticket, JobTicket)
        assert until(lambda: bench.printer.job(ticket, 3), printed) == JobPrinted(3)
        assert bench.sheets() == before + 3

    def test_job_is_found_again_by_its_name(self, bench: Bench) -> None:
        ticket = bench.printer.submit(blank_pdf(), "CONF-3", 1)
        assert isinstance(ticket, JobTicket)
        until(lambda: bench.printer.job(ticket, 1), printed)
        found = bench.printer.find_job("CONF-3")
        assert found is not None
        assert (found.job_uuid, found.job_id) == (ticket.job_uuid, ticket.job_id)

    def test_unknown_name_is_found_nowhere(self, bench: Bench) -> None:
        assert bench.printer.find_job("CONF-NEVER") is None
