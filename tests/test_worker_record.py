"""What a worker counts, when it resets a device, and when it stops believing one."""

import threading

from devices.recovery import OUT_OF_SERVICE, Ladder, WorkerTiming
from devices.status import DeviceGoneError, Unavailable
from tests.test_worker_ladder import TIMING, FakeDevice, running


class ResettableDevice(FakeDevice):
    """Comes back only after a reset."""

    def __init__(self) -> None:
        super().__init__()
        self.is_plugged = False
        self.was_reset = threading.Event()

    def reset(self) -> None:
        self.is_plugged = True
        self.was_reset.set()


def refuse(_: FakeDevice) -> object:
    raise DeviceGoneError("not-answering")


def pull(_: FakeDevice) -> object:
    raise DeviceGoneError("unplugged")


def test_device_that_does_not_open_is_reset_after_some_tries():
    device = ResettableDevice()
    with running(device) as rig:
        while not device.was_reset.is_set():
            assert device.opened.acquire(timeout=30)
            rig.pass_time(TIMING.reopen_cap_seconds)
            device.was_reset.wait(0.01)
        rig.wait_ready()
        assert rig.worker.record().resets == 1


def test_commands_failures_and_reopenings_are_counted():
    with running() as rig:
        rig.wait_ready()
        rig.run(lambda _: "fine")
        rig.run(pull)
        record = rig.worker.record()
    assert (record.commands, record.failures, record.reopens) == (2, 1, 1)
    assert record.last_fault == "unplugged"
    assert record.last_fault_at is not None
    assert len(record.command_seconds) == 2
    assert len(record.probe_seconds) >= 2
    assert record.alive_at is not None


def test_device_that_probes_well_and_fails_every_command_goes_out_of_service_for_a_while():
    with running() as rig:
        rig.wait_ready()
        for _ in range(TIMING.failures_until_out):
            rig.run(refuse)
        rig.wait_lost(OUT_OF_SERVICE)
        assert rig.run(lambda _: "never")[0].status.reason == OUT_OF_SERVICE
        rig.pass_time(TIMING.out_seconds)
        rig.wait_ready()
        assert rig.run(lambda _: "again") == ["again"]


def test_cable_pulled_again_and_again_is_no_fault_of_the_device():
    ladder = Ladder(WorkerTiming())
    for _ in range(200):
        ladder.failed("unplugged", 0.0)
        ladder.lost()
        ladder.found()
    assert not ladder.is_out(0.0)


def test_one_good_command_wipes_the_slate():
    ladder = Ladder(WorkerTiming(failures_until_out=2))
    for _ in range(3):
        ladder.failed("not-answering", 0.0)
        ladder.did()
    assert not ladder.is_out(0.0)


def test_outcome_that_nobody_can_take_fails_the_command_and_the_worker_lives_on():
    told, heard = threading.Event(), []

    def take(outcome: object) -> None:
        heard.append(outcome)
        if len(heard) == 1:
            raise AssertionError
        told.set()

    with running() as rig:
        rig.wait_ready()
        rig.worker.submit(lambda _: "no outcome of any port", take, deadline_seconds=5.0)
        assert told.wait(30)
        assert rig.run(lambda _: "fine") == ["fine"]


def test_status_that_is_none_is_a_crashed_driver():
    device = FakeDevice()
    device.probe = lambda: "well"
    with running(device) as rig:
        rig.wait_lost("driver-crashed")
        assert isinstance(rig.worker.report().status, Unavailable)
