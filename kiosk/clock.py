"""The one door to time. Owns reading and waiting; must not schedule or format.

Two kinds of time, never mixed: monotonic seconds for limits, wall time for stamps that people
read. Nothing else in the house calls ``time`` or ``datetime.now``.
"""

import sys
import threading
import time
from datetime import UTC, datetime
from typing import Protocol

#: Python lets a busy thread work on for 5 ms while another waits. What a citizen waits for crosses
#: two threads in each of two processes and back, so that alone would cost more than a frame.
_TURN_SECONDS = 0.0002


def take_short_turns() -> None:
    """Let the threads of this process change over quickly."""
    sys.setswitchinterval(_TURN_SECONDS)


class Clock(Protocol):
    """Time as the house sees it."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back."""
        ...

    def wall(self) -> datetime:
        """Now, with a time zone (UTC)."""
        ...

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        """Block until ``event`` is set or the time is over; true when it was set."""
        ...


class SystemClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        return time.monotonic()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        return event.wait(max(0.0, timeout_seconds))
