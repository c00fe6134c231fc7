"""A device that hangs past its limit and then breaks off: gone is what it is, and so it is told."""

import pytest

from devices.status import DeviceGoneError, DeviceStatus, Ready, Unavailable
from tests.test_worker_ladder import TIMING, FakeDevice, Rig, running


class LateToBreak(FakeDevice):
    """Takes longer than it may before its wire breaks, in a probe or in a command."""

    def __init__(self) -> None:
        super().__init__()
        self.rig: Rig | None = None
        self.is_late = False

    def probe(self) -> DeviceStatus:
        if self.is_late:
            self.break_off(TIMING.probe_limit_seconds + 1.0)
        return Ready()

    def open(self) -> None:
        super().open()
        if self.is_late:
            raise DeviceGoneError("no-such-port")

    def break_off(self, seconds: float) -> None:
        assert self.rig is not None
        self.rig.clock.advance(seconds)
        raise DeviceGoneError("unplugged")


@pytest.fixture
def device() -> LateToBreak:
    return LateToBreak()


def reasons(rig: Rig) -> list[str]:
    return [one.status.reason for one in rig.reports if isinstance(one.status, Unavailable)]


def test_probe_that_finds_nobody_after_its_limit_is_told_as_gone(device: LateToBreak) -> None:
    with running(device) as rig:
        device.rig = rig
        rig.wait_ready()
        device.is_late = True
        rig.pass_time(TIMING.probe_seconds)
        rig.wait_lost("unplugged")
    assert "worker-stuck" not in reasons(rig)


def test_command_that_breaks_off_after_its_deadline_is_told_as_gone(device: LateToBreak) -> None:
    with running(device) as rig:
        device.rig = rig
        rig.wait_ready()

        def late(driver: LateToBreak) -> object:
            driver.is_late = True
            driver.break_off(6.0)
            return None

        rig.run(late, deadline=5.0)  # type: ignore[arg-type]
        rig.wait_lost("no-such-port")
    assert "worker-stuck" not in reasons(rig)
