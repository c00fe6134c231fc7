"""The receipt as it lies in the hand: a picture drawn from the bytes alone."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printer.receipt.escpos_printer import EscposPrinter
from tests.receipt_samples import (
    ACCEPTED,
    CLOCK,
    ENVELOPE,
    QUERY,
    RATING,
    encode,
    network_printer,
    sample,
)


@pytest.mark.parametrize("columns", [32, 48])
def test_every_code_of_a_printed_receipt_can_be_scanned(tmp_path: Path, columns: int) -> None:
    with network_printer(tmp_path, columns) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK)
        printer.open()
        printer.print_receipt(encode(sample(ACCEPTED), columns))
        (paper,) = virtual.jobs
        with Image.open(paper.picture) as picture:
            found = {code.text for code in zxingcpp.read_barcodes(picture)}
        assert found == {ENVELOPE, QUERY, RATING}
        assert paper.codes == (ENVELOPE.encode(), QUERY.encode(), RATING.encode())
        assert paper.was_cut


def test_ink_stays_inside_the_printable_width(tmp_path: Path) -> None:
    with network_printer(tmp_path, 32) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK)
        printer.open()
        printer.print_receipt(encode(sample(ACCEPTED, masked_name="𠮷*"), 32))
        with Image.open(virtual.jobs[0].picture) as picture:
            ink = picture.point(lambda shade: 255 if shade < 100 else 0).getbbox()
        assert ink is not None
        left, _, right, bottom = ink
        assert 32 <= left < right <= 32 + 384
        assert bottom > 1000
