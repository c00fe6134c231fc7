"""Pictures of codes as a camera sees them: drawn here, so that what they say is known."""

import cv2
import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
WIDTH_PX, HEIGHT_PX = 1280, 720


def qr(text: str | bytes, module_px: int = 6) -> Picture:
    """A sharp QR code with its quiet zone."""
    rows = segno.make(text, error="m", micro=False).matrix_iter(scale=module_px, border=4)
    return np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)


def other(text: str, kind: zxingcpp.BarcodeFormat) -> Picture:
    """A code of another format, large enough to be read."""
    drawn = zxingcpp.create_barcode(text, kind).to_image(scale=4, add_quiet_zones=True)
    return np.array(drawn, np.uint8)


def held_up(*codes: Picture, noise: float = 3.0) -> Picture:
    """Codes side by side before a grey wall, with the grain of a sensor."""
    wall = np.full((HEIGHT_PX, WIDTH_PX), 120, np.uint8)
    left = 60
    for code in codes:
        high, wide = code.shape
        wall[60 : 60 + high, left : left + wide] = code
        left += wide + 40
    grain = np.random.default_rng(1).normal(0.0, noise, wall.shape)
    return np.clip(wall + grain, 0, 255).astype(np.uint8)


def dim(picture: Picture) -> Picture:
    """Hardly any light and hardly any contrast."""
    return np.asarray(cv2.convertScaleAbs(picture, alpha=0.06, beta=2), np.uint8)
