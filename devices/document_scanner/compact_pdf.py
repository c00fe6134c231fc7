"""Pages to one PDF. Owns the layers and their compression; must not look for pages.

The compact form is mixed raster content: a black-and-white G4 stencil says where ink is, a small
JPEG says what colour the ink has, another one is the paper beneath. Red seals and tinted cards stay
in colour at about a tenth of a plain JPEG. The master form is one JPEG a page. Both are
deterministic: the same pages give the same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import cv2
import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image

Page = NDArray[np.uint8]

_LONG_SIDE_POINTS = 842.0
_A4_LONG_PX = 2339
_MASTER_QUALITY = 82
_PAPER_QUALITY = 55
_INK_QUALITY = 60
_PAPER_SHRINK = 4
_INK_SHRINK = 16
_WINDOW_PX = 61
_INK_BELOW = 22
# TIFF tags
_PHOTOMETRIC, _STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTES = 262, 273, 278, 279


class PdfForm(StrEnum):
    """Which of the two forms."""

    COMPACT = "compact"
    MASTER = "master"


@dataclass(frozen=True, slots=True)
class EncodedPage:
    """One page, compressed both ways: a hundredth of its pixels."""

    width_px: int
    height_px: int
    master_jpeg: bytes
    paper_jpeg: bytes
    ink_jpeg: bytes
    stencil_g4: bytes
    stencil_black_is_1: bool


def encode_page(page: Page) -> EncodedPage:
    """Compress one flat BGR page."""
    stencil = ink_stencil(page)
    g4, black_is_1 = _g4(stencil)
    return EncodedPage(
        page.shape[1],
        page.shape[0],
        _jpeg(page, _MASTER_QUALITY),
        _jpeg(_paper_layer(page, stencil), _PAPER_QUALITY),
        _jpeg(_ink_layer(page, stencil), _INK_QUALITY),
        g4,
        black_is_1,
    )


def make_pdf(pages: Sequence[EncodedPage], form: PdfForm = PdfForm.COMPACT) -> bytes:
    """One PDF of the pages, in order."""
    document = pikepdf.new()
    for page in pages:
        match form:
            case PdfForm.COMPACT:
                _add_compact(document, page)
            case PdfForm.MASTER:
                _add_page(document, page, {"/Page": page.master_jpeg}, shrink={"/Page": 1})
            case _:
                assert_never(form)
    out = io.BytesIO()
    document.save(
        out, deterministic_id=True, compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip
    return out.getvalue()


def ink_stencil(page: Page) -> NDArray[np.uint8]:
    """255 where there is ink: darker than the paper around, or strongly coloured."""
    # The darkest channel sees a red seal as well as black print.
    darkest = np.asarray(page.min(axis=2), np.uint8)
    local = cv2.adaptiveThreshold(
        cv2.GaussianBlur(darkest, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV, _WINDOW_PX, _INK_BELOW,
    )  # fmt: skip
    count, labels, stats, _ = cv2.connectedComponentsWithStats(local, connectivity=8)
    keep = np.zeros(count, np.uint8)
    keep[1:] = (stats[1:, cv2.CC_STAT_AREA] >= 5) * 255
    return np.asarray(keep[labels], np.uint8)


def _add_compact(document: pikepdf.Pdf, page: EncodedPage) -> None:
    layers = {"/Paper": page.paper_jpeg, "/Ink": page.ink_jpeg}
    images = _add_page(document, page, layers, {"/Paper": _PAPER_SHRINK, "/Ink": _INK_SHRINK})
    images["/Ink"].Mask = _stencil_image(document, page)


def _add_page(
    document: pikepdf.Pdf, page: EncodedPage, layers: dict[str, bytes], shrink: dict[str, int]
) -> dict[str, pikepdf.Object]:
    points = _LONG_SIDE_POINTS / _A4_LONG_PX
    width, height = round(page.width_px * points, 2), round(page.height_px * points, 2)
    images = {
        name: _jpeg_image(document, jpeg, _layer_size(page.width_px, page.height_px, shrink[name]))
        for name, jpeg in layers.items()
    }
    drawing = "".join(f"q {width} 0 0 {height} 0 0 cm {name} Do Q\n" for name in images)
    sheet = document.add_blank_page(page_size=(width, height))
    sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(images))
    sheet.obj.Contents = document.make_stream(drawing.encode("ascii"))
    return {name: sheet.obj.Resources.XObject[name] for name in images}


def _layer_size(width_px: int, height_px: int, shrink: int) -> tuple[int, int]:
    return max(1, width_px // shrink), max(1, height_px // shrink)


def _paper_layer(page: Page, stencil: NDArray[np.uint8]) -> Page:
    """The page without its ink, a quarter of the size: ink is filled from the paper around."""
    bare = cv2.dilate(stencil, np.ones((5, 5), np.uint8)) == 0
    return _averaged(page, bare, _layer_size(page.shape[1], page.shape[0], _PAPER_SHRINK))


def _ink_layer(page: Page, stencil: NDArray[np.uint8]) -> Page:
    """The colour of the ink, spread over its surroundings, a sixteenth of the size."""
    # The core of a stroke has the ink's colour; its rim is mixed with paper.
    core = cv2.erode(stencil, np.ones((3, 3), np.uint8))
    wanted = (core if core.any() else stencil) > 0
    return _averaged(page, wanted, _layer_size(page.shape[1], page.shape[0], _INK_SHRINK))


def _averaged(page: Page, wanted: NDArray[np.bool_], size: tuple[int, int]) -> Page:
    """Mean of the wanted pixels of each cell; an empty cell takes that of a wider cell."""
    weight = wanted.astype(np.float32)
    cells = _shrunk(weight, size)
    chosen = cv2.bitwise_and(page, page, mask=wanted.astype(np.uint8))
    sums = _shrunk(chosen.astype(np.float32), size)
    return np.asarray(np.clip(_filled(cells, sums), 0, 255), np.uint8)


def _filled(cells: NDArray[np.float32], sums: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = cells.shape
    mean = sums / np.maximum(cells, 1e-6)[:, :, None]
    if width <= 1 and height <= 1:
        return np.asarray(mean, np.float32)
    half = ((width + 1) // 2, (height + 1) // 2)
    coarse = _filled(
        _shrunk(cells, half),
        _shrunk(sums, half),
    )
    wider = cv2.resize(coarse, (width, height)).reshape(height, width, 3)
    return np.asarray(np.where((cells > 0.02)[:, :, None], mean, wider), np.float32)


def _shrunk(field: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    small = cv2.resize(field, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32).reshape(size[1], size[0], *field.shape[2:])


def _jpeg(pixels: Page, quality: int) -> bytes:
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def _g4(stencil: NDArray[np.uint8]) -> tuple[bytes, bool]:
    """CCITT G4 rows, and their polarity. Pillow's TIFF has them in one strip."""
    tiff = io.BytesIO()
    Image.fromarray(255 - stencil).convert("1", dither=Image.Dither.NONE).save(
        tiff, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: stencil.shape[0]}
    )
    with Image.open(io.BytesIO(tiff.getvalue())) as opened:
        tags = opened.tag_v2  # type: ignore[attr-defined]  # every TIFF image has it
        offset, size = tags[_STRIP_OFFSETS][0], tags[_STRIP_BYTES][0]
        black_is_1 = tags[_PHOTOMETRIC] == 1
    return tiff.getvalue()[offset : offset + size], black_is_1


def _jpeg_image(document: pikepdf.Pdf, jpeg: bytes, size: tuple[int, int]) -> pikepdf.Object:
    return document.make_stream(
        jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=size[0],
        Height=size[1], ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode, Interpolate=True,
    )  # fmt: skip


def _stencil_image(document: pikepdf.Pdf, page: EncodedPage) -> pikepdf.Object:
    """A stencil mask. Sample 0 paints, so ink is stored as 0 (PDF 32000, 8.9.6.2)."""
    return document.make_stream(
        page.stencil_g4, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
        Width=page.width_px, Height=page.height_px, ImageMask=True, BitsPerComponent=1,
        Filter=pikepdf.Name.CCITTFaxDecode,
        DecodeParms=pikepdf.Dictionary(
            K=-1, Columns=page.width_px, Rows=page.height_px, BlackIs1=page.stencil_black_is_1
        ),
    )  # fmt: skip
