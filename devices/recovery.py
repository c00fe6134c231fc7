"""The ladder back: retry, reopen, reset, restart, out of service.

Owns which rung comes next and how long to pause before it; must not touch a device. Retrying one
exchange is the driver's own; restarting a stuck thread is the worker's. Plugging out and in at any
moment is normal in a hall, so reopening never ends; what ends is believing a device that answers
every probe and fails every command.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from devices.transport import transport

OUT_OF_SERVICE = "keeps-failing"

#: Reasons by which a cable, a switch or a plug speaks, not the device.
_CABLE = frozenset(
    {
        transport.NO_SUCH_PORT,
        transport.NOT_OPEN,
        transport.UNPLUGGED,
        transport.REFUSED,
        transport.UNREACHABLE,
        "connection-broken",
        "camera-absent",
    }
)


@runtime_checkable
class Resettable(Protocol):
    """A device that can be brought to the state after power-on. Optional."""

    def reset(self) -> None:
        """Reset, from whatever state; the driver is closed before and opened after.

        Called on the worker's thread only. Raises DeviceGoneError when nobody is there.
        """
        ...


@runtime_checkable
class Severable(Protocol):
    """A driver whose wire can be taken away from it while it hangs. Optional."""

    def sever(self) -> None:
        """Free the port for the driver that follows; whatever this one still does, fails.

        Called on a thread of its own while a method of the driver hangs on another. Never raises.
        """
        ...


@dataclass(frozen=True, slots=True)
class WorkerTiming:
    """How often the device is asked, and how fast it is found again."""

    #: A device that vanishes while idle is noticed within one probe.
    probe_seconds: float = 1.5
    reopen_first_seconds: float = 0.25
    #: Promise of the product: plugged in again, it is back within 5 s. The cap keeps well below it.
    reopen_cap_seconds: float = 2.0
    #: Opening a camera behind a slow hub is the longest question of all.
    probe_limit_seconds: float = 30.0
    #: From the deadline of a command to a new driver and a new thread in place of the stuck ones.
    restart_grace_seconds: float = 10.0
    #: This many lost openings, then a reset; and again after as many more.
    losses_until_reset: int = 4
    #: This many commands in a row, each failed by a device that answered probes before and after.
    failures_until_out: int = 5
    out_seconds: float = 300.0
    #: A stuck thread cannot be ended, only left behind; so many at a time, then a person must look.
    stuck_threads: int = 3


class Ladder:
    """Where one device stands. Used by its worker's thread only."""

    def __init__(self, timing: WorkerTiming) -> None:
        self._timing = timing
        self.pause_seconds = 0.0
        self._losses = 0
        self._failures = 0
        self._out_until: float | None = None

    def lost(self) -> None:
        """The device was not there, or went."""
        self._losses += 1
        timing = self._timing
        self.pause_seconds = min(
            timing.reopen_cap_seconds, max(timing.reopen_first_seconds, self.pause_seconds * 2)
        )

    def found(self) -> None:
        """A probe was answered."""
        self.pause_seconds, self._losses = 0.0, 0

    def failed(self, reason: str, now: float) -> None:
        """A command broke off."""
        if reason in _CABLE:
            self._failures = 0
            return
        self._failures += 1
        if self._failures >= self._timing.failures_until_out:
            self._failures = 0
            self._out_until = now + self._timing.out_seconds

    def did(self) -> None:
        """A command came to its end."""
        self._failures = 0

    def forgive(self) -> None:
        """A person begins anew with it: it is believed again, at once."""
        self._failures, self._out_until = 0, None

    def wants_reset(self) -> bool:
        """Whether the next opening should begin with a reset."""
        return self._losses > 0 and self._losses % self._timing.losses_until_reset == 0

    def is_out(self, now: float) -> bool:
        """Whether the device is left alone: it said that it was well too often."""
        if self._out_until is not None and now >= self._out_until:
            self._out_until = None
        return self._out_until is not None
