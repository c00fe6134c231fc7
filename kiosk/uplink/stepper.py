"""A thread that takes one step after the other until it is stopped.

What sender, sync and heartbeat share. Owns the thread's life, its client's, and the named edge
around a step. What a step is, and how long to pause after one that broke, its heirs say.
"""

import logging
import threading
from abc import ABC, abstractmethod

from kiosk.clock import Clock
from kiosk.errors import trace_of
from kiosk.uplink.client import PlatformClient

_log = logging.getLogger(__name__)


class Stepper(ABC):
    """One named thread. ``wake`` and ``stop`` may be called from any other."""

    def __init__(self, name: str, client: PlatformClient, clock: Clock) -> None:
        self._client, self._clock = client, clock
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do: do not wait out the pause."""
        self._woken.set()

    def stop(self) -> None:
        """End at once, in the middle of a call too."""
        self._stopped.set()
        self._client.stop()
        self._woken.set()

    def join(self) -> None:
        """Wait for the thread to be gone."""
        if self._thread.ident is not None:
            self._thread.join()
        self._client.close()

    @abstractmethod
    def step(self) -> float:
        """One try. Answers how long to pause; 0 when there may be more."""

    @abstractmethod
    def _stumbled(self) -> float:
        """A step broke off by a bug. Answers how long to pause."""

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.clear()
            try:
                pause_seconds = self.step()
            except Exception as bug:  # noqa: BLE001
                # The named edge: whatever it was, cases and cursor are still on disk. Where, but
                # never what: the text of an exception may quote a citizen.
                _log.error(
                    "uplink_stumbled thread=%s error=%s at=%s",
                    self._thread.name,
                    type(bug).__name__,
                    trace_of(bug.__traceback__),
                )
                pause_seconds = self._stumbled()
            if pause_seconds > 0 and not self._stopped.is_set():
                self._clock.wait(self._woken, pause_seconds)
