"""Whether the platform answers: one shared opinion of sender and sync.

Owns the two-valued state and tells of its changes only; must not call the platform.
"""

import threading
from collections.abc import Callable

from kiosk.uplink.events import PlatformLost, PlatformSeen, UplinkEvent


class Presence:
    """Safe to call from several threads."""

    def __init__(self, emit: Callable[[UplinkEvent], None]) -> None:
        self._emit = emit
        self._lock = threading.Lock()
        self._is_seen: bool | None = None
        self._on_return: list[Callable[[], None]] = []

    @property
    def is_seen(self) -> bool:
        """True while the platform answers."""
        return self._is_seen is True

    def on_return(self, call: Callable[[], None]) -> None:
        """Call this whenever the platform is back."""
        self._on_return.append(call)

    def seen(self) -> None:
        """It answered."""
        with self._lock:
            changed, self._is_seen = self._is_seen is not True, True
            if changed:
                self._emit(PlatformSeen())
        if changed:
            for call in self._on_return:
                call()

    def lost(self, reason: str) -> None:
        """It did not answer."""
        with self._lock:
            changed, self._is_seen = self._is_seen is not False, False
            if changed:
                self._emit(PlatformLost(reason))
