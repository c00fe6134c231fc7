"""Licences and proofs as PDF/A: whole, embedded, searchable, and their code scans."""

import io
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
import zxingcpp

from kiosk.errors import BrokenEnvironmentError
from printer.layouts.business_licence import BusinessLicence
from printer.layouts.proof import Proof
from printer.licence.pdf import Composed, Sheet, SheetComposer
from tests.licence_samples import FONTS, URL, composer, licence, proof, words


def composed(sheet: Sheet) -> Composed:
    composition = composer().compose(sheet)
    assert isinstance(composition, Composed)
    return composition


def text_of(document: bytes | bytearray) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=bytes(document), capture_output=True, check=True)
    return done.stdout.decode()


def test_licence_is_one_page_of_a4_landscape() -> None:
    sheet = composed(licence())
    assert sheet.pages == 1
    with pikepdf.open(io.BytesIO(sheet.document)) as pdf:
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 210)


@pytest.mark.parametrize("sheet", [licence(), proof()], ids=["licence", "proof"])
def test_sheet_claims_pdf_a_3b_with_an_output_intent(sheet: BusinessLicence | Proof) -> None:
    with pikepdf.open(io.BytesIO(composed(sheet).document)) as pdf:
        with pdf.open_metadata() as metadata:
            claim = metadata["pdfaid:part"], metadata["pdfaid:conformance"]
        assert claim == ("3", "B")
        assert "/OutputIntents" in pdf.Root


def test_every_font_is_ours_and_embedded(tmp_path: Path) -> None:
    file = tmp_path / "licence.pdf"
    file.write_bytes(composed(licence()).document)
    listed = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True)
    fonts = listed.stdout.splitlines()[2:]
    assert fonts
    for font in fonts:
        assert "NotoSerifCJK" in font or "NotoSans" in font
        embedded, subset = font.split()[-5:-3]
        assert (embedded, subset) == ("yes", "yes")


def test_words_of_the_register_stand_on_the_licence() -> None:
    text = text_of(composed(licence()).document)
    for wanted in ("92350100MA0000000X", "青禾市张三面馆", "张三", "青禾市市场监督管理局", URL):
        assert wanted in text


def test_proof_tells_every_row_over_as_many_pages_as_it_needs() -> None:
    sheet = composed(proof(rows=70))
    text = text_of(sheet.document)
    assert sheet.pages > 1
    assert all(f"M{n:03d}" in text for n in range(70))
    assert f"第 {sheet.pages} 页，共 {sheet.pages} 页" in " ".join(text.split())


def test_proof_without_rows_says_so() -> None:
    assert words()("licence.proof.no_rows") in text_of(composed(proof(rows=0)).document)


def test_same_sheet_is_the_same_bytes() -> None:
    again = SheetComposer(FONTS, words()).compose(licence())
    assert isinstance(again, Composed)
    assert composed(licence()).document == again.document


@pytest.mark.parametrize("sheet", [licence(), proof()], ids=["licence", "proof"])
def test_code_on_the_printed_page_scans(sheet: BusinessLicence | Proof) -> None:
    command = ["pdftoppm", "-png", "-r", "150", "-gray", "-"]
    document = bytes(composed(sheet).document)
    page = subprocess.run(command, input=document, capture_output=True, check=True).stdout
    pixels = cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert [code.text for code in zxingcpp.read_barcodes(pixels)] == [URL]


def test_copies_differ_by_their_number() -> None:
    first, second = (text_of(composed(licence(copy_seq=n)).document) for n in (1, 2))
    assert "1-1" in first
    assert "2-1" in second


def test_missing_fonts_are_named_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(BrokenEnvironmentError, match="NotoSerifCJKsc-Regular"):
        SheetComposer(tmp_path, words())
