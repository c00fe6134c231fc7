"""A device's worker while the wire breaks, hangs and comes back. Virtual time only."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from devices.status import DeviceGoneError, DeviceReport, DeviceStatus, Ready, Role, Unavailable
from devices.worker import DeviceFailed, DeviceWorker, WorkerTiming
from tests.fakes.clock import FakeClock

TIMING = WorkerTiming(probe_seconds=1.5, reopen_first_seconds=0.25, reopen_cap_seconds=2.0)


class FakeDevice:
    """Plugged or not, as the test says."""

    def __init__(self) -> None:
        self.is_plugged = True
        self.opened = threading.Semaphore(0)
        self.open_calls = 0
        self.probe_bug: Exception | None = None

    def open(self) -> None:
        self.open_calls += 1
        self.opened.release()
        if not self.is_plugged:
            raise DeviceGoneError("no-such-port")

    def close(self) -> None:
        pass

    def probe(self) -> DeviceStatus:
        if self.probe_bug is not None:
            raise self.probe_bug
        if not self.is_plugged:
            raise DeviceGoneError("unplugged")
        return Ready()

    def capabilities(self) -> frozenset[str]:
        return frozenset({"tests"})


class BedClock(FakeClock):
    """Knows whether its one sleeper sleeps: time that passes before is not slept through."""

    def __init__(self) -> None:
        super().__init__()
        self._bed = threading.Condition()
        self._is_asleep = False

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        with self._moved:
            self._tell(is_asleep=True)
            try:
                return super().wait(event, timeout_seconds)
            finally:
                self._tell(is_asleep=False)

    def advance_in_sleep(self, seconds: float, limit_seconds: float) -> None:
        """Let time pass once the sleeper has lain down."""
        with self._bed:
            assert self._bed.wait_for(lambda: self._is_asleep, limit_seconds)
        self.advance(seconds)

    def _tell(self, *, is_asleep: bool) -> None:
        with self._bed:
            self._is_asleep = is_asleep
            self._bed.notify_all()


class Rig:
    """A running worker, and the changes that it reported."""

    def __init__(self, device: FakeDevice) -> None:
        self.device, self.clock = device, BedClock()
        self.changed = threading.Condition()
        self.reports: list[DeviceReport] = []
        self.worker = DeviceWorker(
            device_id="reader",
            role=Role.ID_READER,
            model="fake",
            device=device,
            clock=self.clock,
            on_change=self._note,
            timing=TIMING,
        )

    def _note(self, report: DeviceReport) -> None:
        with self.changed:
            self.reports.append(report)
            self.changed.notify_all()

    def wait(self, until: Callable[[DeviceReport], bool]) -> DeviceReport:
        with self.changed:
            assert self.changed.wait_for(lambda: self.reports and until(self.reports[-1]), 30)
            return self.reports[-1]

    def pass_time(self, seconds: float) -> None:
        """Let it pass for a worker that has nothing to do: it tells of a status before it rests."""
        self.clock.advance_in_sleep(seconds, 30)

    def wait_ready(self) -> None:
        self.wait(lambda report: isinstance(report.status, Ready))

    def wait_lost(self, reason: str) -> None:
        self.wait(
            lambda report: isinstance(report.status, Unavailable) and report.status.reason == reason
        )

    def run(self, command: Callable[[FakeDevice], object], deadline: float = 5.0) -> list[object]:
        done, answers = threading.Event(), []

        def settle(outcome: object) -> None:
            answers.append(outcome)
            done.set()

        self.worker.submit(command, settle, deadline_seconds=deadline)
        assert done.wait(30)
        return answers


@contextmanager
def running(device: FakeDevice | None = None) -> Iterator[Rig]:
    rig = Rig(device or FakeDevice())
    rig.worker.start()
    try:
        yield rig
    finally:
        rig.worker.stop()


def test_device_missing_at_start_is_reported_and_found_when_plugged_in():
    device = FakeDevice()
    device.is_plugged = False
    with running(device) as rig:
        rig.wait_lost("no-such-port")
        device.is_plugged = True
        rig.pass_time(TIMING.reopen_cap_seconds)
        rig.wait_ready()


def test_device_unplugged_while_idle_is_noticed_by_the_next_probe():
    with running() as rig:
        rig.wait_ready()
        rig.device.is_plugged = False
        rig.pass_time(TIMING.probe_seconds)
        rig.wait_lost("unplugged")


def test_device_away_for_long_is_still_looked_for_within_the_cap():
    device = FakeDevice()
    device.is_plugged = False
    with running(device) as rig:
        for _ in range(12):
            assert device.opened.acquire(timeout=30)
            rig.pass_time(TIMING.reopen_cap_seconds)
        device.is_plugged = True
        rig.pass_time(TIMING.reopen_cap_seconds)
        rig.wait_ready()


def test_wire_that_breaks_in_a_command_fails_the_command_and_reopens():
    def break_off(_: FakeDevice) -> object:
        raise DeviceGoneError("unplugged")

    with running() as rig:
        rig.wait_ready()
        (outcome,) = rig.run(break_off)
        assert isinstance(outcome, DeviceFailed)
        assert rig.device.open_calls == 2
        rig.wait_ready()


def test_bug_in_a_driver_fails_the_command_and_the_worker_lives_on():
    def crash(_: FakeDevice) -> object:
        raise ZeroDivisionError

    with running() as rig:
        rig.wait_ready()
        (outcome,) = rig.run(crash)
        assert isinstance(outcome, DeviceFailed)
        assert rig.run(lambda _: "fine") == ["fine"]


def test_bug_in_a_probe_makes_the_device_unavailable_and_is_tried_again():
    device = FakeDevice()
    device.probe_bug = KeyError("x")
    with running(device) as rig:
        rig.wait_lost("driver-crashed")
        device.probe_bug = None
        rig.pass_time(TIMING.reopen_cap_seconds)
        rig.wait_ready()


def test_command_on_a_missing_device_is_refused_at_once():
    device = FakeDevice()
    device.is_plugged = False
    with running(device) as rig:
        (outcome,) = rig.run(lambda _: "never")
        assert isinstance(outcome, DeviceFailed)


def test_command_over_its_deadline_makes_the_device_stuck_in_every_report():
    begun, release = threading.Event(), threading.Event()

    def hang(_: FakeDevice) -> None:
        begun.set()
        assert release.wait(30)

    with running() as rig:
        rig.wait_ready()
        rig.worker.submit(hang, lambda _: None, deadline_seconds=5.0)
        assert begun.wait(30)
        before = rig.worker.report().status
        rig.clock.advance(6.0)
        stuck = rig.worker.report()
        again = rig.worker.report()
        release.set()

        assert not isinstance(before, Unavailable)
        assert isinstance(stuck.status, Unavailable)
        assert stuck.status.reason == "worker-stuck"
        assert again == stuck


def test_commands_still_queued_at_the_end_are_refused_not_forgotten():
    with running() as rig:
        rig.wait_ready()
        begun, release = threading.Event(), threading.Event()

        def hold(_: FakeDevice) -> None:
            begun.set()
            assert release.wait(30)

        answers: list[object] = []
        rig.worker.submit(hold, answers.append, deadline_seconds=5.0)
        assert begun.wait(30)
        rig.worker.submit(lambda _: "late", answers.append, deadline_seconds=5.0)
        stopper = threading.Thread(target=rig.worker.stop)
        stopper.start()
        while not rig.worker._stopping.is_set():
            pass
        release.set()
        stopper.join()

    assert answers[0] is None
    assert isinstance(answers[1], DeviceFailed)
