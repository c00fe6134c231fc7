"""A round along the devices of a terminal that no host holds: open, look, test, let go.

Owns the workers of one run and their time limits. Must not print, and leaves no thread behind.
"""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from devices.registry import Plan
from devices.status import (
    Attention,
    DeviceReport,
    DeviceStatus,
    State,
    Unavailable,
    xfs_state,
)
from devices.worker import DeviceFailed, DeviceWorker, WorkerTiming
from kiosk.clock import Clock
from kiosk.upkeep.findings import DeviceFinding, Failed, Passed, Skipped, TestResult, Trouble
from kiosk.upkeep.self_test import SelfTest

#: As long as a worker lets its device take: one that opens slower than its neighbours is no fault.
#: And a moment more, so that one that hangs is by then seen to.
SETTLE_LIMIT_SECONDS = WorkerTiming().probe_limit_seconds + 1.0
#: A slip takes the longest: 15 s to send and 20 s to come out on the slowest printer.
TEST_LIMIT_SECONDS = 45.0


def examine_devices(
    plans: Iterable[Plan], clock: Clock, self_test: SelfTest
) -> tuple[DeviceFinding, ...]:
    """Every device at the same time; none waits for a slow neighbour."""
    round_ = _Round(tuple(plans), clock, self_test)
    try:
        return round_.go()
    finally:
        round_.end()


def submit_test(
    worker: DeviceWorker[Any],
    test: Callable[[Any], Passed | Failed],
    done: Callable[[Passed | Failed], None],
) -> None:
    """Run a test on a device's worker, a running host's too. ``done`` comes on its thread, once.

    For one trial of the plan: ``lambda device: self_test.attempt(trial, device, cancelled)``.
    """

    def settled(outcome: Passed | Failed | DeviceFailed) -> None:
        if isinstance(outcome, DeviceFailed):
            trouble = trouble_of(outcome.status)
            outcome = Failed(trouble.reason if trouble else "device-gone")
        done(outcome)

    worker.submit(test, settled, deadline_seconds=TEST_LIMIT_SECONDS)


class _Round:
    def __init__(self, plans: tuple[Plan, ...], clock: Clock, self_test: SelfTest) -> None:
        self._clock, self._self_test = clock, self_test
        self._settled = _Roll(plan.entry.id for plan in plans)
        self._results: dict[str, TestResult] = {}
        self._workers = [self._worker(plan) for plan in plans]

    def go(self) -> tuple[DeviceFinding, ...]:
        for worker in self._workers:
            worker.start()
        self._settled.wait(self._clock, SETTLE_LIMIT_SECONDS)
        tested = _Roll(worker.device_id for worker in self._workers)
        for worker in self._workers:
            self._test(worker, tested)
        tested.wait(self._clock, TEST_LIMIT_SECONDS)
        return tuple(self._finding(worker) for worker in self._workers)

    def end(self) -> None:
        for worker in self._workers:
            worker.stop()

    def _worker(self, plan: Plan) -> DeviceWorker[Any]:
        return DeviceWorker(
            device_id=plan.entry.id,
            role=plan.adapter.role,
            model=plan.entry.adapter,
            device=plan.build(self._clock),
            clock=self._clock,
            # The first status that is told is the outcome of the first probe.
            on_change=lambda report: self._settled.tick_off(report.device_id),
        )

    def _test(self, worker: DeviceWorker[Any], tested: "_Roll") -> None:
        why_not = _why_not(worker.report())
        if why_not:
            self._results[worker.device_id] = Skipped(why_not)
            tested.tick_off(worker.device_id)
            return

        def settled(outcome: Passed | Failed) -> None:
            self._results[worker.device_id] = outcome
            tested.tick_off(worker.device_id)

        submit_test(worker, partial(self._self_test.run, worker.role), settled)

    def _finding(self, worker: DeviceWorker[Any]) -> DeviceFinding:
        report = worker.report()
        result = self._results.get(worker.device_id, Failed("test-unfinished"))
        return DeviceFinding(
            device_id=report.device_id,
            role=report.role,
            adapter=report.model,
            state=xfs_state(report.status),
            trouble=trouble_of(report.status),
            test=result,
        )


class _Roll:
    """Who is still awaited. Ticked off on workers' threads."""

    def __init__(self, names: Iterable[str]) -> None:
        self._awaited = set(names)
        self._lock = threading.Lock()
        self._complete = threading.Event()
        if not self._awaited:
            self._complete.set()

    def tick_off(self, name: str) -> None:
        with self._lock:
            self._awaited.discard(name)
            if not self._awaited:
                self._complete.set()

    def wait(self, clock: Clock, timeout_seconds: float) -> None:
        clock.wait(self._complete, timeout_seconds)


def trouble_of(status: DeviceStatus) -> Trouble | None:
    """What a status asks of people; nothing when the device is ready or working."""
    match status:
        case Attention(reason=reason, actor=actor, since=since):
            return Trouble(reason, actor, since)
        case Unavailable(reason=reason, actor=actor, since=since):
            return Trouble(reason, actor, since)
        case _:
            return None


def _why_not(report: DeviceReport) -> str:
    match report.status:
        case Unavailable(reason="starting" | "worker-stuck" as reason):
            # Its thread waits for the driver: a test would only wait behind it.
            return reason
        case Unavailable(state=State.NO_DEVICE):
            return "device-gone"
        case _:
            return ""
