"""A driver that hangs in its first opening: diagnose says so, and does not wait for its test."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from devices.status import Actor, Ready, Role
from devices.worker import DeviceWorker
from kiosk.upkeep.device_round import TEST_LIMIT_SECONDS, examine_devices
from kiosk.upkeep.findings import Skipped
from kiosk.upkeep.self_test import SelfTest
from tests.fakes.clock import FakeClock

LIMIT_SECONDS = 60.0


class PassingClock(FakeClock):
    """What is waited for in vain takes no time. Nobody waits before the driver hangs."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs = threading.Event()

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        assert self.hangs.wait(LIMIT_SECONDS)
        if not event.is_set():
            self.advance(timeout_seconds)
        return event.is_set()


class Hung:
    """Its opening ends when the round gives it up."""

    def __init__(self, clock: PassingClock, released: threading.Event) -> None:
        self._clock, self._released = clock, released

    def open(self) -> None:
        self._clock.hangs.set()
        assert self._released.wait(LIMIT_SECONDS)

    def close(self) -> None: ...

    def probe(self) -> Ready:
        return Ready()

    def capabilities(self) -> frozenset[str]:
        return frozenset()


def test_driver_that_hangs_is_said_to_be_stuck_and_is_not_tested(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, released, stop = PassingClock(), threading.Event(), DeviceWorker.stop

    def release_and_stop(worker: DeviceWorker[Any]) -> None:
        released.set()
        stop(worker)

    monkeypatch.setattr(DeviceWorker, "stop", release_and_stop)
    plan: Any = SimpleNamespace(
        entry=SimpleNamespace(id="camera", adapter="opencv-camera"),
        adapter=SimpleNamespace(role=Role.DOCUMENT_SCANNER),
        build=lambda clock: Hung(clock, released),
    )
    began = clock.monotonic()
    (found,) = examine_devices([plan], clock, SelfTest(clock))
    assert found.test == Skipped("worker-stuck")
    assert found.trouble is not None
    assert (found.trouble.reason, found.trouble.actor) == ("worker-stuck", Actor.TECHNICIAN)
    assert clock.monotonic() - began < TEST_LIMIT_SECONDS
