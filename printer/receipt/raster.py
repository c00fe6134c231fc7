"""Draws one line of text as dots, for characters that the printer's own font lacks.

Owns the drawing and the search for bytes that a printer would obey inside picture data. Must not
know the commands around the picture.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from printer.document import Picture
from printer.receipt.charset import UNSHOWABLE, columns_of, width_columns
from printer.receipt.commands import CELL_HEIGHT_DOTS, COLUMN_DOTS
from printer.receipt.typeset import Line, scale

#: White below a line; a printer's own text stands at the top of its line as well.
AIR_DOTS = 10
_BASELINE_DOTS = 21
_SHIFTS_DOTS = 8
_BAND_DOTS = 8

#: Real-time commands are obeyed even inside picture data: status, recovery, pulse and clearing.
_REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


def has_real_time_command(data: bytes) -> bool:
    """True when a printer that scans the raw stream would obey something in ``data``."""
    return _REAL_TIME.search(data) is not None


class LineArtist:
    """Draws lines with one font file."""

    def __init__(self, font_file: Path, columns: int) -> None:
        self._font_file = font_file
        self._columns = columns

    def draw(self, line: Line) -> Image.Image:
        """The line as black (0) on white (1), no wider than its text.

        Moved right by as many dots as it takes until the picture holds no real-time command.
        """
        cells = self._enlarged(line)
        width = min(self._columns * COLUMN_DOTS, cells.width + _SHIFTS_DOTS)
        for shift in range(_SHIFTS_DOTS):
            picture = Image.new("1", (width, cells.height + AIR_DOTS), 1)
            picture.paste(cells, (shift, 0))
            if not has_real_time_command(_packed(picture)):
                return picture
        return _without_black_commands(picture)

    def _enlarged(self, line: Line) -> Image.Image:
        cells, (width, height) = self._cells(line), scale(line.size)
        return cells.resize((cells.width * width, cells.height * height), Image.Resampling.NEAREST)

    def _cells(self, line: Line) -> Image.Image:
        columns = width_columns(line.text)
        grey = Image.new("L", (columns * COLUMN_DOTS, CELL_HEIGHT_DOTS), 255)
        brush = ImageDraw.Draw(grey)
        column = 0
        for cluster in clusters(line.text):
            width = columns_of(cluster[0])
            centre = (column + width / 2) * COLUMN_DOTS
            shown = cluster if self._has_glyph(cluster[0]) else UNSHOWABLE
            weight = 1 if line.bold else 0
            brush.text(
                (centre, _BASELINE_DOTS), shown, 0, self._font, anchor="ms", stroke_width=weight / 2
            )
            column += width
        return grey.point(lambda shade: 255 if shade > 150 else 0).convert(
            "1", dither=Image.Dither.NONE
        )

    @cached_property
    def _font(self) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(self._font_file), CELL_HEIGHT_DOTS)

    @cached_property
    def _missing(self) -> bytes:
        return bytes(self._font.getmask("\U0010ffff"))

    def _has_glyph(self, character: str) -> bool:
        return bytes(self._font.getmask(character)) != self._missing


def bands(picture: Picture, columns: int) -> Iterator[Image.Image | int]:
    """A picture as black and white bands, one after the other, and white paper in dots between.

    Bands, because cheap printers buffer a whole picture and drop what does not fit; white paper is
    fed and not sent, because a byte takes a millisecond at 9600 baud.
    """
    height = len(picture.shades) // picture.width_dots
    if picture.width_dots > columns * COLUMN_DOTS:
        raise ValueError(f"a picture of {picture.width_dots} dots does not fit on the paper")
    grey = np.frombuffer(picture.shades, np.uint8).reshape(height, picture.width_dots)
    rows, across = np.indices(grey.shape)
    # A fixed screen, so that every step of grey is even and each differs from its neighbour.
    is_white = grey > _SCREEN[rows % 8, across % 8]
    for top in range(0, height, _BAND_DOTS):
        dots = is_white[top : top + _BAND_DOTS]
        if dots.all():
            yield len(dots)
            continue
        band = Image.fromarray(dots.astype(np.uint8) * 255)
        yield _without_black_commands(band.convert("1", dither=Image.Dither.NONE))


def _screen() -> np.ndarray:
    """Bayer's matrix of 8 x 8 as thresholds from 2 to 253."""
    matrix = np.zeros((1, 1), np.int64)
    for _ in range(3):
        matrix = np.block([[4 * matrix, 4 * matrix + 2], [4 * matrix + 3, 4 * matrix + 1]])
    return matrix * 4 + 2


_SCREEN = _screen()


def clusters(text: str) -> Iterator[str]:
    """Characters, each with the marks that lean on it."""
    cluster = ""
    for character in text:
        if cluster and columns_of(character) > 0:
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _packed(picture: Image.Image) -> bytes:
    """Eight dots a byte, black set, as a printer gets it."""
    return bytes(byte ^ 0xFF for byte in picture.tobytes())


def _without_black_commands(picture: Image.Image) -> Image.Image:
    """The last resort: one white dot for each command."""
    data = bytearray(picture.tobytes())
    for match in _REAL_TIME.finditer(_packed(picture)):
        data[match.start()] |= 0x10
    return Image.frombytes("1", picture.size, bytes(data))
