"""Is this page fit to be taken? Owns the measures and their limits; must not choose words.

The verdict names at most one fault, the first that the citizen should cure, with the key of its
hint under ``capture.hint`` in ``config/locale``. Directions are the citizen's: the frame as shown.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_scanner.geometry import Quad

Frame = NDArray[np.uint8]
Mask = NDArray[np.uint8]

_WORK_WIDTH_PX = 960
_BORDER_SHARE = 0.006
_ON_BORDER_LIMIT = 0.10
_MIN_PAGE_SHARE = 0.05
_DARK_P95 = 110
_SATURATED_LIMIT = 0.05
_GLARE_LEVEL = 250
_GLARE_PAGE_SHARE = 0.001
_GLARE_ABOVE_PAPER = 12
_HAND_SHARE = 0.008
_SLOPE_LIMIT = 0.26
_SLOPE_CONTRAST = 50
_BLANK_INK_SHARE = 0.001
_SPECK_PX = 6


@dataclass(frozen=True, slots=True)
class Glare:
    """The largest drowned spot: centre and radius in 0..1 of the frame's width and height."""

    centre: tuple[float, float]
    radius: float
    zone: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The checks of the capture screen, and the one hint to show."""

    whole: bool
    lit: bool
    sharp: bool
    uncovered: bool
    glare: Glare | None
    blank: bool
    hint_key: str

    @property
    def good(self) -> bool:
        """Fit to be taken without asking. A blank page is fit: backs of pages are blank."""
        return self.whole and self.lit and self.sharp and self.uncovered and self.glare is None


def judge(frame: Frame, quad: Quad) -> Judgement:
    """All checks of one page in one frame."""
    height, width = frame.shape[:2]
    shrink = max(1.0, width / _WORK_WIDTH_PX)
    small = frame
    if shrink > 1:
        size = (round(width / shrink), round(height / shrink))
        small = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    mask = _page_mask(quad, small)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    whole = is_whole(quad)
    light = _light_fault(grey, mask)
    glare = find_glare(small, grey, mask, quad)
    covered = _hand_share(small, mask) > _HAND_SHARE
    blank = ink_share(grey, mask) < _BLANK_INK_SHARE
    sharp = blank or edge_slope(frame, quad) >= _SLOPE_LIMIT
    hint = _hint(quad, whole, covered, light, glare, sharp)
    return Judgement(whole, light == "", sharp, not covered, glare, blank, hint)


def no_page_hint() -> str:
    """The hint when no page is seen."""
    return "capture.hint.no_page"


def is_whole(quad: Quad) -> bool:
    """False when a side runs along the frame's border: the page is cut off there."""
    return not _cut_sides(quad)


def _cut_sides(quad: Quad) -> tuple[str, ...]:
    corners = np.array(quad.corners)
    along = np.linspace(0, 1, 41)[:, None]
    cut = set()
    for i in range(4):
        places = corners[i] + (corners[(i + 1) % 4] - corners[i]) * along
        for name, near in (
            ("left", places[:, 0] < _BORDER_SHARE), ("right", places[:, 0] > 1 - _BORDER_SHARE),
            ("top", places[:, 1] < _BORDER_SHARE), ("bottom", places[:, 1] > 1 - _BORDER_SHARE),
        ):  # fmt: skip
            if near.mean() > _ON_BORDER_LIMIT:
                cut.add(name)
    return tuple(sorted(cut))


def edge_slope(frame: Frame, quad: Quad) -> float:
    """p90 of gradient over local contrast on print: 0.3 and more is sharp, whatever is printed.

    Measured at the camera's own pixels; a blank page has no print and gives 0.
    """
    height, width = frame.shape[:2]
    points = quad.to_pixels(width, height)
    low = np.clip(points.min(axis=0), 0, None).astype(int)
    high = np.ceil(points.max(axis=0)).astype(int)
    crop = frame[low[1] : high[1], low[0] : high[0]]
    inner = points - low
    inner = inner.mean(axis=0) + (inner - inner.mean(axis=0)) * 0.92
    grey = cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_BGR2GRAY)
    grey = cv2.GaussianBlur(grey, (3, 3), 0)
    inside = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(inside, np.round(inner).astype(np.int32), 1)
    kernel = np.ones((9, 9), np.uint8)
    contrast = cv2.subtract(cv2.dilate(grey, kernel), cv2.erode(grey, kernel))
    at = (contrast > _SLOPE_CONTRAST) & (inside > 0)
    if int(at.sum()) < 200:
        return 0.0
    across = cv2.Sobel(grey, cv2.CV_16S, 1, 0, scale=1)[at].astype(np.float32)
    down = cv2.Sobel(grey, cv2.CV_16S, 0, 1, scale=1)[at].astype(np.float32)
    slope = np.hypot(across, down) / 8 / contrast[at]
    return float(np.percentile(slope, 90))


def find_glare(small: Frame, grey: Mask, mask: Mask, quad: Quad) -> Glare | None:
    """The largest spot drowned in light: brighter than the paper around, and no print in it."""
    paper = float(np.median(grey[mask > 0]))
    if paper > _GLARE_LEVEL - _GLARE_ABOVE_PAPER:
        return None
    bright = np.asarray((small.min(axis=2) >= _GLARE_LEVEL) & (mask > 0), np.uint8)
    count, _, stats, centres = cv2.connectedComponentsWithStats(bright, connectivity=4)
    if count < 2:
        return None
    areas = stats[1:, cv2.CC_STAT_AREA]
    largest = int(areas.argmax()) + 1
    if areas[largest - 1] < _GLARE_PAGE_SHARE * max(1, int((mask > 0).sum())):
        return None
    height, width = grey.shape
    x, y = centres[largest] / (width, height)
    radius = float(np.sqrt(areas[largest - 1] / np.pi) / width)
    return Glare((float(x), float(y)), radius, _zone((x, y), quad))


def ink_share(grey: Mask, mask: Mask) -> float:
    """Share of the page that carries ink, after its background is divided away."""
    size = (max(8, grey.shape[1] // 8), max(8, grey.shape[0] // 8))
    coarse = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(coarse, np.ones((5, 5), np.uint8)), 5)
    flat = cv2.divide(grey, cv2.resize(paper, (grey.shape[1], grey.shape[0])), scale=255)
    inner = cv2.erode(mask, np.ones((31, 31), np.uint8))
    ink = np.asarray((flat < 190) & (inner > 0), np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    areas = stats[1:count, cv2.CC_STAT_AREA]
    return float(areas[areas >= _SPECK_PX].sum() / max(1, int((inner > 0).sum())))


def _page_mask(quad: Quad, small: Frame) -> Mask:
    height, width = small.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, np.round(quad.to_pixels(width, height)).astype(np.int32), 255)
    return mask


def _light_fault(grey: Mask, mask: Mask) -> str:
    inside = grey[mask > 0]
    if inside.size == 0 or np.percentile(inside, 95) < _DARK_P95:
        return "dark"
    saturated = float((inside >= 254).mean())
    # A drowned spot is glare, with a place; only when half the page is white it is the light.
    return "bright" if saturated > max(_SATURATED_LIMIT, 0.5) else ""


def _hand_share(small: Frame, mask: Mask) -> float:
    """Share of the page under skin that reaches in over a side; prints lie inside, hands do not."""
    ycrcb = cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb)
    skin = cv2.inRange(ycrcb, np.array((60, 139, 80)), np.array((255, 178, 124)))
    inside = cv2.bitwise_and(skin, mask)
    inside = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    rim = cv2.subtract(mask, cv2.erode(mask, np.ones((13, 13), np.uint8)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(inside, np.uint8))
    share = 0.0
    page = max(1, int((mask > 0).sum()))
    touching = np.bincount(labels[rim > 0], minlength=count)
    for label in range(1, count):
        area = int(stats[label, cv2.CC_STAT_AREA])
        # Wood along a loosely found side is a thin strip: nearly all of it lies on the rim.
        if touching[label] > 0.004 * page**0.5 and touching[label] < 0.5 * area:
            share += area / page
    return share


def _zone(place: tuple[float, float], quad: Quad) -> str:
    corners = np.array(quad.corners)
    low, high = corners.min(axis=0), corners.max(axis=0)
    x, y = (np.array(place) - low) / np.maximum(high - low, 1e-6)
    across = "left" if x < 0.36 else "right" if x > 0.64 else "middle"
    down = "top" if y < 0.36 else "bottom" if y > 0.64 else "middle"
    return across if down == "middle" else f"{down}_{across}"


def _hint(
    quad: Quad, whole: bool, covered: bool, light: str, glare: Glare | None, sharp: bool
) -> str:
    if not whole:
        cut = _cut_sides(quad)
        return f"capture.hint.cut_{cut[0]}" if len(cut) == 1 else "capture.hint.cut"
    if quad.area() < _MIN_PAGE_SHARE:
        return "capture.hint.small"
    if covered:
        return "capture.hint.hand"
    if light:
        return f"capture.hint.{light}"
    if glare is not None:
        return f"capture.hint.glare_{glare.zone}"
    return "capture.hint.hold" if sharp else "capture.hint.blurred"
