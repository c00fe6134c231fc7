"""A camera on the network that is not what it should be: another answer, torn pictures, a crawl."""

import base64
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import cv2
import numpy as np
import pytest

from devices.document_scanner.camera import CameraDocumentScanner, CameraSettings
from devices.status import DeviceGoneError, Ready
from kiosk.clock import Clock, SystemClock

SIZE = (64, 48)
LIMIT_SECONDS = 30.0
HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=--seam\r\n\r\n"


def part(brightness: int) -> bytes:
    jpeg = cv2.imencode(".jpg", np.full((SIZE[1], SIZE[0], 3), brightness, np.uint8))[1].tobytes()
    return b"--seam\r\nContent-Length: %d\r\n\r\n" % len(jpeg) + jpeg + b"\r\n"


@contextmanager
def camera_that(answers: Callable[[bytes, Callable[[bytes], None]], None]) -> Iterator[str]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked = b""
            while (line := self.rfile.readline()).strip():
                asked += line
            try:
                answers(asked, self.connection.sendall)
            except OSError:
                return  # the viewer went

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def scanner_at(
    source: str, *, patience_seconds: float = LIMIT_SECONDS, clock: Clock | None = None
) -> CameraDocumentScanner:
    """``patience_seconds`` is for pictures alone: whoever is there gets all the time to say so."""
    settings = CameraSettings(
        source,
        *SIZE,
        open_timeout_seconds=LIMIT_SECONDS,
        read_timeout_seconds=patience_seconds,
    )
    return CameraDocumentScanner(settings, clock or SystemClock())


def first_brightness(scanner: CameraDocumentScanner) -> int:
    seen: list[int] = []
    enough = threading.Event()

    def sink(pixels: memoryview, _: int, __: int) -> None:
        seen.append(pixels[0])
        enough.set()

    scanner.stream(sink, enough)
    return seen[0]


def test_a_picture_that_was_torn_is_passed_over() -> None:
    torn = b"--seam\r\nContent-Length: 9\r\n\r\nnot a jpg\r\n"
    with camera_that(lambda _, say: say(HEAD + torn + part(200) + part(200))) as place:
        assert first_brightness(scanner_at(f"http://{place}/")) > 150


def test_the_wire_that_ends_inside_a_picture_is_broken() -> None:
    with (
        camera_that(lambda _, say: say(HEAD + part(200)[:-30])) as place,
        pytest.raises(DeviceGoneError, match="camera-silent"),
    ):
        first_brightness(scanner_at(f"http://{place}/"))


def test_a_camera_that_crawls_is_silent_though_bytes_come() -> None:
    left = threading.Event()

    def drip(_: bytes, say: Callable[[bytes], None]) -> None:
        say(HEAD)
        while not left.wait(0.01):
            say(b"x")

    with camera_that(drip) as place:
        with pytest.raises(DeviceGoneError, match="camera-silent"):
            first_brightness(scanner_at(f"http://{place}/", patience_seconds=0.2))
        left.set()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 401 Unauthorized\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>log in</html>",
    ],
)
def test_another_page_than_a_stream_is_no_camera(answer: bytes) -> None:
    with camera_that(lambda _, say: say(answer)) as place:
        for ask in (scanner_at(f"http://{place}/").open, scanner_at(f"http://{place}/").probe):
            with pytest.raises(DeviceGoneError, match="camera-silent"):
                ask()


def test_what_speaks_no_http_is_absent() -> None:
    with (
        camera_that(lambda _, say: say(b"SSH-2.0-OpenSSH\r\n")) as place,
        pytest.raises(DeviceGoneError, match="camera-absent"),
    ):
        scanner_at(f"http://{place}/").open()


class StarvedClock(SystemClock):
    """A thread that gets no turn once it has begun to wait, until its patience is long over."""

    def __init__(self, has_come: threading.Event) -> None:
        self._has_come, self._looks = has_come, 0

    def monotonic(self) -> float:
        self._looks += 1
        if self._looks <= 2:  # when the stream began, and until when its first picture may come
            return super().monotonic()
        assert self._has_come.wait(LIMIT_SECONDS)
        return super().monotonic() + 2 * LIMIT_SECONDS


def test_a_picture_that_came_while_nobody_had_a_turn_to_look_is_seen() -> None:
    has_come = threading.Event()

    def answer(_: bytes, say: Callable[[bytes], None]) -> None:
        say(HEAD + part(200))
        has_come.set()

    with camera_that(answer) as place:
        scanner = scanner_at(f"http://{place}/", clock=StarvedClock(has_come))
        assert first_brightness(scanner) > 150


def test_two_pictures_that_come_at_once_are_two() -> None:
    with camera_that(lambda _, say: say(HEAD + part(90) + part(90))) as place:
        assert scanner_at(f"http://{place}/").probe() == Ready()


def test_one_picture_and_then_nothing_is_a_frozen_camera() -> None:
    with (
        camera_that(lambda _, say: say(HEAD + part(90))) as place,
        pytest.raises(DeviceGoneError, match="camera-frozen"),
    ):
        scanner_at(f"http://{place}/").probe()


def test_name_password_and_question_of_the_address_reach_the_camera() -> None:
    heard: list[bytes] = []

    def answer(asked: bytes, say: Callable[[bytes], None]) -> None:
        heard.append(asked)
        say(HEAD + part(90))
        say(part(90))

    with camera_that(answer) as place:
        assert scanner_at(f"http://hall:a%20b@{place}/mjpg?size=2").probe() == Ready()
    assert heard[0].startswith(b"GET /mjpg?size=2 HTTP/1.1\r\n")
    assert b"Authorization: Basic " + base64.b64encode(b"hall:a b") in heard[0]
