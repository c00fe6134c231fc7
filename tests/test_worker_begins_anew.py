"""A technician begins anew with a device: let go of, reset, opened, and believed again."""

import threading

from devices.recovery import OUT_OF_SERVICE
from devices.status import DeviceGoneError, Ready
from devices.worker import DeviceFailed
from tests.test_worker_ladder import FakeDevice, Rig, running


class Resettable(FakeDevice):
    """Counts what is done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.deeds: list[str] = []

    def open(self) -> None:
        super().open()
        self.deeds.append("open")

    def close(self) -> None:
        self.deeds.append("close")

    def reset(self) -> None:
        self.deeds.append("reset")


def begin_anew(rig: Rig) -> object:
    done, answers = threading.Event(), []

    def settle(outcome: object) -> None:
        answers.append(outcome)
        done.set()

    rig.worker.begin_anew(settle, deadline_seconds=5.0)
    assert done.wait(30)
    assert len(answers) == 1
    return answers[0]


def fails(_: FakeDevice) -> None:
    raise DeviceGoneError("not-answering")


def test_device_that_knows_how_is_reset_between_closing_and_opening():
    device = Resettable()
    with running(device) as rig:
        rig.wait_ready()
        device.deeds.clear()
        assert begin_anew(rig) == Ready()
        assert device.deeds == ["close", "reset", "open"]
        assert rig.worker.record().resets == 1


def test_reset_is_asked_for_once_and_not_at_the_next_opening():
    device = Resettable()
    with running(device) as rig:
        begin_anew(rig)
        device.deeds.clear()
        rig.run(fails)
        rig.run(lambda _: True)
        assert "reset" not in device.deeds


def test_device_without_a_reset_is_opened_anew():
    with running() as rig:
        rig.wait_ready()
        before = rig.device.open_calls
        assert begin_anew(rig) == Ready()
        assert rig.device.open_calls == before + 1


def test_device_that_is_gone_says_so_and_is_found_later():
    with running() as rig:
        rig.wait_ready()
        rig.device.is_plugged = False
        outcome = begin_anew(rig)
        assert isinstance(outcome, DeviceFailed)
        assert outcome.status.reason == "no-such-port"
        rig.device.is_plugged = True
        assert begin_anew(rig) == Ready()


def test_device_that_was_left_alone_after_failures_is_believed_again_at_once():
    with running() as rig:
        rig.wait_ready()
        for _ in range(5):
            rig.run(fails)
        (refused,) = rig.run(lambda _: True)
        assert refused.status.reason == OUT_OF_SERVICE
        assert begin_anew(rig) == Ready()
        assert rig.run(lambda _: True) == [True]
