"""The heartbeat over real HTTP to the real platform: heard, not heard, hurried, ended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.host.health_monitor import HealthMonitor
from kiosk.host.heartbeat import Heart, Rhythm
from kiosk.uplink.client import PlatformAddress, PlatformClient
from tests.fakes.central_rig import Rig, running_platform
from tests.test_host_metrics import ORIGIN, REPORTS

NOBODY_THERE = "http://127.0.0.1:9"


class SeenClock(SystemClock):
    """Tells of every pause that the heart makes, and does not wait for it."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.paused = threading.Semaphore(0)
        self.may_go = threading.Semaphore(0)

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        self.pauses.append(timeout_seconds)
        self.paused.release()
        self.may_go.acquire(timeout=60)
        return event.is_set()


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
def _beating(heart: Heart, clock: SeenClock) -> Iterator[None]:
    heart.start()
    try:
        yield
    finally:
        for _ in range(100):
            clock.may_go.release()
        heart.stop()


def test_a_change_wakes_it_but_a_rattling_cable_makes_no_storm(tmp_path: Path) -> None:
    clock, monitor = SeenClock(), monitor_at(tmp_path)
    beats: list[int] = []

    def vitals() -> object:
        beats.append(1)
        return monitor.vitals()

    heart = Heart(client(NOBODY_THERE), vitals, clock, Rhythm(60.0, 2.0))  # type: ignore[arg-type]
    monitor.on_change = heart.wake
    with _beating(heart, clock):
        assert clock.paused.acquire(timeout=60)
        for number in range(20):
            monitor.look(REPORTS[: number % 3])
        clock.may_go.release()
        assert clock.paused.acquire(timeout=60)
        assert clock.pauses[:2] == [2.0, 58.0]
        clock.may_go.release()
        assert clock.paused.acquire(timeout=60)
        assert len(beats) == 2


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
        thread.join()
        accepted[0].close()
