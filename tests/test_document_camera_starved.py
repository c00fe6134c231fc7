"""A camera that nobody had a turn to look at is not called frozen for the time that passed."""

import numpy as np

from devices.document_scanner.camera import MOST_ALIKE, CameraSettings, _Stillness
from tests.fakes.clock import FakeClock

_LIMIT_SECONDS = CameraSettings("").frozen_after_seconds
ONE, OTHER = np.zeros((64, 64, 3), np.uint8), np.full((64, 64, 3), 9, np.uint8)


def test_two_pictures_alike_long_after_each_other_are_no_frozen_camera():
    clock = FakeClock()
    still = _Stillness(clock, _LIMIT_SECONDS)
    assert not still.too_long(ONE)
    clock.advance(10 * _LIMIT_SECONDS)
    assert not still.too_long(ONE)


def test_picture_that_was_looked_at_often_and_for_long_is_frozen():
    clock = FakeClock()
    still = _Stillness(clock, _LIMIT_SECONDS)
    still.too_long(OTHER)
    looks = [still.too_long(ONE)]
    for _ in range(MOST_ALIKE):
        clock.advance(_LIMIT_SECONDS)
        looks.append(still.too_long(ONE))
    assert looks == [False] * MOST_ALIKE + [True]


def test_picture_that_moved_begins_to_count_anew():
    clock = FakeClock()
    still = _Stillness(clock, _LIMIT_SECONDS)
    for picture in (*[ONE] * MOST_ALIKE, OTHER, *[ONE] * MOST_ALIKE):
        clock.advance(_LIMIT_SECONDS)
        assert not still.too_long(picture)
    assert still.has_moved
