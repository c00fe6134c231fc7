"""What a photo decoder may write: a BMP or raw BGR of 102 x 126. Pure.

Owns the check of every byte that is believed. The sizes are those that six public callers agree on;
how raw pixels lie differs between libraries, so that the settings say it.
"""

import struct
from dataclasses import dataclass
from typing import Literal

WIDTH_PX, HEIGHT_PX = 102, 126
_ROW_BYTES = WIDTH_PX * 3
#: Rows of a BMP end at a multiple of four.
_BMP_ROW_BYTES = (_ROW_BYTES + 3) // 4 * 4
_RAW_BYTES = _ROW_BYTES * HEIGHT_PX
_BMP_HEAD = struct.Struct("<2sI4xIIiiHHI")
_BITS_PER_PIXEL = 24
#: A BMP is 38862 bytes; some writers add a little behind it.
MOST_PICTURE_BYTES = 64 * 1024

#: ``bmp``, or raw pixels: as they stand, bottom row first, or turned by 180 degrees.
PictureForm = Literal["bmp", "bgr", "bgr-flipped", "bgr-turned"]


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A decoded photo: RGB, rows from the top, three bytes a pixel. Wiping is the receiver's."""

    rgb: bytearray

    def wipe(self) -> None:
        """Forget the face."""
        self.rgb[:] = bytes(len(self.rgb))


def parse_picture(written: memoryview, form: PictureForm) -> Picture | None:
    """The picture, or None when this is none."""
    match form:
        case "bmp":
            return _from_bmp(written)
        case "bgr":
            return _from_rows(written, _ROW_BYTES, is_bottom_up=False)
        case "bgr-flipped":
            return _from_rows(written, _ROW_BYTES, is_bottom_up=True)
        case "bgr-turned":
            # Backwards, pixels are turned; their bytes are then RGB already.
            if len(written) != _RAW_BYTES:
                return None
            return Picture(bytearray(written[::-1]))


def _from_bmp(written: memoryview) -> Picture | None:
    if len(written) < _BMP_HEAD.size:
        return None
    magic, _, start, _, width, height, _, bits, packing = _BMP_HEAD.unpack_from(written)
    is_ours = (magic, width, abs(height), bits, packing) == (
        b"BM", WIDTH_PX, HEIGHT_PX, _BITS_PER_PIXEL, 0,
    )  # fmt: skip
    pixels = written[start : start + _BMP_ROW_BYTES * HEIGHT_PX]
    if not is_ours or start < _BMP_HEAD.size:
        return None
    return _from_rows(pixels, _BMP_ROW_BYTES, is_bottom_up=height > 0)


def _from_rows(pixels: memoryview, row_bytes: int, *, is_bottom_up: bool) -> Picture | None:
    if len(pixels) != row_bytes * HEIGHT_PX:
        return None
    rgb = bytearray(_RAW_BYTES)
    for row in range(HEIGHT_PX):
        source = (HEIGHT_PX - 1 - row if is_bottom_up else row) * row_bytes
        target = row * _ROW_BYTES
        for colour in range(3):
            rgb[target + colour : target + _ROW_BYTES : 3] = pixels[
                source + 2 - colour : source + _ROW_BYTES : 3
            ]
    return Picture(rgb)
