"""Where a page might be: many guesses from cheap, independent cues. Must not judge them.

All work on a small copy (about 480 px wide). A cue that fails on one desk (Otsu on a pale table,
Canny on a patterned one) is covered by another; ``page_score`` tells them apart.
"""

from collections.abc import Iterator
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_scanner.geometry import Points, intersection

Picture = NDArray[np.uint8]

_MIN_AREA_SHARE = 0.025
_BORDER_SHARE = 0.03
_DESK_COLOURS = 3
_LINE_MERGE_DEGREES = 4.0
_LINE_MERGE_PX = 4.0
_LINES_A_DIRECTION = 7


def from_border_colours(lab: Picture) -> Iterator[Points]:
    """The page is what has none of the colours found along the frame's border."""
    height, width = lab.shape[:2]
    edge = max(2, round(min(height, width) * _BORDER_SHARE))
    strips = (lab[:edge], lab[-edge:], lab[:, :edge], lab[:, -edge:])
    samples = np.concatenate([strip.reshape(-1, 3) for strip in strips])[::3].astype(np.float32)
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 8, 1.0)
    _, _, centres = cv2.kmeans(
        samples, _DESK_COLOURS, np.empty(0, np.int32), stop, 1, cv2.KMEANS_PP_CENTERS
    )
    distance = np.full((height, width), 255, np.uint8)
    for centre in centres:
        gap = cv2.absdiff(lab, np.full_like(lab, np.round(centre).astype(np.uint8)))
        total = cv2.transform(gap, np.array([[0.6, 1.0, 1.0]], np.float32))
        distance = np.minimum(distance, np.asarray(total, np.uint8))
    threshold, _ = cv2.threshold(distance, 0, 255, cv2.THRESH_OTSU)
    for level in (threshold, threshold * 0.6):
        yield from from_mask(np.asarray(distance > max(8.0, level), np.uint8) * 255)


def from_thresholds(grey: Picture, saturation: Picture) -> Iterator[Points]:
    """Bright on dark, dark on bright, pale on coloured."""
    middle, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)
    for level in (middle - 25, middle, middle + 25):
        bright = np.asarray(grey > level, np.uint8) * 255
        yield from from_mask(bright)
        yield from from_mask(255 - bright)
    _, coloured = cv2.threshold(saturation, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield from from_mask(np.asarray(255 - coloured, np.uint8))


def from_mask(mask: Picture) -> Iterator[Points]:
    """Hulls of the two largest pieces, as four-sided shapes."""
    kernel = np.ones((5, 5), np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    yield from _from_contours(np.asarray(opened, np.uint8), pieces=2)


def from_edges(grey: Picture, levels: tuple[float, ...] = (0.35, 0.7)) -> Iterator[Points]:
    """Canny with limits from the median of the gradient, thickened until the outline closes."""
    smooth = cv2.GaussianBlur(grey, (5, 5), 0)
    centre = float(np.median(smooth))
    for level in levels:
        upper = max(40.0, min(220.0, centre * 1.33 * level))
        edges = cv2.Canny(smooth, upper * 0.45, upper)
        thick = cv2.dilate(edges, np.ones((3, 3), np.uint8), iterations=2)
        yield from _from_contours(np.asarray(thick, np.uint8), pieces=2)


def from_lines(grey: Picture) -> Iterator[Points]:
    """Pairs of long lines in two directions, crossed with each other."""
    height, width = grey.shape
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, 0.8).detect(grey)[0]
    if found is None:
        return
    segments = found.reshape(-1, 4).astype(np.float64)
    lines = _merged_lines(segments, min_length_px=0.06 * min(height, width))
    lines = _with_frame_border(lines, width, height)
    flat = [line for line in lines if abs(line[1]) > abs(line[0])][:_LINES_A_DIRECTION]
    steep = [line for line in lines if abs(line[1]) <= abs(line[0])][:_LINES_A_DIRECTION]
    for first, second in combinations(flat, 2):
        for third, fourth in combinations(steep, 2):
            quad = _crossings(first, second, third, fourth)
            if quad is not None:
                yield quad


def quad_of_hull(hull: Points) -> Points | None:
    """The tightest four-sided shape around a convex hull."""
    contour = np.asarray(hull, np.float32).reshape(-1, 1, 2)
    if len(contour) < 4:
        return None
    perimeter = cv2.arcLength(contour, True)
    for share in (0.02, 0.035, 0.05):
        rough = cv2.approxPolyDP(contour, share * perimeter, True)
        if len(rough) == 4:
            return np.asarray(rough.reshape(4, 2), np.float64)
    tight = cv2.approxPolyN(contour, 4, epsilon_percentage=-1.0, ensure_convex=True)
    return np.asarray(tight, np.float64).reshape(-1, 2) if tight is not None else None


def _from_contours(mask: Picture, pieces: int) -> Iterator[Points]:
    height, width = mask.shape
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    sized = sorted(((cv2.contourArea(cv2.convexHull(c)), i) for i, c in enumerate(contours)))
    for area, index in reversed(sized[-pieces:]):
        if area < _MIN_AREA_SHARE * height * width:
            return
        hull = cv2.convexHull(contours[index])
        quad = quad_of_hull(np.asarray(hull, np.float64))
        if quad is not None and len(quad) == 4:
            yield np.clip(quad, 0, (width - 1, height - 1))


def _merged_lines(segments: Points, min_length_px: float) -> list[Points]:
    """Segments on one line become one ``(a, b, c)``; longest total first."""
    step = segments[:, 2:] - segments[:, :2]
    lengths = np.hypot(step[:, 0], step[:, 1])
    order = np.argsort(-lengths)
    order = order[lengths[order] > min_length_px / 2][:160]
    normals = np.stack((-step[:, 1], step[:, 0]), axis=1) / np.maximum(lengths, 1e-6)[:, None]
    middles = (segments[:, :2] + segments[:, 2:]) / 2
    taken = np.zeros(len(segments), bool)
    lines: list[tuple[float, Points]] = []
    closeness = np.cos(np.radians(_LINE_MERGE_DEGREES))
    for index in order:
        if taken[index]:
            continue
        alike = np.abs(normals[order] @ normals[index]) > closeness
        near = np.abs((middles[order] - middles[index]) @ normals[index]) < _LINE_MERGE_PX
        group = order[alike & near & ~taken[order]]
        taken[group] = True
        total = float(lengths[group].sum())
        if total > min_length_px:
            ends = np.concatenate((segments[group, :2], segments[group, 2:])).astype(np.float32)
            vx, vy, x, y = cv2.fitLine(ends, cv2.DIST_L2, 0, 0.01, 0.01).ravel()
            lines.append((total, np.array((-vy, vx, -vy * x + vx * y), np.float64)))
    lines.sort(key=lambda line: -line[0])
    return [line for _, line in lines]


def _with_frame_border(lines: list[Points], width: int, height: int) -> list[Points]:
    """Keep a few real lines of each direction and add the frame's own sides, for cut pages."""
    flat = [line for line in lines if abs(line[1]) > abs(line[0])][: _LINES_A_DIRECTION - 2]
    steep = [line for line in lines if abs(line[1]) <= abs(line[0])][: _LINES_A_DIRECTION - 2]
    sides = ((0.0, 1.0, 0.0), (0.0, 1.0, height - 1.0), (1.0, 0.0, 0.0), (1.0, 0.0, width - 1.0))
    return flat + steep + [np.array(side) for side in sides]


def _crossings(first: Points, second: Points, third: Points, fourth: Points) -> Points | None:
    corners = [
        intersection(a, b)
        for a, b in ((first, third), (first, fourth), (second, fourth), (second, third))
    ]
    found = [corner for corner in corners if corner is not None]
    return np.stack(found) if len(found) == 4 else None
