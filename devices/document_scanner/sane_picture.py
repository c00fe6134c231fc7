"""One raw picture as scanimage writes it: PNM, 8 bits, grey or colour. Pure.

Owns what of its header is believed, and how a page that only looks whole is told. Must not decode
anything compressed: that happened in the scan's own process.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

#: A header is some 35 bytes; what has none within this is not a picture.
MOST_HEADER_BYTES = 512
#: A4 in colour at 600 dpi is 104 MB.
MOST_PIXEL_BYTES = 128 * 1024 * 1024
_LEAST_SIDE_PX = 16
_HEADER = re.compile(
    rb"P([56])\n(?:#[^\n]{0,200}\n){0,4}([1-9]\d{0,4}) ([1-9]\d{0,4})\n(\d{1,5})\n"
)
_CHANNELS = {b"5": 1, b"6": 3}
#: What libjpeg paints where the data ended too early; it calls that a warning, not an error.
_UNPAINTED = 128
#: It paints whole blocks. Real paper, even grey, is never the same to the last bit for so long.
_UNPAINTED_ROWS = 8


class PictureRefusedError(Exception):
    """The bytes are no picture of the kind that was asked for."""


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """What the picture says it is. ``header_bytes`` come before the pixels."""

    width_px: int
    height_px: int
    channels: int
    header_bytes: int

    @property
    def pixel_bytes(self) -> int:
        """How many bytes of pixels must follow, neither more nor fewer."""
        return self.width_px * self.height_px * self.channels


def read_header(head: bytes) -> PictureHeader | None:
    """The header at the start of ``head``; None while it is not whole.

    Raises PictureRefusedError for anything but PNM P5 or P6 with 8 bits and a sane size.
    """
    found = _HEADER.match(head)
    if found is None:
        if len(head) >= MOST_HEADER_BYTES or not b"P5\nP6\n".count(head[:3]):
            raise PictureRefusedError("not a raw picture")
        return None
    kind, width, height, deepest = found.groups()
    header = PictureHeader(int(width), int(height), _CHANNELS[kind], found.end())
    if int(deepest) != 255:
        raise PictureRefusedError("not 8 bits deep")
    if min(header.width_px, header.height_px) < _LEAST_SIDE_PX:
        raise PictureRefusedError("too small for a page")
    if header.pixel_bytes > MOST_PIXEL_BYTES:
        raise PictureRefusedError("too large for a page")
    return header


def ends_unpainted(pixels: Pixels) -> bool:
    """True when the last rows are what a decoder paints for data that never came.

    ``pixels`` is height x width x channels.
    """
    tail = pixels[-_UNPAINTED_ROWS:]
    return len(tail) == _UNPAINTED_ROWS and bool((tail == _UNPAINTED).all())
