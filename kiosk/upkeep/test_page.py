"""The chart of the test page: black corners, eight greys, two circles. Owns what it looks like.

The same samples are printed and drawn on the screen beside it, so that the two can be compared.
"""

import numpy as np

WIDTH_PX, HEIGHT_PX = 344, 320
BLACK, WHITE = 0, 255
_CORNER_PX = 40
#: From nearly white to nearly black: eight steps that an eye can part.
GREYS = tuple(235 - 29 * step for step in range(8))
_GREYS_TOP_PX, _GREYS_HEIGHT_PX, _GREY_WIDTH_PX = 56, 56, 38
_CENTRE_X_PX, _CENTRE_Y_PX = WIDTH_PX // 2, 212
#: Radius and thickness.
_CIRCLES_PX = ((66.0, 3.0), (40.0, 2.0))
_CROSS_PX = 76


def chart() -> np.ndarray:
    """Shades from 0 (black) to 255 (white), height x width, uint8."""
    page = np.full((HEIGHT_PX, WIDTH_PX), WHITE, np.uint8)
    for top in (0, HEIGHT_PX - _CORNER_PX):
        for left in (0, WIDTH_PX - _CORNER_PX):
            page[top : top + _CORNER_PX, left : left + _CORNER_PX] = BLACK
    left = (WIDTH_PX - len(GREYS) * _GREY_WIDTH_PX) // 2
    bottom = _GREYS_TOP_PX + _GREYS_HEIGHT_PX
    for step, grey in enumerate(GREYS):
        at = left + step * _GREY_WIDTH_PX
        page[_GREYS_TOP_PX:bottom, at : at + _GREY_WIDTH_PX] = grey
    _draw_circles(page)
    return page


def _draw_circles(page: np.ndarray) -> None:
    y, x = np.ogrid[:HEIGHT_PX, :WIDTH_PX]
    far = np.hypot(x - _CENTRE_X_PX, y - _CENTRE_Y_PX)
    for radius, stroke in _CIRCLES_PX:
        page[np.abs(far - radius) <= stroke / 2] = BLACK
    left, right = _CENTRE_X_PX - _CROSS_PX, _CENTRE_X_PX + _CROSS_PX
    page[_CENTRE_Y_PX - 1 : _CENTRE_Y_PX + 1, left:right] = BLACK
    top, bottom = _CENTRE_Y_PX - _CROSS_PX, _CENTRE_Y_PX + _CROSS_PX
    page[top:bottom, _CENTRE_X_PX - 1 : _CENTRE_X_PX + 1] = BLACK
