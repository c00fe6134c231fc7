"""Four corners of a page, as numbers. Owns ordering and measuring; must not look at pixels.

Corners run clockwise on the screen (y down) from the one nearest to the top left.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Quad:
    """Corners in 0..1 of the frame's width and height, clockwise from the top left."""

    corners: tuple[tuple[float, float], ...]

    @classmethod
    def from_pixels(cls, points: Points, width_px: int, height_px: int) -> "Quad":
        """Order four points and divide them by the frame's size."""
        ordered = clockwise_from_top_left(points) / (width_px, height_px)
        return cls(tuple((float(x), float(y)) for x, y in ordered))

    def to_pixels(self, width_px: int, height_px: int) -> Points:
        """The corners in pixels of a frame of that size."""
        return np.array(self.corners, np.float64) * (width_px, height_px)

    def furthest_corner_move(self, other: "Quad") -> float:
        """How far the corner that moved most has moved, as a share of the frame."""
        gaps = np.array(self.corners) - np.array(other.corners)
        return float(np.hypot(gaps[:, 0], gaps[:, 1]).max())

    def area(self) -> float:
        """Share of the frame that the page covers."""
        return polygon_area(np.array(self.corners))


def clockwise_from_top_left(points: Points) -> Points:
    """Order points around their centre, then start at the one nearest to the top left."""
    points = np.asarray(points, np.float64).reshape(-1, 2)
    centre = points.mean(axis=0)
    angles = np.arctan2(points[:, 1] - centre[1], points[:, 0] - centre[0])
    around = points[np.argsort(angles)]
    return np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0)


def polygon_area(points: Points) -> float:
    """Area by the shoelace rule, never negative."""
    x, y = points[:, 0], points[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def side_lengths(points: Points) -> Points:
    """Lengths of top, right, bottom and left."""
    return np.asarray(np.hypot(*(np.roll(points, -1, axis=0) - points).T), np.float64)


def intersection(first: Points, second: Points) -> Points | None:
    """Where two lines ``(a, b, c)`` with ``ax + by = c`` meet; None when they run alike."""
    determinant = first[0] * second[1] - second[0] * first[1]
    if abs(determinant) < 1e-9:
        return None
    x = (first[2] * second[1] - second[2] * first[1]) / determinant
    y = (first[0] * second[2] - second[0] * first[2]) / determinant
    return np.array((x, y))
