"""A tamper switch that moved once has moved: what was seen stays until a technician clears it.

Owns the latch. It is kept where every deed is kept, in the chained log of staff's deeds: the last
word there, seen or cleared, is the state, and a host that was killed finds it again. Must not know
the board, nor who may clear.
"""

import logging
from datetime import datetime

from kiosk.clock import Clock
from kiosk.upkeep.staff.audit import Audit, Deed
from kiosk.upkeep.tamper import TAMPER_DEEDS, tampered_since

log = logging.getLogger(__name__)

#: A disk that took nothing is tried again this often.
_TRY_AGAIN_SECONDS = 10.0


class TamperLatch:
    """Runs in the hub's loop."""

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit, self._clock = audit, clock
        # Before it is read: what is written meanwhile is news then.
        self._size = audit.size()
        #: Since when the box counts as tampered with; None when it does not.
        self.since = tampered_since(audit)
        self._device_id, self._try_at = "", 0.0
        self._is_written = self.since is not None

    def see(self, device_id: str, at: datetime) -> datetime:
        """The switch is open. Written down before anybody is told. Returns since when."""
        if self.since is None:
            log.error("tamper_seen device=%s", device_id)
            self.since, self._device_id, self._is_written = at, device_id, False
            self._try_at = self._clock.monotonic()
        self._write()
        return self.since

    def clear(self, number: str) -> None:
        """A technician has looked into it. A switch that is still open is seen anew."""
        if self.since is not None:
            log.info("tamper_cleared")
            self._audit.note(number, Deed.TAMPER_CLEARED)
            self._open()

    def look(self) -> bool:
        """Whether it was cleared meanwhile by ``run_kiosk.py tamper``. Called often."""
        if self.since is None:
            return False
        self._write()
        size = self._audit.size()
        if size == self._size or not self._is_written:
            return False
        self._size = size
        newest = self._audit.newest(TAMPER_DEEDS)
        # A log that lost its lines clears nothing.
        if newest is None or newest.deed != Deed.TAMPER_CLEARED:
            return False
        log.info("tamper_cleared")
        self._open()
        return True

    def _open(self) -> None:
        self.since, self._is_written = None, False

    def _write(self) -> None:
        """Until it is on disk: a power cut must not clear it."""
        now = self._clock.monotonic()
        if self._is_written or now < self._try_at:
            return
        self._try_at = now + _TRY_AGAIN_SECONDS
        # A line of which nobody knows whether it reached the disk is not written twice.
        self._is_written = tampered_since(self._audit) is not None or self._audit.note(
            "", Deed.TAMPER_SEEN, self._device_id
        )
