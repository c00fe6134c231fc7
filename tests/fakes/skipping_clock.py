"""A clock for one thread: waiting costs no time and moves the clock."""

import threading

from tests.fakes.clock import FakeClock


class SkippingClock(FakeClock):
    """``wait`` jumps straight to its end, unless the event is already set."""

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        if not event.is_set():
            self.advance(max(0.0, timeout_seconds))
        return event.is_set()
