"""What a worker counts about its device since the start, for dashboards and the health board.

Owns numbers only; nothing of any person and nothing that was read is in them.
"""

from array import array
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import log2

from devices.uses import Use

KEPT_LATENCIES = 32
#: Times are tallied by steps of 2 to the power of 1/8: a median is off by 4.5 % at most.
_STEPS_PER_OCTAVE = 8
_SHORTEST_SECONDS, _LONGEST_SECONDS = 1e-6, 3600.0


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


def step_of(seconds: float) -> int:
    """Where a time is tallied."""
    within = min(max(seconds, _SHORTEST_SECONDS), _LONGEST_SECONDS)
    return round(_STEPS_PER_OCTAVE * log2(within))


def seconds_of(step: int) -> float:
    """The time in the middle of a step."""
    return float(2 ** (step / _STEPS_PER_OCTAVE))


@dataclass(frozen=True, slots=True)
class Counts:
    """What can be added up over days. Times are counts by ``step_of``."""

    done: int = 0
    refused: int = 0
    failed: int = 0
    reopens: int = 0
    resets: int = 0
    restarts: int = 0
    #: Of probes, and of commands that were done.
    answer_steps: Mapping[int, int] = field(default_factory=dict)
    use_steps: Mapping[int, int] = field(default_factory=dict)


class _Times:
    """How often each step came: of one size for ever, while a dictionary would grow for weeks."""

    def __init__(self) -> None:
        self._first = step_of(_SHORTEST_SECONDS)
        self._counts = array("Q", bytes(8 * (step_of(_LONGEST_SECONDS) - self._first + 1)))

    def add(self, seconds: float) -> None:
        self._counts[step_of(seconds) - self._first] += 1

    def counted(self) -> dict[int, int]:
        """Steps that came. The copy is made in one step, while the device's thread counts on."""
        return {step: count for step, count in enumerate(self._counts[:], self._first) if count}


class Tally:
    """Counts. Written by worker threads one after the other, read by any thread."""

    def __init__(self, device_id: str) -> None:
        self._device_id = device_id
        self.commands = self.failures = self.opens = self.resets = self.restarts = 0
        self._uses: Counter[Use] = Counter()
        self._answers, self._times = _Times(), _Times()
        self.alive_at: datetime | None = None
        self._fault: tuple[str, datetime | None] = ("", None)
        self._probes: deque[float] = deque(maxlen=KEPT_LATENCIES)
        self._runs: deque[float] = deque(maxlen=KEPT_LATENCIES)

    def probed(self, seconds: float) -> None:
        """A probe was answered."""
        self._probes.append(round(seconds, 6))
        self._answers.add(seconds)

    def ran(self, seconds: float, use: Use) -> None:
        """A command ended."""
        self.commands += 1
        self.failures += use is Use.FAILED
        self._uses[use] += 1
        if use is Use.DONE:
            self._times.add(seconds)
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

    def counts(self) -> Counts:
        """What can be added up, as it stands."""
        # A copy is made in one step, while the device's thread counts on.
        uses = dict(self._uses)
        return Counts(
            done=uses.get(Use.DONE, 0),
            refused=uses.get(Use.REFUSED, 0),
            failed=uses.get(Use.FAILED, 0),
            reopens=max(0, self.opens - 1),
            resets=self.resets,
            restarts=self.restarts,
            answer_steps=self._answers.counted(),
            use_steps=self._times.counted(),
        )
