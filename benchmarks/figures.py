"""How measured values are told: median, 99th percentile, worst; a slope with its doubt."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Of a normal distribution, for 95 in 100.
_Z = 1.96
#: Neighbouring samples of memory are alike, so that they prove less than their number says: they
#: are taken together in so many blocks first.
_BLOCKS = 20


def p99(values: Sequence[float]) -> float:
    """By nearest rank."""
    return sorted(values)[math.ceil(len(values) * 0.99) - 1]


def figures(values: Sequence[float], digits: int) -> str:
    """Three columns of a table: median, p99, worst."""
    chosen = (statistics.median(values), p99(values), max(values))
    return " | ".join(f"{value:.{digits}f}" for value in chosen)


@dataclass(frozen=True, slots=True)
class Slope:
    """Growth for each sample, and where it lies in 95 of 100 cases."""

    middle: float
    low: float
    high: float

    @property
    def is_above_noise(self) -> bool:
        """Growth that chance alone does not explain."""
        return self.low > 0.0


def slope(values: Sequence[float]) -> Slope | None:
    """Theil-Sen over block medians with Sen's confidence interval; None for too few values."""
    if len(values) < 2 * _BLOCKS:
        return None
    edges = [round(number * len(values) / _BLOCKS) for number in range(_BLOCKS + 1)]
    points = [
        ((first + last - 1) / 2, statistics.median(values[first:last]))
        for first, last in pairwise(edges)
    ]
    slopes = sorted(
        (y2 - y1) / (x2 - x1) for at, (x1, y1) in enumerate(points) for x2, y2 in points[at + 1 :]
    )
    width = _Z * math.sqrt(_BLOCKS * (_BLOCKS - 1) * (2 * _BLOCKS + 5) / 18)
    low = max(0, math.floor((len(slopes) - width) / 2))
    high = min(len(slopes) - 1, math.ceil((len(slopes) + width) / 2))
    return Slope(statistics.median(slopes), slopes[low], slopes[high])
