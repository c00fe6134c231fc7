"""Pages as one PDF: small, whole, in colour, the same bytes every time."""

import io

import numpy as np
import pikepdf
import pytest
from PIL import Image

from devices.document_scanner.compact_pdf import PdfForm, encode_page, ink_stencil, make_pdf
from devices.virtual.papers import draw_paper


@pytest.fixture(scope="module")
def encoded():
    return [encode_page(draw_paper("lease", page)) for page in (1, 2, 3)]


def test_three_pages_make_three_sheets_of_a4(encoded):
    with pikepdf.open(io.BytesIO(make_pdf(encoded))) as document:
        sizes = [[float(v) for v in page.mediabox] for page in document.pages]
        assert document.check_pdf_syntax() == []
    assert len(sizes) == 3
    assert sizes[0][2] / sizes[0][3] == pytest.approx(210 / 297, rel=0.01)


def test_the_same_pages_give_the_same_bytes(encoded):
    again = [encode_page(draw_paper("lease", page)) for page in (1, 2, 3)]
    assert make_pdf(encoded) == make_pdf(again)


def test_the_compact_form_is_less_than_a_fifth_of_the_master(encoded):
    assert 5 * len(make_pdf(encoded)) < len(make_pdf(encoded, PdfForm.MASTER))


def test_the_stencil_in_the_file_is_the_ink_of_the_page(encoded):
    with pikepdf.open(io.BytesIO(make_pdf(encoded))) as document:
        mask = document.pages[2].Resources.XObject["/Ink"].Mask
        stored = pikepdf.PdfImage(mask)
        assert mask.ImageMask
        assert (stored.width, stored.height) == (1240, 1754)
    drawn = ink_stencil(draw_paper("lease", 3))
    tiff = _as_tiff(encoded[2])
    assert ((np.asarray(Image.open(tiff)) == 0) == (drawn == 255)).all()


def test_a_red_seal_keeps_its_colour_in_the_ink_layer(encoded):
    ink = np.asarray(Image.open(io.BytesIO(encoded[2].ink_jpeg))).astype(int)
    assert (ink[:, :, 0] - ink[:, :, 1] > 80).sum() > 50


def test_an_empty_white_page_makes_a_valid_sheet():
    white = np.full((400, 300, 3), 250, np.uint8)
    with pikepdf.open(io.BytesIO(make_pdf([encode_page(white)]))) as document:
        assert document.check_pdf_syntax() == []


def _as_tiff(page):
    """The stored G4 rows in a TIFF of our own, decoded by another reader than the writer."""
    out = io.BytesIO()
    head = [(256, 4, page.width_px), (257, 4, page.height_px), (258, 3, 1), (259, 3, 4),
            (262, 3, 1 if page.stencil_black_is_1 else 0), (273, 4, 8),
            (278, 4, page.height_px), (279, 4, len(page.stencil_g4))]  # fmt: skip
    body = page.stencil_g4 + b"\0" * (len(page.stencil_g4) % 2)
    out.write(b"II*\0" + (8 + len(body)).to_bytes(4, "little") + body)
    out.write(len(head).to_bytes(2, "little"))
    for tag, kind, value in head:
        field = value.to_bytes(2 if kind == 3 else 4, "little").ljust(4, b"\0")
        out.write(tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + b"\1\0\0\0" + field)
    out.write(b"\0\0\0\0")
    out.seek(0)
    return out
