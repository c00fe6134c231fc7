"""Does the faults of one act at their moments.

Owns listening for the moments: it hears the driver's own wire (``devices/transport/tap.py``) and is
looked at by a waiting driver, so that a fault comes at the same byte each time and no second thread
races with the first.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random

from devices.virtual.fault_script import Fault, drawn, drawn_values
from kiosk.clock import Clock


@dataclass(frozen=True, slots=True)
class _Due:
    """A fault with its numbers drawn."""

    do: str
    values: Mapping[str, object]
    command: bytes
    nth: int
    received: float | None
    sent: float | None
    milliseconds: float | None


class FaultDirector:
    """A tap, and the ``cancelled`` event that the driver looks at. Used by one thread."""

    def __init__(self, actions: Mapping[str, Callable[..., None]], clock: Clock) -> None:
        self._actions, self._clock = actions, clock
        self._due: deque[_Due] = deque()
        self._received = self._sent = self._commands = 0
        self._since = clock.monotonic()
        self.cancelled = _Looked(self._look)
        #: What was done, in order: for tests and reports.
        self.done: list[str] = []

    def begin(self, faults: Iterable[Fault], random: Random) -> None:
        """Wait for these, one after the other."""
        self._due = deque(_drawn(fault, random) for fault in faults)
        self._start_counting()

    @property
    def is_through(self) -> bool:
        """Whether every fault has come."""
        return not self._due

    # --- the tap ------------------------------------------------------------------------------

    def sent(self, data: bytes | bytearray | memoryview) -> None:
        """Bytes that the driver wrote."""
        self._sent += len(data)
        if self._due and self._due[0].command and self._due[0].command in bytes(data):
            self._commands += 1
        self._look()

    def received(self, data: memoryview) -> None:
        """Bytes that came."""
        self._received += len(data)
        self._look()

    # --- inside -------------------------------------------------------------------------------

    def _look(self) -> None:
        while self._due and self._is_now(self._due[0]):
            fault = self._due.popleft()
            self._start_counting()
            self.done.append(fault.do)
            self._actions[fault.do](**fault.values)

    def _is_now(self, fault: _Due) -> bool:
        if fault.command:
            return self._commands >= fault.nth
        if fault.received is not None:
            return self._received >= fault.received
        if fault.sent is not None:
            return self._sent >= fault.sent
        elapsed = (self._clock.monotonic() - self._since) * 1000.0
        return fault.milliseconds is not None and elapsed >= fault.milliseconds

    def _start_counting(self) -> None:
        self._received = self._sent = self._commands = 0
        self._since = self._clock.monotonic()


class _Looked(threading.Event):
    """Never set; a driver that waits looks at it, and so lets time-bound faults come."""

    def __init__(self, look: Callable[[], None]) -> None:
        super().__init__()
        self._on_look = look

    def is_set(self) -> bool:
        self._on_look()
        return super().is_set()


def _drawn(fault: Fault, random: Random) -> _Due:
    def number(value: object) -> float | None:
        return None if value is None else drawn(value, random)  # type: ignore[arg-type]

    return _Due(
        do=fault.do,
        values=drawn_values(fault, random),
        command=bytes.fromhex(fault.at_command or ""),
        nth=fault.nth,
        received=number(fault.after_bytes_received),
        sent=number(fault.after_bytes_sent),
        milliseconds=number(fault.after_milliseconds),
    )
