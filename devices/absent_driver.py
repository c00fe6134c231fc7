"""Stands where a driver should be: one that was left out, or that could not be loaded.

Owns nothing but the truth about it: nobody can open it. The worker reports the reason, the services
that need the role are off, and everything else goes on.
"""

from devices.status import DeviceGoneError, DeviceStatus


class AbsentDriver:
    """Implements ``devices.ports.Device`` and never gets as far as a role's own methods."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def open(self) -> None:
        raise DeviceGoneError(self._reason)

    def close(self) -> None:
        """Nothing was ever taken."""

    def probe(self) -> DeviceStatus:
        raise DeviceGoneError(self._reason)

    def capabilities(self) -> frozenset[str]:
        return frozenset()
