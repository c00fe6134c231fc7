"""The camera scanner passes the suite of its port, on pictures; and says when it sees nothing."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from devices.conformance.kit import During
from devices.ports import CodeRead, NoCode
from devices.qr_scanner.camera_scanner import CameraQrScanner, CameraScannerSettings
from devices.status import DeviceGoneError
from devices.virtual.camera import VirtualCamera
from kiosk.clock import SystemClock
from tests.conformance_qr_scanner import QrScannerConformance
from tests.fakes import code_pictures
from tests.fakes.code_pictures import Picture
from tests.test_document_camera import PATIENT

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class FolderBench:
    scanner: CameraQrScanner
    folder: Path

    def show(self, text: str) -> None:
        self.show_picture(code_pictures.held_up(code_pictures.qr(text)))

    def show_picture(self, picture: Picture) -> None:
        assert cv2.imwrite(str(self.folder / "frame.png"), picture)

    def hide(self) -> None:
        self.show_picture(code_pictures.held_up())


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[FolderBench]:
    settings = CameraScannerSettings(f"folder:{tmp_path}", frames_per_second=60)
    scanner = CameraQrScanner(settings, SystemClock())
    bench = FolderBench(scanner, tmp_path)
    bench.hide()
    scanner.open()
    yield bench
    scanner.close()


class TestFolder(QrScannerConformance):
    pass


def _jpeg(picture: Picture) -> bytes:
    good, jpeg = cv2.imencode(".jpg", picture)
    assert good
    return jpeg.tobytes()


class CodeCamera(VirtualCamera):
    """The virtual camera, and a hand that holds pictures of codes before it."""

    def show_picture(self, picture: Picture) -> None:
        # Two that differ, as any two of a camera do: one that stands still is a dead camera's.
        self._film.load((_jpeg(picture), _jpeg(np.roll(picture, 1, axis=0))), [])
        # A camera shows what is gone until its next frame.
        with self._film.next_frame(after=-1, patience_seconds=0.0) as (shown, _):
            pass
        with self._film.next_frame(after=shown, patience_seconds=60.0):
            pass


@dataclass(frozen=True)
class StreamBench:
    scanner: CameraQrScanner
    camera: CodeCamera

    def show(self, text: str) -> None:
        self.camera.show_picture(code_pictures.held_up(code_pictures.qr(text)))

    def hide(self) -> None:
        self.camera.show_picture(code_pictures.held_up())


@pytest.fixture
def stream_bench() -> Iterator[StreamBench]:
    camera = CodeCamera(SystemClock(), size_px=(640, 360), frames_per_second=30.0)
    camera.start()
    scanner = CameraQrScanner(CameraScannerSettings(camera.url), SystemClock())
    scanner._camera._settings = replace(scanner._camera._settings, **PATIENT)
    try:
        scanner.open()
        yield StreamBench(scanner, camera)
    finally:
        scanner.close()
        camera.stop()


class TestStream(QrScannerConformance):
    @pytest.fixture
    def bench(self, stream_bench: StreamBench) -> StreamBench:
        stream_bench.hide()
        return stream_bench


def test_camera_unplugged_in_use_is_gone_and_comes_back(stream_bench: StreamBench) -> None:
    stream_bench.hide()
    # Looked at before it begins and with each picture: so the first of them has come.
    pulled = During(lambda _: stream_bench.camera.unplug(), at_look=2)
    with pytest.raises(DeviceGoneError, match="camera-silent"):
        stream_bench.scanner.scan(PATIENCE_SECONDS, pulled)
    with pytest.raises(DeviceGoneError, match="camera-absent"):
        stream_bench.scanner.probe()
    stream_bench.camera.plug()
    stream_bench.scanner.open()
    stream_bench.show("ABC")
    assert stream_bench.scanner.scan(PATIENCE_SECONDS, threading.Event()) == CodeRead(
        bytearray(b"ABC"), "qr"
    )


def test_camera_that_is_gone_says_so(bench: FolderBench) -> None:
    (bench.folder / "frame.png").unlink()
    with pytest.raises(DeviceGoneError, match="camera-absent"):
        bench.scanner.scan(1.0, threading.Event())
    bench.hide()
    assert bench.scanner.scan(0.1, threading.Event()) == NoCode()


def test_refused_address_is_an_absent_camera() -> None:
    scanner = CameraQrScanner(CameraScannerSettings("http://127.0.0.1:9/none"), SystemClock())
    with pytest.raises(DeviceGoneError, match="camera-absent"):
        scanner.open()
    with pytest.raises(DeviceGoneError, match="not-open"):
        scanner.probe()


def test_bar_code_is_read_once_two_frames_agree(bench: FolderBench) -> None:
    bar = code_pictures.other("E-7K3M9CQT4NPX-HR", zxingcpp.BarcodeFormat.Code128)
    bench.show_picture(code_pictures.held_up(bar))
    outcome = bench.scanner.scan(PATIENCE_SECONDS, threading.Event())
    assert outcome == CodeRead(bytearray(b"E-7K3M9CQT4NPX-HR"), "code-128")


def test_badly_lit_code_is_read_over_several_frames(bench: FolderBench) -> None:
    dark = code_pictures.dim(code_pictures.held_up(code_pictures.qr("ABC")))
    bench.show_picture(dark)
    assert bench.scanner.scan(PATIENCE_SECONDS, threading.Event()) == CodeRead(
        bytearray(b"ABC"), "qr"
    )
