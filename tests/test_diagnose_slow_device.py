"""A device that takes long to open, within what a worker grants it: it is waited for and tested."""

import threading
from types import SimpleNamespace
from typing import Any

from devices.recovery import WorkerTiming
from devices.status import Ready, Role
from kiosk.upkeep.device_round import examine_devices
from kiosk.upkeep.findings import Passed
from kiosk.upkeep.self_test import SelfTest
from tests.fakes.clock import FakeClock

LIMIT_SECONDS = 30.0


class WatchedClock(FakeClock):
    """Tells when the round has gone to sleep on it, and when it sleeps for the second time."""

    def __init__(self) -> None:
        super().__init__()
        self.waits, self.waits_no_more = threading.Event(), threading.Event()

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        with self._moved:
            (self.waits_no_more if self.waits.is_set() else self.waits).set()
            return super().wait(event, timeout_seconds)


class BehindASlowHub:
    """Its first opening takes nearly all the time that there is for one question."""

    def __init__(self, clock: WatchedClock) -> None:
        self._clock = clock

    def open(self) -> None:
        assert self._clock.waits.wait(LIMIT_SECONDS)
        self._clock.advance(WorkerTiming().probe_limit_seconds - 1.0)
        # A round that has had enough goes on to what it does next.
        self._clock.waits_no_more.wait(0.2)

    def close(self) -> None: ...

    def probe(self) -> Ready:
        return Ready()

    def capabilities(self) -> frozenset[str]:
        return frozenset()


def test_device_that_opens_slowly_is_tested_and_not_said_to_be_starting() -> None:
    clock = WatchedClock()
    plan: Any = SimpleNamespace(
        entry=SimpleNamespace(id="camera", adapter="opencv-camera"),
        adapter=SimpleNamespace(role=Role.ID_READER),
        build=BehindASlowHub,
    )
    (found,) = examine_devices([plan], clock, SelfTest(clock))
    assert isinstance(found.test, Passed)
    assert found.trouble is None
