"""A clock that moves only when a test moves it. Waiting threads wake as soon as it does."""

import threading
from datetime import UTC, datetime, timedelta

#: The evening of the story that the screens tell (design.md section 14).
STORY_EVENING = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)


class FakeClock:
    """Virtual time: ``advance`` is the only thing that moves it."""

    def __init__(self, wall: datetime = STORY_EVENING) -> None:
        self._elapsed_seconds = 0.0
        self._start = wall
        self._moved = threading.Condition()

    def monotonic(self) -> float:
        return self._elapsed_seconds

    def wall(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed_seconds)

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        """Block in real time until the event is set or virtual time has passed."""
        until = self._elapsed_seconds + timeout_seconds
        with self._moved:
            while not event.is_set() and self._elapsed_seconds < until:
                # The event is set without our condition: look again often, but do not spin.
                self._moved.wait(0.002)
        return event.is_set()

    def advance(self, seconds: float) -> None:
        with self._moved:
            self._elapsed_seconds += seconds
            self._moved.notify_all()
