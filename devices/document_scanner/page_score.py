"""How much a four-sided shape looks like a page. Owns the score; must not propose shapes.

A side of a page is a step in colour, all along, with the same sign: paper on one hand, desk on the
other. Print has such steps too, but not on four sides that meet in near right angles.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_REACHES_PX = (4.0, 8.0)
_FAR_PX = 13.0
_STEP_LAB = 5.0
_ON_BORDER_WORTH = 0.45
_RULED_LINE_WORTH = 0.5
_MAX_SIDES_ON_BORDER = 2
_BORDER_PX = 2.5
_ANGLE_TOLERANCE_DEGREES = 35.0
_MIN_AREA_SHARE = 0.03
_MAX_AREA_SHARE = 0.985
_MIN_SCORE = 0.55
_SHORT_LIST = 48
_COARSE_SAMPLES = 12
_FINE_SAMPLES = 40

Field = NDArray[np.float32]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """Ordered corners and score of the candidates that may be pages, best first."""

    corners: Values
    scores: Values


def score_quads(candidates: Values, bonus: Values, lab: Field) -> Scored:
    """Score candidates (n, 4, 2). A coarse pass over all picks the few for the fine one."""
    height, width = lab.shape[:2]
    corners = _ordered(candidates)
    possible = _possible(corners, width, height)
    corners, bonus = corners[possible], bonus[possible]
    if not len(corners):
        return Scored(corners, np.zeros(0))
    coarse = _scores(corners, lab, _COARSE_SAMPLES, _REACHES_PX[:1]) + bonus
    best = np.argsort(-coarse)[:_SHORT_LIST]
    corners = corners[best]
    fine = _scores(corners, lab, _FINE_SAMPLES, _REACHES_PX)
    # A bonus ranks pages among each other; it does not make a page of a poor shape.
    fine = np.where(fine >= _MIN_SCORE, fine + bonus[best], 0.0)
    order = np.argsort(-fine)
    return Scored(corners[order], fine[order])


def _ordered(candidates: Values) -> Values:
    centre = candidates.mean(axis=1, keepdims=True)
    angles = np.arctan2(*np.moveaxis(candidates - centre, 2, 0)[::-1])
    around = np.take_along_axis(candidates, np.argsort(angles, axis=1)[:, :, None], axis=1)
    first = around.sum(axis=2).argmin(axis=1)
    turn = (np.arange(4)[None, :] + first[:, None]) % 4
    return np.take_along_axis(around, turn[:, :, None], axis=1)


def _possible(corners: Values, width: int, height: int) -> NDArray[np.bool_]:
    slack = 0.02 * width
    inside = ((corners > -slack) & (corners < (width + slack, height + slack))).all(axis=(1, 2))
    step = np.roll(corners, -1, axis=1) - corners
    after = np.roll(step, -1, axis=1)
    convex = (step[..., 0] * after[..., 1] - step[..., 1] * after[..., 0] > 0).all(axis=1)
    area = areas(corners) / (width * height)
    lengths = np.hypot(step[..., 0], step[..., 1])
    shortest, longest = lengths.min(axis=1), lengths.max(axis=1)
    sized = (area > _MIN_AREA_SHARE) & (area < _MAX_AREA_SHARE)
    shaped = (shortest > 0.08 * height) & (shortest > 0.2 * longest)
    return np.asarray(inside & convex & sized & shaped, np.bool_)


def areas(corners: Values) -> Values:
    """Area of each quad (n, 4, 2), by the shoelace rule."""
    after = np.roll(corners, -1, axis=1)
    cross = corners[..., 0] * after[..., 1] - corners[..., 1] * after[..., 0]
    return np.asarray(np.abs(cross.sum(axis=1)) / 2, np.float64)


def _scores(corners: Values, lab: Field, samples: int, reaches: tuple[float, ...]) -> Values:
    height, width = lab.shape[:2]
    worth, on_border = _sides(corners, lab, samples, reaches)
    steps = 0.7 * worth.mean(axis=1) + 0.3 * worth.min(axis=1)
    slant = np.minimum(1.0, _slant_degrees(corners) / _ANGLE_TOLERANCE_DEGREES)
    area = np.minimum(1.0, areas(corners) / (width * height) / 0.35)
    score = steps * (1.0 - 0.35 * slant) * (0.8 + 0.2 * area)
    return np.where(on_border.sum(axis=1) > _MAX_SIDES_ON_BORDER, 0.0, score)


def _slant_degrees(corners: Values) -> Values:
    """How far the worst corner is from a right angle."""
    onward = np.roll(corners, -1, axis=1) - corners
    back = np.roll(corners, 1, axis=1) - corners
    cross = onward[..., 0] * back[..., 1] - onward[..., 1] * back[..., 0]
    angles = np.degrees(np.arctan2(np.abs(cross), (onward * back).sum(axis=2)))
    return np.asarray(np.abs(angles - 90.0).max(axis=1), np.float64)


def _sides(
    corners: Values, lab: Field, samples: int, reaches: tuple[float, ...]
) -> tuple[Values, NDArray[np.bool_]]:
    """Worth of every side (n, 4), and which of them lie on the frame's border."""
    height, width = lab.shape[:2]
    step = np.roll(corners, -1, axis=1) - corners
    along = step / np.maximum(np.hypot(step[..., 0], step[..., 1]), 1e-6)[..., None]
    normal = np.stack((-along[..., 1], along[..., 0]), axis=-1)[:, :, None, :]
    share = np.linspace(0.04, 0.96, samples)[None, None, :, None]
    places = corners[:, :, None, :] + step[:, :, None, :] * share
    far = (width - 1 - _BORDER_PX, height - 1 - _BORDER_PX)
    near_border = ((places < _BORDER_PX) | (places > far)).any(axis=3).mean(axis=2) > 0.6
    along = along[:, :, None, :] * 1.5
    worth = np.zeros(corners.shape[:2])
    for reach in reaches:
        inner = _means(lab, places + normal * reach, along)
        outer = _means(lab, places - normal * reach, along)
        worth = np.maximum(worth, _consistency(inner - outer))
    worth *= _apart(lab, places, normal, along)
    return np.where(near_border, _ON_BORDER_WORTH, worth), near_border


def _consistency(gap: Field) -> Values:
    """Share of samples with a clear step of the side's own sign."""
    size = np.abs(gap).sum(axis=3)
    strong = size > _STEP_LAB
    count = np.maximum(strong.sum(axis=2), 1)
    mean = (gap * strong[..., None]).sum(axis=2) / count[..., None]
    agreement = (gap * mean[:, :, None, :]).sum(axis=3)
    same = agreement > 0.35 * size * np.abs(mean).sum(axis=2)[..., None] / 3
    return np.asarray((strong & same).mean(axis=2), np.float64)


def _apart(lab: Field, places: Values, normal: Values, along: Values) -> Values:
    """1 where the colours differ further off too; a ruled or written line has paper on both."""
    inner = np.median(_means(lab, places + normal * _FAR_PX, along), axis=2)
    outer = np.median(_means(lab, places - normal * _FAR_PX, along), axis=2)
    return np.where(np.abs(inner - outer).sum(axis=2) > _STEP_LAB, 1.0, _RULED_LINE_WORTH)


def _means(lab: Field, places: Values, along: Values) -> Field:
    """Colour at each place, as the mean of three samples along the side."""
    total = _sample(lab, places) + _sample(lab, places + along) + _sample(lab, places - along)
    return np.asarray(total / np.float32(3), np.float32)


def _sample(lab: Field, places: Values) -> Field:
    height, width = lab.shape[:2]
    at = np.rint(places).astype(np.int32)
    x = np.clip(at[..., 0], 0, width - 1)
    y = np.clip(at[..., 1], 0, height - 1)
    return np.asarray(lab.reshape(-1, 3).take(y * width + x, axis=0), np.float32)
