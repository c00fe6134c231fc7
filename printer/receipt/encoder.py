"""Turns a document into one ESC/POS job.

Owns the commands and their order. Must not talk to a printer, and lets no byte through that could
command it: text passes the allow list, codes are ASCII, pictures are searched.

Of python-escpos this uses the command table and the raster packing. Not its ``Dummy`` printer:
importing that leaves a temporary folder with a pickle behind in every process, and replaces the
root log handler; and its Chinese text is lossy. A test holds both encoders side by side.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, assert_never

import segno
from escpos.constants import (
    CTL_LF,
    ESC,
    FS,
    GS,
    HW_INIT,
    QR_ECLEVEL_M,
    QR_MODEL_2,
    S_RASTER_N,
    TXT_SIZE,
)
from escpos.image import EscposImage

from printer.document import Cut, Document, Gap, Picture, QrCode
from printer.receipt.charset import gbk
from printer.receipt.commands import (
    CELL_HEIGHT_DOTS,
    COLUMN_DOTS,
    COMPLETION_BARRIER,
    DOTS_PER_MM,
)
from printer.receipt.raster import AIR_DOTS, LineArtist, bands
from printer.receipt.typeset import Line, Piece, scale, typeset

_CHINESE_ON, _CHINESE_OFF = FS + b"&", FS + b"."
_CHINESE_SPACING_ZERO = FS + b"S\x00\x00"
_LINE_SPACING = ESC + b"3"
_FEED_DOTS = ESC + b"J"
_BOLD = ESC + b"E"
_CENTRE = ESC + b"a\x01"
_LEFT = ESC + b"a\x00"
_FEED_AND_CUT = GS + b"VB"
_QR_QUIET_MODULES = 8  # four on each side
_QR_MODULE_DOTS_MIN, _QR_MODULE_DOTS_MAX = 3, 10


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """The paper and the font for what the printer cannot write itself."""

    font_file: Path
    #: 32 on 58 mm paper (384 dots), 48 on 80 mm paper (576 dots).
    columns: Literal[32, 48] = 48
    feed_before_cut_dots: int = 24


class ReceiptEncoder:
    """Documents to bytes, for one kind of paper."""

    def __init__(self, settings: EncoderSettings) -> None:
        self._settings = settings
        self._artist = LineArtist(settings.font_file, settings.columns)

    def encode(self, document: Document) -> bytearray:
        """One whole job: reset, contents, cut, completion barrier. The caller wipes it."""
        job = _Job(self._settings, self._artist)
        for piece in typeset(document, self._settings.columns):
            job.add(piece)
        return job.finish()


class _Job:
    """The bytes so far, and the modes that they leave the printer in."""

    def __init__(self, settings: EncoderSettings, artist: LineArtist) -> None:
        self._settings = settings
        self._artist = artist
        self._out = bytearray(HW_INIT + _CHINESE_SPACING_ZERO + _CHINESE_OFF)
        self._bold = False
        self._size = b"\x00"
        self._spacing_dots = 0

    def add(self, piece: Piece) -> None:
        match piece:
            case Line():
                self._line(piece)
            case Gap(height_mm=height_mm):
                self._feed(round(height_mm * DOTS_PER_MM))
            case QrCode():
                self._code(piece)
            case Picture():
                self._picture(piece)
            case Cut():
                self._out += _FEED_AND_CUT + bytes([self._settings.feed_before_cut_dots])
            case _:
                assert_never(piece)

    def finish(self) -> bytearray:
        self._out += COMPLETION_BARRIER
        return self._out

    def _line(self, line: Line) -> None:
        code = gbk(line.text)
        if code is None:
            self._out += _raster(EscposImage(self._artist.draw(line)))
            return
        self._modes(line)
        self._out += code if code.isascii() else _CHINESE_ON + code + _CHINESE_OFF
        self._out += CTL_LF

    def _modes(self, line: Line) -> None:
        """Only what differs from the line before."""
        width, height = scale(line.size)
        size = bytes([(width - 1) << 4 | (height - 1)])
        spacing_dots = CELL_HEIGHT_DOTS * height + (0 if line.rule else AIR_DOTS)
        if size != self._size:
            self._out += TXT_SIZE + size
        if line.bold != self._bold:
            self._out += _BOLD + bytes([line.bold])
        if spacing_dots != self._spacing_dots:
            self._out += _LINE_SPACING + bytes([spacing_dots])
        self._size, self._bold, self._spacing_dots = size, line.bold, spacing_dots

    def _feed(self, dots: int) -> None:
        while dots > 0:
            self._out += _FEED_DOTS + bytes([min(dots, 255)])
            dots -= 255

    def _picture(self, picture: Picture) -> None:
        self._out += _CENTRE
        for band in bands(picture, self._settings.columns):
            if isinstance(band, int):
                self._feed(band)
            else:
                self._out += _raster(EscposImage(band))
        self._out += _LEFT

    def _code(self, code: QrCode) -> None:
        payload = code.payload.encode("ascii")
        module_dots = self._module_dots(code)
        self._out += _CENTRE
        self._out += _code_function(65, bytes([48 + QR_MODEL_2, 0]))
        self._out += _code_function(67, bytes([module_dots]))
        self._out += _code_function(69, bytes([48 + QR_ECLEVEL_M]))
        self._out += _code_function(80, b"0" + payload)
        self._out += _code_function(81, b"0")
        self._out += _LEFT

    def _module_dots(self, code: QrCode) -> int:
        symbol = segno.make_qr(code.payload, error="m", mode="byte", boost_error=False)
        modules = int(symbol.symbol_size(border=0)[0])
        widest = self._settings.columns * COLUMN_DOTS // (modules + _QR_QUIET_MODULES)
        wanted = round(code.side_mm * DOTS_PER_MM / modules)
        if widest < _QR_MODULE_DOTS_MIN:
            raise ValueError(f"a QR code of {modules} modules does not fit on the paper")
        return max(_QR_MODULE_DOTS_MIN, min(wanted, widest, _QR_MODULE_DOTS_MAX))


def _code_function(function: int, parameters: bytes) -> bytes:
    """GS ( k for a QR code (cn = 49)."""
    body = bytes([49, function]) + parameters
    head: bytes = GS + b"(k"
    return head + len(body).to_bytes(2, "little") + body


def _raster(picture: EscposImage) -> bytes:
    """GS v 0: the picture prints where it stands and moves the paper by its own height."""
    size = picture.width_bytes.to_bytes(2, "little") + picture.height.to_bytes(2, "little")
    command: bytes = S_RASTER_N + size
    packed: bytes = picture.to_raster_format()
    return command + packed
