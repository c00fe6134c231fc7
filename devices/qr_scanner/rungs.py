"""The rungs of the ladder: what can be done to a picture so that a code in it is read after all.

Owns the pictures' transforms and where a code may be hiding; must not decide which rung is tried
when. Gains and costs of each are in docs/decisions/0005-qr-decoder.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import cv2
import numpy as np
import zxingcpp

from devices.qr_scanner.readers import Found, Grey, read_with_zbar, read_with_zxing

#: Codes are searched on a copy this wide, and read at this width.
_SEARCH_WIDTH_PX = 480
_REGION_WIDTH_PX = 560
REGIONS = 3
#: A code lies well within its region, quiet zone included.
_MARGIN = 0.18
_SMALLEST_SIDE_PX = 18
_UNSHARP_AMOUNT = 1.5


@dataclass(slots=True)
class Picture:
    """One frame, and what has been made of it so far."""

    grey: Grey
    _half: Grey | None = None
    _regions: "list[Region] | None" = field(default=None)

    @property
    def half(self) -> Grey:
        """Half the width and height: noise and moire average out."""
        if self._half is None:
            self._half = _resized(self.grey, 0.5)
        return self._half

    @property
    def regions(self) -> "list[Region]":
        """Where a code may be, the likeliest first."""
        if self._regions is None:
            self._regions = find_regions(self.grey)
        return self._regions


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, brought to reading size."""

    grey: Grey
    scale: float
    left_px: int
    top_px: int


Transform = Callable[[Grey], Grey]
Rung = Callable[[Picture], list[Found]]


def _gamma_table(exponent: float) -> Grey:
    ramp = np.linspace(0.0, 1.0, 256) ** exponent
    return np.round(ramp * 255).astype(np.uint8)


_GAMMA_BRIGHT, _GAMMA_DARK = _gamma_table(0.4), _gamma_table(3.0)


def brightened(grey: Grey) -> Grey:
    """Gamma 0.4: opens what lies in the shade."""
    return _grey(cv2.LUT(grey, _GAMMA_BRIGHT))


def darkened(grey: Grey) -> Grey:
    """Gamma 3: opens what the light has washed out."""
    return _grey(cv2.LUT(grey, _GAMMA_DARK))


def sharpened(grey: Grey) -> Grey:
    """Unsharp mask against a lens out of focus."""
    soft = cv2.GaussianBlur(grey, (0, 0), 2.0)
    return _grey(cv2.addWeighted(grey, 1 + _UNSHARP_AMOUNT, soft, -_UNSHARP_AMOUNT, 0))


def softened(grey: Grey) -> Grey:
    """Against grain, and against codes printed as dots."""
    return _grey(cv2.GaussianBlur(grey, (5, 5), 0))


def equalised(grey: Grey) -> Grey:
    """Local contrast (CLAHE)."""
    return _grey(cv2.createCLAHE(2.0, (8, 8)).apply(grey))


def equalised_finely(grey: Grey) -> Grey:
    """Local contrast against small bright spots."""
    return _grey(cv2.createCLAHE(4.0, (16, 16)).apply(grey))


def smoothed(grey: Grey) -> Grey:
    """Median of 5: takes scratches and dirt out, and leaves edges."""
    return _grey(cv2.medianBlur(grey, 5))


def thresholded(grey: Grey) -> Grey:
    """Black and white against a wide neighbourhood."""
    return _threshold(grey, 71, 5)


def thresholded_finely(grey: Grey) -> Grey:
    """Black and white against a near neighbourhood."""
    return _threshold(grey, 31, 3)


def opened(grey: Grey) -> Grey:
    """Takes white specks away: joins dark modules that were printed apart."""
    return _grey(cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))


def closed(grey: Grey) -> Grey:
    """Takes dark specks away: parts dark modules that ran together."""
    return _grey(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)))


def unchanged(grey: Grey) -> Grey:
    """As it is."""
    return grey


def whole(transform: Transform) -> Rung:
    """The whole frame, transformed."""
    return lambda picture: read_with_zxing(transform(picture.grey))


def half(transform: Transform) -> Rung:
    """The whole frame at half its size, transformed."""
    return lambda picture: [
        found.moved(2.0, 0, 0) for found in read_with_zxing(transform(picture.half))
    ]


def global_histogram(picture: Picture) -> list[Found]:
    """One threshold for the whole frame: right for codes on glowing screens."""
    return read_with_zxing(picture.grey, zxingcpp.Binarizer.GlobalHistogram)


def other_format(formats: zxingcpp.BarcodeFormats) -> Rung:
    """The whole frame as it is, for codes that are not QR."""
    return lambda picture: read_with_zxing(picture.grey, formats=formats)


def zbar_half(picture: Picture) -> list[Found]:
    """Zbar needs no whole finder pattern; at half size it costs a quarter."""
    return [found.moved(2.0, 0, 0) for found in read_with_zbar(picture.half)]


def region(
    index: int,
    transform: Transform,
    reader: Callable[[Grey], list[Found]] = read_with_zxing,
    factor: float = 1.0,
) -> Rung:
    """The ``index``-th likeliest part of the frame, resized by ``factor`` and transformed."""
    return partial(_read_region, index, transform, reader, factor)


def _read_region(
    index: int,
    transform: Transform,
    reader: Callable[[Grey], list[Found]],
    factor: float,
    picture: Picture,
) -> list[Found]:
    if index >= len(picture.regions):
        return []
    part = picture.regions[index]
    grey = part.grey if factor == 1.0 else _resized(part.grey, factor)
    scale = part.scale / factor
    return [found.moved(scale, part.left_px, part.top_px) for found in reader(transform(grey))]


def find_regions(grey: Grey) -> list[Region]:
    """Parts where light changes often in both directions, as in a code and hardly elsewhere."""
    height_px, width_px = grey.shape
    shrink = min(1.0, _SEARCH_WIDTH_PX / max(width_px, height_px))
    small = _resized(grey, shrink)
    across = np.abs(cv2.Sobel(small, cv2.CV_32F, 1, 0))
    down = np.abs(cv2.Sobel(small, cv2.CV_32F, 0, 1))
    side = max(9, _SEARCH_WIDTH_PX // 24) | 1
    energy = np.minimum(cv2.blur(across, (side, side)), cv2.blur(down, (side, side)))
    candidates: list[tuple[float, tuple[int, int, int, int]]] = []
    for share in (0.35, 0.6):
        mask = (energy > share * float(energy.max())).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
        for left, top, wide, high, area in stats[1:]:
            if min(wide, high) < _SMALLEST_SIDE_PX or max(wide, high) > 3 * min(wide, high):
                continue
            strength = float(energy[top : top + high, left : left + wide].mean())
            candidates.append((strength * float(area) ** 0.5, (left, top, wide, high)))
    candidates.sort(reverse=True)
    boxes: list[tuple[int, int, int, int]] = []
    for _, box in candidates:
        if all(_overlap(box, other) < 0.6 for other in boxes):
            boxes.append(box)
    return [_cut_out(grey, box, shrink) for box in boxes[:REGIONS]]


def _cut_out(grey: Grey, box: tuple[int, int, int, int], shrink: float) -> Region:
    left, top, wide, high = box
    margin = _MARGIN * max(wide, high)
    x0 = max(0, round((left - margin) / shrink))
    y0 = max(0, round((top - margin) / shrink))
    x1 = min(grey.shape[1], round((left + wide + margin) / shrink))
    y1 = min(grey.shape[0], round((top + high + margin) / shrink))
    part = grey[y0:y1, x0:x1]
    factor = _REGION_WIDTH_PX / max(part.shape)
    return Region(_resized(part, factor), 1 / factor, x0, y0)


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """Common area by the area of both."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(0, wide) * max(0, high)
    return float(common / (one[2] * one[3] + other[2] * other[3] - common))


def _threshold(grey: Grey, side_px: int, offset: int) -> Grey:
    way = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
    return _grey(cv2.adaptiveThreshold(grey, 255, way, cv2.THRESH_BINARY, side_px, offset))


def _resized(grey: Grey, factor: float) -> Grey:
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return _grey(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way))


def _grey(picture: object) -> Grey:
    return np.asarray(picture, np.uint8)
