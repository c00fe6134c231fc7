"""The document camera over MJPEG and from a folder, by the conformance suite and beyond it."""

import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime

import cv2
import pytest

from devices.document_scanner.camera import CameraDocumentScanner, CameraSettings
from devices.status import DeviceGoneError, Ready
from devices.virtual.camera import VirtualCamera
from devices.virtual.camera_scene import Scene
from kiosk.clock import SystemClock
from tests.conformance_document_scanner import DocumentScannerConformance
from tests.document_scenes import frame_of

SMALL = (640, 360)
#: For pictures that come: a loaded machine may take its time.
PATIENT = {"open_timeout_seconds": 30.0, "read_timeout_seconds": 30.0}


def lose_patience(scanner, seconds):
    """From now on no picture comes, and waiting for one proves nothing more."""
    scanner._settings = replace(scanner._settings, read_timeout_seconds=seconds)


class OverHttp:
    def __init__(self):
        self.camera = VirtualCamera(SystemClock(), size_px=SMALL, frames_per_second=30)
        self.camera.start()
        settings = CameraSettings(self.camera.url, *SMALL, **PATIENT)
        self.scanner = CameraDocumentScanner(settings, SystemClock())
        self.unplug, self.plug = self.camera.unplug, self.camera.plug

    def close(self):
        self.scanner.close()
        self.camera.stop()


class FromFolder:
    def __init__(self, folder):
        self.folder = folder / "pictures"
        self.plug()
        settings = CameraSettings(f"folder:{self.folder}", *SMALL, frames_per_second=100)
        self.scanner = CameraDocumentScanner(settings, SystemClock())

    def plug(self):
        self.folder.mkdir()
        cv2.imwrite(str(self.folder / "1.jpg"), frame_of(Scene(), size_px=SMALL))

    def unplug(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self):
        self.scanner.close()


class TestOverHttp(DocumentScannerConformance):
    @pytest.fixture
    def rig(self):
        made = OverHttp()
        yield made
        made.close()

    def test_a_stream_that_freezes_is_a_broken_wire(self, rig):
        def freeze(*_):
            rig.camera.freeze()
            lose_patience(rig.scanner, 0.4)

        with pytest.raises(DeviceGoneError, match="camera-silent"):
            rig.scanner.stream(freeze, threading.Event())
        assert rig.camera.state()["frozen"]

    def test_idle_camera_that_freezes_is_noticed_by_the_next_probe(self, rig):
        assert rig.scanner.probe() == Ready()
        rig.camera.freeze()
        patient = rig.scanner._settings
        lose_patience(rig.scanner, CameraSettings("").read_timeout_seconds)
        with pytest.raises(DeviceGoneError, match="camera-frozen"):
            rig.scanner.probe()
        rig.scanner._settings = patient
        rig.camera.thaw()
        assert rig.scanner.probe() == Ready()

    def test_what_is_laid_under_it_comes_through(self, rig):
        seen = []
        cancelled = threading.Event()

        def sink(pixels, width_px, height_px):
            middle = pixels[(height_px // 2 * width_px + width_px // 2) * 3]
            seen.append(middle)
            if middle > 150:
                cancelled.set()

        rig.camera.place("blank", 1)
        rig.scanner.stream(sink, cancelled)
        assert seen[-1] > 150

    def test_the_last_picture_is_gone_with_the_stream(self, rig):
        seen = []
        cancelled = threading.Event()

        def sink(pixels, width_px, height_px):
            seen.append(pixels.nbytes)
            assert rig.scanner._buffer.any()
            cancelled.set()

        rig.camera.place("blank", 1)
        rig.scanner.stream(sink, cancelled)
        assert seen
        assert not rig.scanner._buffer.any()

    def test_two_viewers_see_the_same_camera(self, rig):
        one, two = (cv2.VideoCapture(rig.camera.url, cv2.CAP_FFMPEG) for _ in range(2))
        assert one.read()[0]
        assert two.read()[0]
        assert rig.camera.state()["viewers"] == 2
        one.release()
        two.release()


class TestFromFolder(DocumentScannerConformance):
    @pytest.fixture
    def rig(self, tmp_path):
        made = FromFolder(tmp_path)
        yield made
        made.close()


class StandingClock:
    """Monotonic time moves by a tenth of a second at every look."""

    def __init__(self):
        self._now = 0.0

    def monotonic(self):
        self._now += 0.1
        return self._now

    def wall(self):
        return datetime(2026, 4, 2, 13, 40, tzinfo=UTC)

    def wait(self, event, timeout_seconds):
        return event.is_set()


def test_a_picture_without_any_noise_for_seconds_is_a_dead_camera():
    camera = VirtualCamera(SystemClock(), size_px=SMALL, frames_per_second=60)
    camera._films.clear()
    camera.start()
    camera._film.load((camera._frames(camera._laid, camera._scene)[0],), [])
    scanner = CameraDocumentScanner(CameraSettings(camera.url, *SMALL, **PATIENT), StandingClock())
    try:
        with pytest.raises(DeviceGoneError, match="camera-frozen"):
            scanner.stream(lambda *frame: None, threading.Event())
    finally:
        camera.stop()
