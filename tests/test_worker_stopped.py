"""The end of a worker comes at any instant: its thread ends at once, nobody waits for an answer."""

import threading
from collections.abc import Callable

from devices.worker import DeviceFailed
from tests.test_worker_ladder import FakeDevice, Rig, running

LIMIT_SECONDS = 30


class HeldAt(threading.Event):
    """A bell that is cleared only once somebody has done something."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self._act = act

    def clear(self) -> None:
        self._act()
        super().clear()


def test_worker_that_is_stopped_while_it_turns_round_does_not_go_to_sleep_first() -> None:
    """The thread has seen that it is not over, and gets no turn until it is."""
    rig = Rig(FakeDevice())
    shift = rig.worker._shift
    stopped = threading.Event()

    def stop_meanwhile() -> None:
        if not stopped.is_set():
            stopped.set()
            shift.is_over.set()
            shift.wake.set()

    shift.wake = HeldAt(stop_meanwhile)
    rig.worker.start()
    assert stopped.wait(LIMIT_SECONDS)
    rig.worker._thread.join(LIMIT_SECONDS)
    is_asleep = rig.worker._thread.is_alive()
    rig.worker.stop()
    assert not is_asleep


def test_command_that_comes_after_the_end_is_refused_and_not_forgotten() -> None:
    with running() as rig:
        rig.wait_ready()
        rig.worker.stop()
        answers: list[object] = []
        rig.worker.submit(lambda _: "never", answers.append, deadline_seconds=5.0)
        rig.worker.begin_anew(answers.append, deadline_seconds=5.0)
    assert [type(answer) for answer in answers] == [DeviceFailed, DeviceFailed]


def test_command_that_comes_while_the_end_is_under_way_is_answered_once() -> None:
    with running() as rig:
        rig.wait_ready()
        begun, released = threading.Event(), threading.Event()

        def hold(_: FakeDevice) -> None:
            begun.set()
            assert released.wait(LIMIT_SECONDS)

        rig.worker.submit(hold, lambda _: None, deadline_seconds=5.0)
        assert begun.wait(LIMIT_SECONDS)
        stopper = threading.Thread(target=rig.worker.stop, name="stopper")
        stopper.start()
        assert rig.worker._stopping.wait(LIMIT_SECONDS)
        answers: list[object] = []
        rig.worker.submit(lambda _: "never", answers.append, deadline_seconds=5.0)
        released.set()
        stopper.join(LIMIT_SECONDS)
    assert [type(answer) for answer in answers] == [DeviceFailed]
