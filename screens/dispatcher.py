"""The one bridge from other threads to the screen. Must not know what an event means.

Setting a Kivy property on a worker thread raises nothing and runs its observers on the worker;
only scheduling on Kivy's clock is thread safe. So workers post, and the UI thread handles.
"""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from kivy.clock import Clock as FrameClock

Event = TypeVar("Event")


class UiDispatcher(Generic[Event]):
    """Carries events to ``handle`` on the UI thread, in the order of posting."""

    def __init__(self, handle: Callable[[Event], None]) -> None:
        self._handle = handle
        self._waiting: deque[Event] = deque()

    def post(self, event: Event) -> None:
        """Hand an event over, from any thread; returns at once."""
        self._waiting.append(event)
        FrameClock.schedule_once(self._deliver, -1)

    def _deliver(self, _elapsed_seconds: float) -> None:
        while self._waiting:
            self._handle(self._waiting.popleft())
