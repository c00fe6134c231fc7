"""What a worker counts about its device since the start, for dashboards and the health board.

Owns numbers only; nothing of any person and nothing that was read is in them.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

KEPT_LATENCIES = 32


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """One device in numbers. Latencies are in seconds, oldest first."""

    device_id: str
    commands: int = 0
    #: Commands that ended as DeviceFailed.
    failures: int = 0
    #: Times that the wire was opened again after it had been open before.
    reopens: int = 0
    resets: int = 0
    #: Times that a stuck thread was left behind and the driver built anew.
    restarts: int = 0
    probe_seconds: tuple[float, ...] = ()
    command_seconds: tuple[float, ...] = ()
    #: The last sign of life of the worker itself.
    alive_at: datetime | None = None
    #: The reason of the last loss, empty when there was none, and when it was.
    last_fault: str = ""
    last_fault_at: datetime | None = None


class Tally:
    """Counts. Written by worker threads one after the other, read by any thread."""

    def __init__(self, device_id: str) -> None:
        self._device_id = device_id
        self.commands = self.failures = self.opens = self.resets = self.restarts = 0
        self.alive_at: datetime | None = None
        self._fault: tuple[str, datetime | None] = ("", None)
        self._probes: deque[float] = deque(maxlen=KEPT_LATENCIES)
        self._runs: deque[float] = deque(maxlen=KEPT_LATENCIES)

    def probed(self, seconds: float) -> None:
        """A probe was answered."""
        self._probes.append(round(seconds, 6))

    def ran(self, seconds: float, *, failed: bool) -> None:
        """A command ended."""
        self.commands += 1
        self.failures += failed
        self._runs.append(round(seconds, 6))

    def lost(self, reason: str, at: datetime) -> None:
        """The device went."""
        self._fault = (reason, at)

    def record(self) -> DeviceRecord:
        """The numbers as they stand."""
        reason, at = self._fault
        return DeviceRecord(
            device_id=self._device_id,
            commands=self.commands,
            failures=self.failures,
            reopens=max(0, self.opens - 1),
            resets=self.resets,
            restarts=self.restarts,
            probe_seconds=tuple(self._probes.copy()),
            command_seconds=tuple(self._runs.copy()),
            alive_at=self.alive_at,
            last_fault=reason,
            last_fault_at=at,
        )
