"""Whether a scanned sheet came out well: not black, not blank, without a line down all of it.

Owns what counts as good enough for a sheet that somebody laid with writing on it. Sees samples of
rows, keeps nothing, and must not know a scanner.
"""

from dataclasses import dataclass

import numpy as np

#: Mean of all samples, 0 to 255: a dead lamp.
DARKEST = 16.0
#: A sheet with a few words on it has more ink than this; paper's own grain has none.
LEAST_INK_PERCENT = 0.05
#: So much darker than the paper around it is ink or dirt.
_CONTRAST = 32
#: Where the paper around a sample is looked for, to both sides.
_BESIDE_PX = (8, 16, 24, 32)
#: Dirt on the glass of a feeder marks every row; ruled lines end somewhere.
_STREAK_SHARE = 0.88
_ROWS = 256


@dataclass(frozen=True, slots=True)
class SheetVerdict:
    """``fault`` is empty for a good one. Ink in per cent of the sheet, streaks as bundles."""

    fault: str
    brightness: float
    ink_percent: float
    streaks: int


def judge_sheet(pixels: memoryview, width_px: int, height_px: int) -> SheetVerdict:
    """Look at a page of BGR samples (height x width x 3, uint8)."""
    page = np.frombuffer(pixels, np.uint8).reshape(height_px, width_px, 3)
    step = max(1, height_px // _ROWS)
    # Green stands for the grey of a scan; every n-th row shows a line as well as all of them.
    rows = page[step // 2 :: step, :, 1].astype(np.int16)
    brightness = float(rows.mean())
    is_ink = rows < _paper_beside(rows) - _CONTRAST
    ink_percent = 100.0 * float(is_ink.mean())
    streaks = _bundles(is_ink.mean(axis=0) >= _STREAK_SHARE)
    fault = ""
    if brightness < DARKEST:
        fault = "picture-too-dark"
    elif streaks:
        fault = "page-streak"
    elif ink_percent < LEAST_INK_PERCENT:
        fault = "page-blank"
    return SheetVerdict(fault, brightness, ink_percent, streaks)


def _paper_beside(rows: np.ndarray) -> np.ndarray:
    """The shade of the paper around each sample: half of the neighbours are no darker.

    At the edge of a sheet on a dark ground that is the ground, which is no dirt.
    """
    width = rows.shape[1]
    places = np.arange(width)
    shifts = [sign * far for far in _BESIDE_PX for sign in (-1, 1)]
    around = np.stack([rows[:, np.clip(places + shift, 0, width - 1)] for shift in shifts])
    middle = len(shifts) // 2 - 1
    paper: np.ndarray = np.partition(around, middle, axis=0)[middle]
    return paper


def _bundles(is_streak: np.ndarray) -> int:
    """How many runs of neighbouring columns."""
    edges = np.diff(np.concatenate(([0], is_streak.astype(np.int8))))
    return int((edges == 1).sum())
