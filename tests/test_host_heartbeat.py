"""The heartbeat over real HTTP to the real platform: heard, not heard, hurried, ended."""

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.host.health_monitor import HealthMonitor
from kiosk.host.heartbeat import Heart, Rhythm
from kiosk.uplink.client import PlatformAddress, PlatformClient
from tests.fakes.central_rig import Rig, running_platform
from tests.fakes.clock import FakeClock
from tests.test_host_metrics import ORIGIN, REPORTS

NOBODY_THERE = "http://127.0.0.1:9"


class SeenClock(FakeClock):
    """Tells of every pause that the heart makes."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: queue.SimpleQueue[float] = queue.SimpleQueue()

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        self.pauses.put(timeout_seconds)
        return super().wait(event, timeout_seconds)


def client(url: str) -> PlatformClient:
    return PlatformClient(PlatformAddress(url, ORIGIN.terminal), SystemClock())


def monitor_at(folder: Path) -> HealthMonitor:
    return HealthMonitor(ORIGIN, folder, SystemClock(), lambda: True)


def fleet(rig: Rig) -> str:
    rig.web.post(rig.url + "/desk/sign-in", {"officer": "王运维 0901"}, timeout=60)
    return str(rig.get("/desk/fleet").text)


def test_what_a_terminal_says_is_what_operators_see(tmp_path: Path) -> None:
    monitor = monitor_at(tmp_path)
    monitor.look(REPORTS)
    with running_platform(tmp_path / "platform") as rig, closing(client(rig.url)) as line:
        heart = Heart(line, monitor.vitals, SystemClock())
        assert heart.beat() == 60.0
        text = fleet(rig)
        assert "media-empty" in text
        assert "badge down" in text
        monitor.look(tuple(replace(one, status=REPORTS[0].status) for one in REPORTS))
        heart.beat()
        assert "badge well" in fleet(rig)


def test_the_platform_sets_the_rhythm(tmp_path: Path) -> None:
    with (
        running_platform(tmp_path / "platform", heartbeat_seconds=7.0) as rig,
        closing(client(rig.url)) as line,
    ):
        assert Heart(line, monitor_at(tmp_path).vitals, SystemClock()).beat() == 7.0


def test_a_platform_that_is_away_is_tried_again_at_the_usual_time(tmp_path: Path) -> None:
    with closing(client(NOBODY_THERE)) as line:
        heart = Heart(line, monitor_at(tmp_path).vitals, SystemClock(), Rhythm(11.0))
        assert heart.beat() == 11.0


@contextmanager
def _beating(heart: Heart) -> Iterator[None]:
    heart.start()
    try:
        yield
    finally:
        heart.stop()
        heart.join()


def test_a_change_wakes_it_but_a_rattling_cable_makes_no_storm(tmp_path: Path) -> None:
    clock, monitor = SeenClock(), monitor_at(tmp_path)
    beats: queue.SimpleQueue[float] = queue.SimpleQueue()

    def vitals() -> object:
        beats.put(clock.monotonic())
        return monitor.vitals()

    heart = Heart(client(NOBODY_THERE), vitals, clock, Rhythm(60.0, 2.0))  # type: ignore[arg-type]
    monitor.on_change = heart.wake
    with _beating(heart):
        assert clock.pauses.get(timeout=60) == 60.0
        for number in range(20):
            monitor.look(REPORTS[: number % 3])
            if number % 3 == 1:
                assert clock.pauses.get(timeout=60) == 2.0
        beats.get(timeout=60)
        assert beats.empty()
        while beats.empty():
            # More than once: the pause may begin after the clock was moved.
            clock.advance(2.0)
            with suppress(queue.Empty):
                beats.put(beats.get(timeout=1))
        assert beats.get() >= 2.0


def test_a_beat_that_breaks_is_told_by_type_and_place_and_the_next_one_goes_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock, monitor = SeenClock(), monitor_at(tmp_path)
    calls: queue.SimpleQueue[int] = queue.SimpleQueue()

    def vitals() -> object:
        calls.put(1)
        if calls.qsize() == 1:
            raise ValueError("张三110101190001010014")
        return monitor.vitals()

    heart = Heart(client(NOBODY_THERE), vitals, clock, Rhythm(60.0, 2.0))  # type: ignore[arg-type]
    with _beating(heart):
        assert clock.pauses.get(timeout=60) == 60.0
        heart.wake()
        assert clock.pauses.get(timeout=60) == 2.0
        while calls.qsize() < 2:
            clock.advance(2.0)
            with suppress(queue.Empty):
                clock.pauses.get(timeout=1)
    assert "thread=heartbeat error=ValueError at=vitals:" in caplog.text
    assert "张三" not in caplog.text


def test_it_ends_while_the_platform_does_not_answer(tmp_path: Path) -> None:
    """A peer that accepts and says nothing: the call under way is cut."""
    asked = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        accepted: list[socket.socket] = []

        def accept() -> None:
            accepted.append(deaf.accept()[0])
            asked.set()

        thread = threading.Thread(target=accept)
        thread.start()
        heart = Heart(
            client(f"http://127.0.0.1:{deaf.getsockname()[1]}"),
            monitor_at(tmp_path).vitals,
            SystemClock(),
        )
        heart.start()
        assert asked.wait(60)
        heart.stop()
        heart.join()
        thread.join()
        accepted[0].close()
