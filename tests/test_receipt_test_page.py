"""The test page as it lies in the hand: corners, eight greys, round circles, a code that reads."""

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from devices.ports import ReceiptPrinted, ReceiptRefused
from kiosk.i18n import load_texts
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.slip import encoded_slip, slip_code
from kiosk.upkeep.test_page import GREYS, HEIGHT_PX, WIDTH_PX, chart
from printer.document import Cut, Document, Picture
from printer.receipt.escpos_printer import EscposPrinter, EscposPrinterSettings
from printer.receipt.raster import bands, has_real_time_command
from tests.receipt_samples import CLOCK, PATIENT, ROOT, encode, network_printer
from tests.test_self_test_attended import IDENTITY

GUIDE = Guide(load_texts(ROOT / "config" / "locale" / "zh-CN"))


def job():
    return encoded_slip(IDENTITY, CLOCK.wall(), GUIDE, ROOT / "config" / "fonts")


def ink_of(picture):
    """True where there is ink."""
    return np.asarray(picture.convert("L")) < 100


def test_chart_comes_out_as_it_was_drawn_and_its_code_is_read_back(tmp_path):
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        assert printer.print_receipt(job()) == ReceiptPrinted()
        (paper,) = virtual.jobs
        with Image.open(paper.picture) as picture:
            (code,) = zxingcpp.read_barcodes(picture)
            ink = ink_of(picture)
    assert code.text.encode() == slip_code(IDENTITY)
    assert paper.was_cut
    top = _top_of_chart(ink)
    left = (ink.shape[1] - WIDTH_PX) // 2
    found = ink[top : top + HEIGHT_PX, left : left + WIDTH_PX]
    for y in (0, HEIGHT_PX - 40):
        for x in (0, WIDTH_PX - 40):
            assert found[y : y + 40, x : x + 40].mean() > 0.97
    steps = [found[60:108, 20 + 38 * at + 3 : 20 + 38 * at + 35].mean() for at in range(len(GREYS))]
    assert steps == sorted(steps)
    assert min(np.diff(steps)) > 0.05, "two neighbours look the same"


def _top_of_chart(ink):
    """Where both upper corners begin."""
    left = (ink.shape[1] - WIDTH_PX) // 2
    right = left + WIDTH_PX - 40
    for row in range(ink.shape[0] - 40):
        corner = ink[row : row + 40]
        if (
            corner[:, left : left + 40].mean() > 0.97
            and corner[:, right : right + 40].mean() > 0.97
        ):
            return row
    pytest.fail("the corners are not there")


def test_paper_that_ends_is_said_and_no_page_is_claimed(tmp_path):
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        virtual.actions["paper_out"]()
        outcome = printer.print_receipt(job())
        assert isinstance(outcome, ReceiptRefused)
        assert outcome.status.reason == "media-empty"
        assert not virtual.jobs


@pytest.mark.parametrize("columns", [32, 48])
def test_no_band_of_any_picture_commands_the_printer(columns):
    noise = np.random.default_rng(7).integers(0, 256, (200, 344), np.uint8)
    for shades in (chart(), noise):
        for band in bands(Picture(344, shades.tobytes()), columns):
            if not isinstance(band, int):
                packed = bytes(byte ^ 0xFF for byte in band.tobytes())
                assert not has_real_time_command(packed)


def test_page_is_through_a_line_of_9600_baud_before_the_printer_is_given_up():
    bits_a_byte, limit_seconds = 10, EscposPrinterSettings().send_seconds
    assert len(job()) * bits_a_byte / 9600 < limit_seconds - 1


def test_picture_that_does_not_fit_on_the_paper_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        encode(Document((Picture(600, bytes(600)), Cut())), 48)
    with pytest.raises(ValueError, match="fill its rows"):
        Picture(7, bytes(10))


def test_chart_is_the_one_that_the_screen_draws():
    page = chart()
    assert page.shape == (HEIGHT_PX, WIDTH_PX)
    row = page[80, 20 : 20 + 38 * len(GREYS) : 38]
    assert tuple(int(shade) for shade in row) == GREYS
