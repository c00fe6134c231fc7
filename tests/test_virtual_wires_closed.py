"""Pulling a plug comes to its end whoever is connected; what was begun is over when it has."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from devices.virtual import camera as camera_module
from devices.virtual.bench import Bench, BenchClient
from devices.virtual.camera import VirtualCamera
from kiosk.clock import SystemClock

_LIMIT_SECONDS = 30.0


@pytest.fixture
def camera() -> Iterator[VirtualCamera]:
    camera = VirtualCamera(SystemClock(), size_px=(320, 240), frames_per_second=30)
    camera.start()
    yield camera
    camera.stop()


def ends(act: Callable[[], object]) -> threading.Thread:
    """The act on a thread of its own, begun."""
    thread = threading.Thread(target=act, name="hand", daemon=True)
    thread.start()
    return thread


def wait_until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(_LIMIT_SECONDS / 0.02)):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("it never came")


def test_camera_is_unplugged_though_somebody_is_connected_and_asks_nothing(
    camera: VirtualCamera,
) -> None:
    port = int(camera.url.rsplit(":", 1)[1].split("/")[0])
    with socket.create_connection(("127.0.0.1", port)):
        wait_until(lambda: any("process_request" in one.name for one in threading.enumerate()))
        hand = ends(camera.unplug)
        hand.join(_LIMIT_SECONDS)
        is_over = not hand.is_alive()
    hand.join(_LIMIT_SECONDS)
    assert is_over


def test_no_picture_is_on_its_way_any_more_once_the_camera_is_frozen(
    camera: VirtualCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, goes_on, part = threading.Event(), threading.Event(), camera_module._part

    def held(frame: bytes) -> bytes:
        taken.set()
        assert goes_on.wait(_LIMIT_SECONDS)
        return part(frame)

    monkeypatch.setattr(camera_module, "_part", held)
    with requests.get(camera.url, stream=True, timeout=_LIMIT_SECONDS):
        assert taken.wait(_LIMIT_SECONDS)
        hand = ends(camera.freeze)
        hand.join(0.2)
        came_back_early = not hand.is_alive()
        goes_on.set()
        hand.join(_LIMIT_SECONDS)
    assert not came_back_early
    assert camera.state()["frozen"]


def test_bench_ends_though_a_hand_came_in_at_its_very_end(tmp_path: Path) -> None:
    bench, closing = Bench({}, tmp_path / "bench"), threading.Event()
    bench.start()
    assert bench._server is not None
    came_in, close = bench.opened, bench._server.server_close

    def late(connection: socket.socket) -> None:
        assert closing.wait(_LIMIT_SECONDS)
        came_in(connection)

    def closed() -> None:
        closing.set()
        close()

    bench.opened, bench._server.server_close = late, closed  # type: ignore[method-assign]
    hand = BenchClient(tmp_path / "bench", _LIMIT_SECONDS)
    wait_until(lambda: any("process_request" in one.name for one in threading.enumerate()))
    stopping = ends(bench.stop)
    stopping.join(_LIMIT_SECONDS)
    is_over = not stopping.is_alive()
    hand.close()
    stopping.join(_LIMIT_SECONDS)
    assert is_over
