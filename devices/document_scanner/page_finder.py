"""Find the page in a frame. Owns which cues are used when; must not judge the page's quality.

``find_fast`` is for the preview (two cues, small copy); ``find_page`` is for the still (all cues,
scored, refined on the full frame). With a picture of the empty tray, what differs from it is one
more cue, and the strongest one: it needs no contrast between paper and desk but their difference.
"""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_scanner import page_candidates
from devices.document_scanner.geometry import Points, Quad, clockwise_from_top_left, intersection
from devices.document_scanner.page_score import areas, score_quads

Frame = NDArray[np.uint8]

_FAST_WIDTH_PX = 320
_FULL_WIDTH_PX = 480
_TRAY_STEP = 14
#: A closed outline is better evidence than four lines that happen to cross.
_OUTLINE_BONUS = 0.15
#: What was not there before is better evidence still.
_TRAY_BONUS = 0.2
_OUTER_SLACK = 0.12
_OUTER_GROWTH = 1.06
_REFINE_SAMPLES = 60
_REFINE_REACH_SHARE = 0.012


def find_fast(frame: Frame) -> Quad | None:
    """The page for the live preview, or None. A few milliseconds."""
    small, scale = _shrunk(frame, _FAST_WIDTH_PX)
    lab, grey = _colours(small)
    candidates = [
        *page_candidates.from_edges(grey, levels=(0.5,)),
        *page_candidates.from_border_colours(lab),
    ]
    best = _best(((candidates, _OUTLINE_BONUS),), lab)
    if best is None:
        return None
    refined = refine(frame, clockwise_from_top_left(best) * scale)
    return Quad.from_pixels(refined, frame.shape[1], frame.shape[0])


def find_page(frame: Frame, empty_tray: Frame | None = None) -> Quad | None:
    """The page in the still, with sides fitted on the full frame, or None."""
    small, scale = _shrunk(frame, _FULL_WIDTH_PX)
    lab, grey = _colours(small)
    equal = cv2.createCLAHE(2.0, (8, 8)).apply(grey)
    saturation = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[:, :, 1], np.uint8)
    outlines = [
        *page_candidates.from_border_colours(lab),
        *page_candidates.from_thresholds(grey, saturation),
        *page_candidates.from_edges(grey),
        *page_candidates.from_edges(np.asarray(equal, np.uint8), levels=(0.7,)),
    ]
    lines = list(page_candidates.from_lines(grey))
    tray = [] if empty_tray is None else list(_differing(frame, empty_tray))
    best = _best(((lines, 0.0), (outlines, _OUTLINE_BONUS), (tray, _TRAY_BONUS)), lab)
    if best is None:
        return None
    refined = refine(frame, clockwise_from_top_left(best) * scale)
    return Quad.from_pixels(refined, frame.shape[1], frame.shape[0])


def refine(frame: Frame, corners: Points) -> Points:
    """Fit each side to the strongest step across it; keeps a side that finds no clear step."""
    grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
    height, width = grey.shape
    lines = [
        _fitted_side(grey, corners[i], corners[(i + 1) % 4], width * _REFINE_REACH_SHARE)
        for i in range(4)
    ]
    refined = corners.copy()
    for i in range(4):
        meeting = intersection(lines[i - 1], lines[i])
        if meeting is not None and np.hypot(*(meeting - corners[i])) < 0.03 * width:
            refined[i] = meeting
    return np.clip(refined, 0, (width - 1, height - 1))


def _fitted_side(grey: Frame, start: Points, end: Points, reach_px: float) -> Points:
    height, width = grey.shape
    step = end - start
    length = max(1e-6, float(np.hypot(*step)))
    normal = np.array((-step[1], step[0])) / length
    along = np.linspace(0.05, 0.95, _REFINE_SAMPLES)
    offsets = np.arange(-np.ceil(reach_px), np.ceil(reach_px) + 1)
    places = start + along[:, None] * step
    grid = places[:, None, :] + offsets[None, :, None] * normal
    profile = cv2.remap(
        grey, grid[:, :, 0].astype(np.float32), grid[:, :, 1].astype(np.float32),
        cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)  # fmt: skip
    slope = np.abs(np.gradient(cv2.GaussianBlur(profile, (5, 1), 0), axis=1))
    at = slope.argmax(axis=1)
    strong = slope[np.arange(len(at)), at] > 2.0
    found = grid[np.arange(len(at)), at]
    inside = ((found > 1) & (found < (width - 2, height - 2))).all(axis=1)
    keep = strong & inside
    if keep.sum() < _REFINE_SAMPLES // 4:
        return _line(start, normal)
    vx, vy, x, y = cv2.fitLine(
        found[keep].astype(np.float32), cv2.DIST_WELSCH, 0, 0.01, 0.01
    ).ravel()
    if abs(vx * step[0] + vy * step[1]) / length < np.cos(np.radians(4.0)):
        return _line(start, normal)
    return _line(np.array((x, y), np.float64), np.array((-vy, vx), np.float64))


def _line(point: Points, normal: Points) -> Points:
    return np.array((normal[0], normal[1], float(normal @ point)))


def _differing(frame: Frame, empty_tray: Frame) -> Iterable[Points]:
    """Shapes of what is not in the picture of the empty tray, whatever the exposure now."""
    small, _ = _shrunk(frame, _FULL_WIDTH_PX)
    empty = cv2.resize(empty_tray, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
    edge = np.ones(small.shape[:2], bool)
    edge[8:-8, 8:-8] = False
    gain = np.median(small[edge].astype(np.float32) / (empty[edge].astype(np.float32) + 1))
    level = np.clip(empty.astype(np.float32) * gain, 0, 255).astype(np.uint8)
    gap = cv2.absdiff(cv2.GaussianBlur(small, (5, 5), 0), cv2.GaussianBlur(level, (5, 5), 0))
    return page_candidates.from_mask(np.asarray(gap.max(axis=2) > _TRAY_STEP, np.uint8) * 255)


def _best(groups: tuple[tuple[list[Points], float], ...], lab: Frame) -> Points | None:
    """The best candidate; a larger one around it, nearly as good, is the page that holds it."""
    candidates = [quad for quads, _ in groups for quad in quads]
    if not candidates:
        return None
    bonus = np.concatenate([np.full(len(quads), worth) for quads, worth in groups])
    ranked = score_quads(np.stack(candidates), bonus, lab.astype(np.float32))
    if not len(ranked.scores) or ranked.scores[0] == 0:
        return None
    near = ranked.corners[ranked.scores > max(0.0, ranked.scores[0] - _OUTER_SLACK)]
    inner = near[0].astype(np.float32)
    sizes = areas(near)
    for index in np.argsort(-sizes):
        if sizes[index] < _OUTER_GROWTH * sizes[0]:
            break
        shared, _ = cv2.intersectConvexConvex(inner, near[index].astype(np.float32))
        if shared > 0.95 * sizes[0]:
            return np.asarray(near[index], np.float64)
    return np.asarray(near[0], np.float64)


def _shrunk(frame: Frame, width_px: int) -> tuple[Frame, float]:
    """A small copy and how much larger the frame is. Portrait frames keep the longer side."""
    scale = max(1.0, max(frame.shape[:2]) / width_px)
    size = (round(frame.shape[1] / scale), round(frame.shape[0] / scale))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _colours(small: Frame) -> tuple[Frame, Frame]:
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (3, 3), 0), cv2.COLOR_BGR2LAB)
    return np.asarray(lab, np.uint8), np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
