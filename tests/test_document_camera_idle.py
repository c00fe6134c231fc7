"""A camera on this machine while nobody uses it: what it stopped seeing is noticed by a look.

There is no V4L2 here: OpenCV's capture is the seam, and what is tried is everything above it.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from devices.document_scanner import camera
from devices.document_scanner.camera import CameraDocumentScanner, CameraSettings
from devices.status import DeviceGoneError, Ready
from tests.fakes.skipping_clock import SkippingClock

WIDTH, HEIGHT = 64, 48
FRAME_SECONDS = 1 / 15


class Sensor:
    """A camera's chip: ``sees`` says what each picture is; every opening is counted."""

    def __init__(self, clock: SkippingClock) -> None:
        self.clock, self.openings, self.pictures, self.is_held = clock, 0, 0, False
        self.sees: Callable[[int], int | None] = lambda number: number % 200
        self.opens = True

    def capture(self, *_: object) -> "Capture":
        assert not self.is_held, "opened twice at a time"
        self.openings += 1
        self.is_held = True
        return Capture(self)


class Capture:
    """Stands where ``cv2.VideoCapture`` stands."""

    def __init__(self, sensor: Sensor) -> None:
        self._sensor = sensor

    def set(self, *_: object) -> bool:
        return True

    def isOpened(self) -> bool:  # noqa: N802  (OpenCV's name)
        return self._sensor.opens

    def read(self, into: Any) -> tuple[bool, Any]:
        sensor = self._sensor
        sensor.pictures += 1
        sensor.clock.advance(FRAME_SECONDS)
        shade = sensor.sees(sensor.pictures)
        if shade is None:
            return False, None
        into[:] = np.uint8(shade)
        return True, into

    def release(self) -> None:
        self._sensor.is_held = False


@pytest.fixture
def sensor(monkeypatch: pytest.MonkeyPatch) -> Sensor:
    made = Sensor(SkippingClock())
    monkeypatch.setattr(camera.cv2, "VideoCapture", made.capture)
    return made


@pytest.fixture
def scanner(sensor: Sensor, tmp_path: Path) -> CameraDocumentScanner:
    device = tmp_path / "video0"
    device.touch()
    made = CameraDocumentScanner(CameraSettings(str(device), WIDTH, HEIGHT), sensor.clock)
    made.open()
    assert made.probe() == Ready()
    return made


def idle(scanner: CameraDocumentScanner, sensor: Sensor, seconds: float) -> None:
    """The worker probes every second and a half."""
    until = sensor.clock.monotonic() + seconds
    while sensor.clock.monotonic() < until:
        assert scanner.probe() == Ready()
        sensor.clock.advance(1.5)


def test_camera_that_sees_is_opened_once_a_minute_and_let_go(
    scanner: CameraDocumentScanner, sensor: Sensor
) -> None:
    before = sensor.openings
    idle(scanner, sensor, 600.0)
    assert 9 <= sensor.openings - before <= 10
    assert not sensor.is_held


@pytest.mark.parametrize(
    ("sees", "reason"),
    [
        (lambda _: 90, "camera-frozen"),
        (lambda _: 0, "camera-frozen"),
        (lambda _: None, "camera-silent"),
    ],
    ids=["the same picture for ever", "black without any noise", "no picture"],
)
def test_camera_that_stopped_seeing_is_noticed_while_idle_and_stays_so(
    scanner: CameraDocumentScanner,
    sensor: Sensor,
    sees: Callable[[int], int | None],
    reason: str,
) -> None:
    sensor.sees = sees
    sensor.clock.advance(60.0)
    for _ in range(2):
        with pytest.raises(DeviceGoneError, match=reason):
            scanner.probe()
        assert not sensor.is_held
        scanner.close()
    sensor.sees = lambda number: number % 200
    scanner.open()
    assert scanner.probe() == Ready()


def test_camera_that_cannot_be_opened_any_more_is_absent(
    scanner: CameraDocumentScanner, sensor: Sensor
) -> None:
    sensor.opens = False
    sensor.clock.advance(60.0)
    with pytest.raises(DeviceGoneError, match="camera-absent"):
        scanner.probe()


def test_camera_that_was_just_used_is_not_looked_at(
    scanner: CameraDocumentScanner, sensor: Sensor
) -> None:
    sensor.clock.advance(59.0)
    over, seen = threading.Event(), []

    def take(*_: object) -> None:
        seen.append(1)
        if len(seen) == 3:
            over.set()

    scanner.stream(take, over)
    before = sensor.openings
    sensor.clock.advance(59.0)
    assert scanner.probe() == Ready()
    assert sensor.openings == before


def test_look_leaves_no_picture_behind(scanner: CameraDocumentScanner, sensor: Sensor) -> None:
    sensor.clock.advance(60.0)
    assert scanner.probe() == Ready()
    assert not scanner._buffer.any()
