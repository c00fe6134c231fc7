"""How long a receipt is, by its bytes: the virtual printer's own paper must be as long."""

import pytest
import segno
from PIL import Image

from printer.document import Gap, Paragraph, QrCode, Rule, Size
from printer.receipt.escpos_printer import EscposPrinter
from printer.receipt.paper_length import code_modules, paper_mm
from tests.receipt_samples import (
    ACCEPTED,
    CLOCK,
    PATIENT,
    RECEIVED,
    STORED,
    encode,
    encode_elements,
    network_printer,
    sample,
)
from tests.test_receipt_test_page import job as page_job

DOTS_PER_MM = 8
#: The virtual printer lays a receipt on a desk, with room for its serrated edges.
EDGES_DOTS = 16


def lies_on_desk(receipt):
    """How long the paper is that came out, in dots."""
    with Image.open(receipt.picture) as picture:
        return picture.height - EDGES_DOTS


JOBS = {
    "stored": lambda columns: encode(sample(STORED), columns),
    "received": lambda columns: encode(sample(RECEIVED), columns),
    "accepted-with-codes": lambda columns: encode(sample(ACCEPTED), columns),
    "name-drawn-as-picture": lambda columns: encode(sample(masked_name="𠮷*"), columns),
    "long-gap": lambda columns: encode_elements(Gap(90), columns=columns),
    "large-code": lambda columns: encode_elements(QrCode("A" * 180, 40), columns=columns),
    "sizes": lambda columns: encode_elements(
        *(Paragraph("青禾 abc " * 9, size) for size in Size), Rule(heavy=True), columns=columns
    ),
    "test-page": lambda columns: page_job(),
}


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("name", JOBS)
def test_length_by_the_bytes_is_the_length_of_the_paper(tmp_path, columns, name):
    job = JOBS[name](columns)
    with network_printer(tmp_path, 48 if name == "test-page" else columns) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        printer.print_receipt(job)
        assert not virtual.errors
        (paper,) = virtual.jobs
        assert paper_mm(job) * DOTS_PER_MM == lies_on_desk(paper)
        assert printer.fed.total_mm == paper_mm(job)


def test_driver_counts_what_completed_and_nothing_else(tmp_path):
    job = encode(sample())
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        for _ in range(2):
            printer.print_receipt(job)
        virtual.actions["paper_out"]()
        printer.print_receipt(job)
        assert len(virtual.jobs) == printer.fed.receipts == 2
        assert printer.fed.latest_mm == (paper_mm(job), paper_mm(job))


def test_code_is_as_large_as_the_printers_own_for_every_length():
    for length in (1, 14, 15, 106, 107, 213, 214, 1059, 1060, 2331):
        code = segno.make_qr("A" * length, error="m", mode="byte", boost_error=False)
        assert code_modules(length) == len(code.matrix)
    assert code_modules(2332) == 0


@pytest.mark.parametrize(
    "rubbish", [b"", b"\x1d", b"\x1dv0", b"\x1d(k\xff", b"\x1b\x00\x07\x10", bytes(range(256)) * 4]
)
def test_bytes_that_mean_nothing_have_some_length_and_stop_nobody(rubbish):
    assert paper_mm(rubbish) >= 0
    assert paper_mm(bytearray(rubbish) + encode(sample())) >= 0
