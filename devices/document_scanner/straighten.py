"""Lay a page flat: corners to a rectangle, even light. Owns size and shading; must not compress.

The result is about 200 dpi for A4 (1654 x 2339), so that G4 strokes keep their shape; other papers
keep the camera's own pixels, at most as many.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_scanner.geometry import Points, Quad, side_lengths

Frame = NDArray[np.uint8]

_A4_RATIO = 297 / 210
_CARD_RATIO = 85.6 / 54.0
_SNAP = 0.06
_A4_LONG_PX = 2339
_CARD_LONG_PX = 1348  # 400 dpi: the print on a card is half the size
_NATURAL_GAIN = 1.5
_WHITE = 246.0
_INSET_PX = 2.5
_MAX_GAIN_RATIO = 1.6


def straighten(frame: Frame, quad: Quad) -> Frame:
    """The page alone, upright as it lies, evenly lit."""
    height, width = frame.shape[:2]
    corners = quad.to_pixels(width, height)
    size = page_size_px(corners, width, height)
    target = np.array(((0, 0), (size[0], 0), size, (0, size[1])), np.float32)
    corners = _inset(corners, _INSET_PX)
    place = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(
        frame, place, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return even_light(np.asarray(flat, np.uint8))


def _inset(corners: Points, inset_px: float) -> Points:
    """A little inside the paper, so that no sliver of the desk is taken for ink."""
    inwards = corners.mean(axis=0) - corners
    return np.asarray(corners + inset_px * np.sign(inwards), np.float64)


def page_size_px(corners: Points, frame_width_px: int, frame_height_px: int) -> tuple[int, int]:
    """Width and height of the flat page: A4 or card when the shape says so, else as seen."""
    ratio = aspect_ratio(corners, frame_width_px, frame_height_px)
    tall = max(ratio, 1 / ratio)
    lengths = side_lengths(corners)
    seen_long = float(max(lengths[0::2].mean(), lengths[1::2].mean()))
    long_px = min(_A4_LONG_PX, round(seen_long * _NATURAL_GAIN))
    if abs(tall / _A4_RATIO - 1) < _SNAP:
        tall, long_px = _A4_RATIO, _A4_LONG_PX
    elif abs(tall / _CARD_RATIO - 1) < _SNAP and seen_long < 0.6 * frame_width_px:
        tall, long_px = _CARD_RATIO, _CARD_LONG_PX
    short_px = round(long_px / tall)
    return (short_px, long_px) if ratio >= 1 else (long_px, short_px)


def aspect_ratio(corners: Points, frame_width_px: int, frame_height_px: int) -> float:
    """Height over width of the page itself, undoing perspective (Zhang and He, 2006).

    The focal length comes from the vanishing points; a page seen straight from above has none,
    and then the sides as seen are the truth.
    """
    lengths = side_lengths(corners)
    seen = float(lengths[1::2].mean() / max(1e-6, lengths[0::2].mean()))
    centre = np.array((frame_width_px / 2, frame_height_px / 2))
    tl, tr, br, bl = (np.append(corner - centre, 1.0) for corner in corners)
    k2 = np.dot(np.cross(tl, br), bl) / np.dot(np.cross(tr, br), bl)
    k3 = np.dot(np.cross(tl, br), tr) / np.dot(np.cross(bl, br), tr)
    across, down = k2 * tr - tl, k3 * bl - tl
    if abs(across[2] * down[2]) < 1e-3:
        return seen
    focal2 = -(across[0] * down[0] + across[1] * down[1]) / (across[2] * down[2])
    if not 0.3 < focal2 / frame_width_px**2 < 9:
        return seen
    scale = np.array((1 / focal2, 1 / focal2, 1.0))
    ratio = float(np.sqrt((down**2 * scale).sum() / (across**2 * scale).sum()))
    return ratio if 0.8 < ratio / seen < 1.25 else seen


def even_light(page: Frame) -> Frame:
    """Divide the lamp's fall-off and colour away; seals, photos and pale tints stay.

    The paper's brightness comes from a coarse copy where print is closed over. The gain may differ
    over the page by a bounded factor only, so that a photo is not taken for a shadow.
    """
    height, width = page.shape[:2]
    coarse = cv2.resize(
        page, (max(8, width // 32), max(8, height // 32)), interpolation=cv2.INTER_AREA
    )
    paper = cv2.dilate(coarse, np.ones((5, 5), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 5), (0, 0), 3).astype(np.float32)
    brightness = paper.max(axis=2)
    middle = float(np.percentile(brightness, 75))
    brightness = np.clip(brightness, middle / _MAX_GAIN_RATIO, middle * _MAX_GAIN_RATIO)
    tint = np.percentile(paper.reshape(-1, 3), 75, axis=0) / middle
    gain = _WHITE / np.maximum(1.0, brightness[:, :, None] * np.clip(tint, 0.75, 1.0))
    full = cv2.resize(np.minimum(gain, 4.0).astype(np.float32), (width, height))
    return np.asarray(cv2.multiply(page, full, dtype=cv2.CV_8U), np.uint8)
