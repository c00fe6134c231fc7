"""A driver that hangs: its thread is left behind, the role comes back. Virtual time only."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from devices.ports import CardRead
from devices.status import DeviceReport, DeviceStatus, Ready, Role, Unavailable
from devices.worker import DeviceFailed, DeviceWorker, WorkerTiming
from tests.fakes.clock import FakeClock

TIMING = WorkerTiming(restart_grace_seconds=10.0, stuck_threads=2)
LIMIT_SECONDS = 30


class HangingDevice:
    """Hangs where the test says, until the test lets go."""

    def __init__(self, released: threading.Event, *, hangs_in_probe: bool = False) -> None:
        self.released, self.hangs_in_probe = released, hangs_in_probe
        self.begun, self.closed = threading.Event(), threading.Event()

    def open(self) -> None:
        pass

    def close(self) -> None:
        self.closed.set()

    def probe(self) -> DeviceStatus:
        if self.hangs_in_probe:
            self.begun.set()
            assert self.released.wait(LIMIT_SECONDS)
        return Ready()

    def capabilities(self) -> frozenset[str]:
        return frozenset()

    def hang(self) -> object:
        self.begun.set()
        assert self.released.wait(LIMIT_SECONDS)
        return CardRead(bytearray(b"personal"))


class Rig:
    def __init__(self, first: HangingDevice) -> None:
        self.clock, self.released = FakeClock(), first.released
        self.devices = [first]
        self.changed = threading.Condition()
        self.reports: list[DeviceReport] = []
        self.worker = DeviceWorker(
            device_id="reader",
            role=Role.ID_READER,
            model="hanging",
            device=first,
            clock=self.clock,
            on_change=self._note,
            timing=TIMING,
            rebuild=self._rebuild,
        )

    def _rebuild(self) -> HangingDevice:
        self.devices.append(HangingDevice(self.released))
        return self.devices[-1]

    def _note(self, report: DeviceReport) -> None:
        with self.changed:
            self.reports.append(report)
            self.changed.notify_all()

    def wait_ready(self) -> None:
        with self.changed:
            assert self.changed.wait_for(
                lambda: self.reports and isinstance(self.reports[-1].status, Ready), LIMIT_SECONDS
            )

    def hang(self) -> tuple[list[object], HangingDevice]:
        """Submit a command that hangs until the driver is past its deadline and grace."""
        answers: list[object] = []
        device = self.devices[-1]
        self.worker.submit(lambda driver: driver.hang(), answers.append, deadline_seconds=5.0)
        assert device.begun.wait(LIMIT_SECONDS)
        self.clock.advance(5.0 + TIMING.restart_grace_seconds + 1.0)
        return answers, device


@contextmanager
def running(first: HangingDevice | None = None) -> Iterator[Rig]:
    rig = Rig(first or HangingDevice(threading.Event()))
    rig.worker.start()
    threads = {rig.worker._thread}
    try:
        yield rig
    finally:
        threads |= {*rig.worker._left_behind, rig.worker._thread}
        rig.released.set()
        rig.worker.stop(LIMIT_SECONDS)
        for thread in threads:
            thread.join(LIMIT_SECONDS)


def test_stuck_command_is_failed_once_and_the_role_comes_back_with_a_new_driver():
    with running() as rig:
        rig.wait_ready()
        answers, stuck = rig.hang()
        rig.reports.clear()
        rig.worker.look_after()
        rig.wait_ready()
        assert len(rig.devices) == 2
        assert [type(answer) for answer in answers] == [DeviceFailed]
        assert answers[0].is_open_ended
        rig.released.set()
        assert stuck.closed.wait(LIMIT_SECONDS)
    assert len(answers) == 1


def test_what_a_relieved_driver_reads_at_last_is_wiped_and_told_nobody():
    outcome = CardRead(bytearray(b"personal"))

    def late(driver: HangingDevice) -> CardRead:
        driver.hang()
        return outcome

    with running() as rig:
        rig.wait_ready()
        answers: list[object] = []
        stuck = rig.devices[-1]
        rig.worker.submit(late, answers.append, deadline_seconds=5.0)
        assert stuck.begun.wait(LIMIT_SECONDS)
        rig.clock.advance(30.0)
        rig.worker.look_after()
        rig.released.set()
        assert stuck.closed.wait(LIMIT_SECONDS)
    assert not any(outcome.payload)
    assert [type(answer) for answer in answers] == [DeviceFailed]


def test_command_that_ends_while_its_driver_is_relieved_is_answered_all_the_same():
    with running() as rig:
        rig.wait_ready()
        answers, stuck = rig.hang()
        plain = rig.worker._new_shift

        def new_shift(*args: object, **words: object) -> object:
            """The driver answers in the very moment in which it is given up."""
            rig.released.set()
            assert stuck.closed.wait(LIMIT_SECONDS)
            return plain(*args, **words)

        rig.worker._new_shift = new_shift
        rig.worker.look_after()
        rig.wait_ready()
        counts = rig.worker.counts()
    assert [type(answer) for answer in answers] == [DeviceFailed]
    assert (counts.done, counts.failed) == (0, 1)


def test_driver_that_hangs_in_a_probe_is_relieved_too():
    first = HangingDevice(threading.Event(), hangs_in_probe=True)
    with running(first) as rig:
        assert first.begun.wait(LIMIT_SECONDS)
        rig.clock.advance(TIMING.probe_limit_seconds + 1.0)
        status = rig.worker.report().status
        assert isinstance(status, Unavailable)
        assert status.reason == "worker-stuck"
        rig.clock.advance(TIMING.restart_grace_seconds)
        rig.worker.look_after()
        rig.wait_ready()
        assert rig.worker.record().restarts == 1


def test_nobody_is_relieved_within_the_grace_time():
    with running() as rig:
        rig.wait_ready()
        device = rig.devices[0]
        rig.worker.submit(lambda driver: driver.hang(), lambda _: None, deadline_seconds=5.0)
        assert device.begun.wait(LIMIT_SECONDS)
        rig.clock.advance(6.0)
        rig.worker.look_after()
        assert rig.devices == [device]


def test_commands_that_wait_behind_a_stuck_one_are_done_by_the_new_driver():
    with running() as rig:
        rig.wait_ready()
        done = threading.Event()
        rig.hang()
        rig.worker.submit(lambda _: "next", lambda _: done.set(), deadline_seconds=5.0)
        rig.worker.look_after()
        assert done.wait(LIMIT_SECONDS)


def test_threads_left_behind_have_a_cap_and_the_device_stays_stuck_for_a_person():
    with running() as rig:
        for _ in range(TIMING.stuck_threads):
            rig.wait_ready()
            rig.hang()
            rig.reports.clear()
            rig.worker.look_after()
        rig.wait_ready()
        rig.hang()
        rig.worker.look_after()
        assert len(rig.devices) == TIMING.stuck_threads + 1
        status = rig.worker.report().status
        assert isinstance(status, Unavailable)
        assert status.reason == "worker-stuck"


def test_command_that_beats_is_not_stuck_however_long_it_takes():
    with running() as rig:
        rig.wait_ready()
        device = rig.devices[0]
        rig.worker.submit(lambda driver: driver.hang(), lambda _: None, deadline_seconds=5.0)
        assert device.begun.wait(LIMIT_SECONDS)
        for _ in range(5):
            rig.clock.advance(4.0)
            rig.worker.beat()
        assert not isinstance(rig.worker.report().status, Unavailable)
