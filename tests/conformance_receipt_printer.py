"""What every receipt printer must do, whatever its wire. Run by ``test_receipt_conformance``.

Real hardware passes the same list with ``-m hardware``; it needs paper in and the cover closed.
"""

import pytest

from devices.ports import ReceiptPrinted, ReceiptPrinter
from devices.status import is_usable
from printer.document import Cut, Document, Number, Paragraph
from tests.receipt_samples import encode


class ReceiptPrinterConformance:
    """A subclass gives the fixture ``printer``: connected to a device with nothing wrong."""

    def test_a_well_printer_is_usable(self, printer: ReceiptPrinter) -> None:
        assert is_usable(printer.probe())

    def test_it_says_what_it_can_sense(self, printer: ReceiptPrinter) -> None:
        assert {"prints-receipt", "senses-paper-out"} <= printer.capabilities()

    def test_a_job_is_known_to_have_come_out(self, printer: ReceiptPrinter) -> None:
        job = encode(Document((Paragraph("验收"), Number("QH2604-7K3M-92"), Cut())))
        assert printer.print_receipt(job) == ReceiptPrinted()

    def test_two_jobs_come_out_one_after_the_other(self, printer: ReceiptPrinter) -> None:
        job = encode(Document((Paragraph("一二三"), Cut())))
        assert printer.print_receipt(job) == printer.print_receipt(job) == ReceiptPrinted()

    def test_the_job_is_left_for_the_caller_to_wipe(self, printer: ReceiptPrinter) -> None:
        job = encode(Document((Paragraph("张*"), Cut())))
        before = bytes(job)
        printer.print_receipt(job)
        assert job == before
        job[:] = bytes(len(job))

    def test_a_job_without_barrier_is_a_bug(self, printer: ReceiptPrinter) -> None:
        with pytest.raises(ValueError, match="barrier"):
            printer.print_receipt(bytearray(b"\x1b@text\n"))

    def test_closing_twice_and_opening_again_is_normal(self, printer: ReceiptPrinter) -> None:
        printer.close()
        printer.close()
        printer.open()
        assert is_usable(printer.probe())
