"""The two decoders behind one answer: zxing-cpp, and zbar for broken finder patterns.

Zbar is a system library (libzbar0); without it fewer of the damaged codes are read.
Owns which symbologies are accepted; must not change pixels. The libraries hand out immutable bytes;
they are moved into a ``bytearray`` here and let go at once.
"""

from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray

try:
    from pyzbar import pyzbar
except ImportError:
    pyzbar = None

Grey = NDArray[np.uint8]
Point = tuple[float, float]

QR = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode,))
#: Together they cost six times as much as QR alone, so they are not looked for on every frame.
DATA_MATRIX = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.DataMatrix,))
BARS = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.PDF417))
_SYMBOLOGIES = {
    zxingcpp.BarcodeFormat.DataMatrix: "data-matrix",
    zxingcpp.BarcodeFormat.PDF417: "pdf417",
    zxingcpp.BarcodeFormat.Code128: "code-128",
}
#: Without error correction, so that one misread mark can pass.
ONE_DIMENSIONAL = frozenset({"code-128"})


@dataclass(frozen=True, slots=True)
class Found:
    """A code in a picture, and where: its corners in the order top-left, clockwise."""

    payload: bytearray
    symbology: str
    corners: tuple[Point, ...]

    def moved(self, scale: float, left_px: float, top_px: float) -> "Found":
        """The same code where a part of a picture stood in the whole."""
        corners = tuple((x * scale + left_px, y * scale + top_px) for x, y in self.corners)
        return Found(self.payload, self.symbology, corners)

    def area_px(self) -> float:
        """Twice the shoelace sum, halved."""
        turned = (*self.corners[1:], *self.corners[:1])
        twice = sum(
            x * below - right * y
            for (x, y), (right, below) in zip(self.corners, turned, strict=True)
        )
        return abs(twice) / 2


def read_with_zxing(
    grey: Grey,
    binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage,
    formats: zxingcpp.BarcodeFormats = QR,
) -> list[Found]:
    """Every valid code. Downscaled and inverted tries stay on: they pay."""
    barcodes = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats=formats, binarizer=binarizer
    )
    found = []
    for barcode in barcodes:
        place = barcode.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        found.append(
            Found(
                bytearray(barcode.bytes),
                _SYMBOLOGIES.get(barcode.format, "qr"),
                tuple((float(corner.x), float(corner.y)) for corner in corners),
            )
        )
    return [one for one in found if one.payload]


def has_zbar() -> bool:
    """True when the system library is there."""
    return pyzbar is not None


def read_with_zbar(grey: Grey) -> list[Found]:
    """QR codes alone: on all its formats zbar read a bar code where there was none."""
    if pyzbar is None:
        return []
    return [
        Found(
            bytearray(symbol.data),
            "qr",
            tuple((float(corner.x), float(corner.y)) for corner in symbol.polygon),
        )
        for symbol in pyzbar.decode(np.ascontiguousarray(grey), symbols=[pyzbar.ZBarSymbol.QRCODE])
        if symbol.data
    ]
