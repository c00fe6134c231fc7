"""The paper of the virtual receipt printer: dots on a white strip, cut into receipts.

Owns how a line, a picture and a code look. Must not parse bytes or know the printer's condition.
"""

from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

from devices.virtual.escpos_interpreter import Glyph, PrintLine, QrSymbol, RasterImage

_CELL_DOTS = 24
_BASELINE_DOTS = 21
_INK_THRESHOLD = 150
_MARGIN_DOTS = 32
_TOOTH_DOTS = 8
_PAPER, _DESK, _INK = 252, 205, 30


class Strip:
    """Paper since the last cut. ``rows`` are 1-bit pictures stacked from top to bottom."""

    def __init__(self, width_dots: int, font_file: Path) -> None:
        self.width_dots = width_dots
        self.text: list[str] = []
        self.codes: list[bytes] = []
        self._rows: list[Image.Image] = []
        self._font = ImageFont.truetype(str(font_file), _CELL_DOTS)

    @property
    def height_dots(self) -> int:
        """Printed and blank paper since the last cut."""
        return sum(row.height for row in self._rows)

    @property
    def is_blank(self) -> bool:
        """True when nothing was printed since the last cut."""
        return not any(row.getbbox() for row in self._rows)

    def feed(self, dots: int) -> int:
        """Blank paper. Returns the dots used."""
        return self._add(self._blank(dots))

    def line(self, line: PrintLine) -> int:
        """A line of text; what does not fit goes on below, as a printer does it."""
        used, rest = 0, list(line.glyphs)
        self.text.append("".join(glyph.character for glyph in rest))
        while True:
            fitting = self._fitting(rest)
            used += self._add(self._text_row(rest[:fitting], line))
            rest = rest[fitting:]
            if not rest:
                return used

    def raster(self, image: RasterImage) -> int:
        """Dots as they came."""
        size = (image.width_bytes * 8, image.height_dots)
        row = self._blank(image.height_dots)
        left = max(0, (self.width_dots - size[0]) // 2) if image.centred else 0
        row.paste(Image.frombytes("1", size, image.data), (left, 0))
        return self._add(row)

    def code(self, symbol: QrSymbol) -> int:
        """A QR code, drawn from its data. Uses no paper when it does not fit on it."""
        picture = _code_picture(symbol)
        if picture is None or picture.width > self.width_dots:
            return 0
        self.codes.append(symbol.data)
        row = self._blank(picture.height)
        left = (self.width_dots - picture.width) // 2 if symbol.centred else 0
        row.paste(picture, (left, 0))
        return self._add(row)

    def cut(self) -> Image.Image:
        """The receipt as it lies on a desk; the strip is blank again."""
        ink = Image.new("1", (self.width_dots, max(1, self.height_dots)), 0)
        top = 0
        for row in self._rows:
            ink.paste(row, (0, top))
            top += row.height
        self._rows.clear()
        self.text.clear()
        self.codes.clear()
        return _on_desk(ink)

    def _blank(self, height: int) -> Image.Image:
        return Image.new("1", (self.width_dots, height), 0)

    def _add(self, row: Image.Image) -> int:
        self._rows.append(row)
        return row.height

    def _fitting(self, glyphs: list[Glyph]) -> int:
        width = 0
        for index, glyph in enumerate(glyphs):
            width += _width(glyph)
            if width > self.width_dots:
                return max(1, index)
        return len(glyphs)

    def _text_row(self, glyphs: list[Glyph], line: PrintLine) -> Image.Image:
        ink_height = max((_CELL_DOTS * glyph.height_factor for glyph in glyphs), default=0)
        row = self._blank(max(line.spacing_dots, ink_height))
        left = 0
        if line.centred:
            left = (self.width_dots - sum(map(_width, glyphs))) // 2
        for glyph in glyphs:
            row.paste(self._drawn(glyph), (left, ink_height - _CELL_DOTS * glyph.height_factor))
            left += _width(glyph)
        return row

    def _drawn(self, glyph: Glyph) -> Image.Image:
        """A bitmap cell, enlarged by repeating dots: printers have no outlines."""
        width = _CELL_DOTS if glyph.chinese else _CELL_DOTS // 2
        grey = Image.new("L", (width, _CELL_DOTS), 0)
        ImageDraw.Draw(grey).text(
            (width / 2, _BASELINE_DOTS), glyph.character, 255, self._font, anchor="ms"
        )
        if glyph.bold:  # double strike: the same dots once more, one to the right
            grey.paste(255, (1, 0), grey.copy().crop((0, 0, width - 1, _CELL_DOTS)))
        ink = grey.point(lambda shade: 255 if shade > _INK_THRESHOLD else 0)
        enlarged = ink.resize(
            (_width(glyph), _CELL_DOTS * glyph.height_factor), Image.Resampling.NEAREST
        )
        return enlarged.convert("1", dither=Image.Dither.NONE)


def _code_picture(symbol: QrSymbol) -> Image.Image | None:
    try:
        code = segno.make_qr(symbol.data, error=symbol.level, mode="byte", boost_error=False)
    except segno.DataOverflowError:
        return None
    side = len(code.matrix)
    dots = bytes(255 if module else 0 for row in code.matrix for module in row)
    enlarged = Image.frombytes("L", (side, side), dots).resize(
        (side * symbol.module_dots,) * 2, Image.Resampling.NEAREST
    )
    return enlarged.convert("1", dither=Image.Dither.NONE)


def _width(glyph: Glyph) -> int:
    return (_CELL_DOTS if glyph.chinese else _CELL_DOTS // 2) * glyph.width_factor


def _on_desk(ink: Image.Image) -> Image.Image:
    """Margins, and the edge that a serrated blade leaves."""
    width, height = ink.width + 2 * _MARGIN_DOTS, ink.height + 2 * _TOOTH_DOTS
    picture = Image.new("L", (width, height), _DESK)
    brush = ImageDraw.Draw(picture)
    edge = range(0, width + _TOOTH_DOTS, _TOOTH_DOTS)
    teeth = [_TOOTH_DOTS // 2 * (number % 2) for number in range(len(edge))]
    top = [(left, _TOOTH_DOTS // 2 + tooth) for left, tooth in zip(edge, teeth, strict=True)]
    bottom = [(left, height - 1 - tooth) for left, tooth in zip(edge, teeth, strict=True)]
    brush.polygon([*top, *reversed(bottom)], fill=_PAPER)
    picture.paste(_INK, (_MARGIN_DOTS, _TOOTH_DOTS), ink)
    return picture
