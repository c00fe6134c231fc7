"""How much a four-sided shape looks like a page. Owns the score; must not propose shapes.

A side of a page is a step in colour, all along, with the same sign: paper on one hand, desk on the
other. Print has such steps too, but not on four sides that meet in near right angles.
"""

import numpy as np
from numpy.typing import NDArray

from devices.document_scanner.geometry import (
    Points,
    clockwise_from_top_left,
    corner_angles_degrees,
    is_convex,
    polygon_area,
    side_lengths,
)

_SAMPLES_A_SIDE = 40
_REACHES_PX = (4.0, 8.0)
_STEP_LAB = 5.0
_ON_BORDER_WORTH = 0.45
_FAR_PX = 13.0
_RULED_LINE_WORTH = 0.5
_MAX_SIDES_ON_BORDER = 2
_ANGLE_TOLERANCE_DEGREES = 35.0
_MIN_AREA_SHARE = 0.03
_MAX_AREA_SHARE = 0.985

LabField = NDArray[np.float32]


def score_quads(candidates: list[Points], lab: LabField) -> NDArray[np.float64]:
    """A score in 0..1 for each candidate; 0 for what cannot be a page."""
    return np.array([score_quad(candidate, lab) for candidate in candidates])


def score_quad(candidate: Points, lab: LabField) -> float:
    """Steps along the sides, right angles, area; 0 when the shape is impossible."""
    height, width = lab.shape[:2]
    points = clockwise_from_top_left(candidate)
    if not _is_possible(points, width, height):
        return 0.0
    sides = [_side(points[i], points[(i + 1) % 4], lab) for i in range(4)]
    if sum(on_border for _, on_border in sides) > _MAX_SIDES_ON_BORDER:
        return 0.0
    worth = np.array([value for value, _ in sides])
    steps = 0.7 * worth.mean() + 0.3 * worth.min()
    slant = np.abs(corner_angles_degrees(points) - 90.0).max()
    angles = 1.0 - 0.35 * min(1.0, slant / _ANGLE_TOLERANCE_DEGREES)
    area = polygon_area(points) / (width * height)
    return float(steps * angles * (0.80 + 0.20 * min(1.0, area / 0.35)))


def _is_possible(points: Points, width: int, height: int) -> bool:
    slack = 0.02 * width
    inside = (points > -slack).all() and (points < (width + slack, height + slack)).all()
    area = polygon_area(points) / (width * height)
    if not inside or not _MIN_AREA_SHARE < area < _MAX_AREA_SHARE or not is_convex(points):
        return False
    lengths = side_lengths(points)
    return bool(lengths.min() > 0.08 * height and lengths.min() / lengths.max() > 0.2)


def _side(start: Points, end: Points, lab: LabField) -> tuple[float, bool]:
    """Worth of one side, and whether it lies on the frame's border."""
    height, width = lab.shape[:2]
    along = np.linspace(0.04, 0.96, _SAMPLES_A_SIDE)[:, None]
    places = start + (end - start) * along
    step = end - start
    normal = np.array((-step[1], step[0])) / max(1e-6, float(np.hypot(*step)))
    margin = 2.5
    near = (places < margin) | (places > (width - 1 - margin, height - 1 - margin))
    if near.any(axis=1).mean() > 0.6:
        return _ON_BORDER_WORTH, True
    best = 0.0
    for reach in _REACHES_PX:
        inner = _means(lab, places + normal * reach, step)
        outer = _means(lab, places - normal * reach, step)
        gap = inner - outer
        size = np.abs(gap).sum(axis=1)
        strong = size > _STEP_LAB
        if strong.any():
            mean = gap[strong].mean(axis=0)
            same = (gap @ mean) > 0.35 * size * np.abs(mean).sum() / 3
            best = max(best, float((strong & same).mean()))
    return best * _apart(places, normal, step, lab), False


def _apart(places: Points, normal: Points, step: Points, lab: LabField) -> float:
    """1 when the two sides differ further off too; a ruled or written line has paper on both."""
    inner = np.median(_means(lab, places + normal * _FAR_PX, step), axis=0)
    outer = np.median(_means(lab, places - normal * _FAR_PX, step), axis=0)
    return 1.0 if float(np.abs(inner - outer).sum()) > _STEP_LAB else _RULED_LINE_WORTH


def _means(lab: LabField, places: Points, step: Points) -> NDArray[np.float32]:
    """Colour at each place, as the mean of three samples along the side."""
    along = step / max(1e-6, float(np.hypot(*step))) * 1.5
    total = _sample(lab, places) + _sample(lab, places + along) + _sample(lab, places - along)
    return np.asarray(total / 3, np.float32)


def _sample(lab: LabField, places: Points) -> NDArray[np.float32]:
    height, width = lab.shape[:2]
    x = np.clip(np.round(places[:, 0]).astype(np.intp), 0, width - 1)
    y = np.clip(np.round(places[:, 1]).astype(np.intp), 0, height - 1)
    return lab[y, x]
