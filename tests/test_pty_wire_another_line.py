"""A plug pulled and pushed in at once is another line, though the device's thread had no turn."""

import os
import select
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.virtual.pty_wire import PtyDevice
from kiosk.clock import SystemClock

_LIMIT_SECONDS = 30.0


class Listener(PtyDevice):
    """Writes down what happens to it; its thread stands still where the test says."""

    def __init__(self, link: Path) -> None:
        super().__init__(link, SystemClock(), 115200, "listener")
        self.happened: list[bytes | str] = []
        self.moved = threading.Condition()
        self.stands, self.goes_on = threading.Event(), threading.Event()
        self.stands_before = ""

    def stand(self, place: str) -> None:
        if self.stands_before == place:
            self.stands.set()
            assert self.goes_on.wait(_LIMIT_SECONDS)

    def wait_for(self, wanted: bytes | str) -> None:
        with self.moved:
            assert self.moved.wait_for(lambda: wanted in self.happened, _LIMIT_SECONDS)

    def _next_look_seconds(self) -> float | None:
        self.stand("listening")
        return None

    def _hear(self, data: bytes) -> None:
        if data:
            self._note(data)
            self.stand("answering")
            self._wire.write(b"answer to " + data)
            self._note("answered")

    def _lose_line(self) -> None:
        self._note("line lost")

    def _note(self, what: bytes | str) -> None:
        with self.moved:
            self.happened.append(what)
            self.moved.notify_all()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Listener]:
    device = Listener(tmp_path / "port")
    device.start()
    yield device
    device.goes_on.set()
    device.stop()


def opened(folder: Path) -> int:
    return os.open(folder / "port", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)


def pull_and_push(device: Listener) -> None:
    assert device.stands.wait(_LIMIT_SECONDS)
    device.unplug()
    device.plug()


def test_half_a_request_of_the_old_line_is_lost_before_the_new_one_is_heard(
    device: Listener, tmp_path: Path
) -> None:
    device.stands_before = "listening"
    host = opened(tmp_path)
    os.write(host, b"half")
    device.wait_for(b"half")
    pull_and_push(device)
    os.close(host)
    host = opened(tmp_path)
    os.write(host, b"whole")
    device.goes_on.set()
    device.wait_for(b"whole")
    os.close(host)
    heard = device.happened[device.happened.index(b"half") :]
    assert "line lost" in heard[: heard.index(b"whole")]


def test_answer_to_the_old_line_is_not_said_on_the_new_one(
    device: Listener, tmp_path: Path
) -> None:
    device.stands_before = "answering"
    host = opened(tmp_path)
    os.write(host, b"question")
    pull_and_push(device)
    os.close(host)
    host = opened(tmp_path)
    device.goes_on.set()
    device.wait_for("answered")
    poller = select.poll()
    poller.register(host, select.POLLIN)
    assert poller.poll(0) == []
    os.close(host)
