"""The host's health for machines: one snapshot, told to whoever asks and beaten to the platform.

Owns the counters and what belongs into a snapshot. ``look`` and the counters are the host's loop's;
``vitals`` may be called from any thread, and opens its own looks into the books, so that a slow
question never holds up a citizen. Nothing of a person is counted or named.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from devices.status import DeviceReport
from kiosk.clock import Clock
from kiosk.paper import stock
from kiosk.upkeep.staff.call import TechnicianCall
from kiosk.upkeep.staff.sign_in import StaffFiles
from kiosk.uplink.backlog import Backlog, read_backlog
from kiosk.uplink.database import reading


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose health it is; does not change while the host lives."""

    terminal: str
    site: str
    version: str
    started_at: datetime
    is_safe_mode: bool = False


@dataclass(frozen=True, slots=True)
class Vitals:
    """The terminal at one moment. ``backlog`` and ``books`` are None when they cannot be read."""

    origin: Origin
    at: datetime
    devices: tuple[DeviceReport, ...]
    backlog: Backlog | None
    books: stock.Books | None
    is_platform_seen: bool
    visits_woken: int
    visits_gone: int
    #: Since when the host site waits for a technician; None when it does not.
    technician_called_at: datetime | None = None


class HealthMonitor:
    """Collects in the host's loop; answers on any thread."""

    def __init__(
        self,
        origin: Origin,
        state_folder: Path,
        clock: Clock,
        is_platform_seen: Callable[[], bool],
    ) -> None:
        self._origin, self._clock = origin, clock
        self._outbox = state_folder / "outbox" / "outbox.sqlite"
        self._paper = state_folder / "paper.sqlite"
        self._call = TechnicianCall(StaffFiles.under(state_folder, clock).audit)
        self._is_platform_seen = is_platform_seen
        self._devices: tuple[DeviceReport, ...] = ()
        self._seen_call: datetime | None = None
        self._woken = self._gone = 0
        #: Called after the devices have changed, on the host's loop.
        self.on_change: Callable[[], None] = _nobody

    def look(self, devices: tuple[DeviceReport, ...]) -> None:
        """The devices as they stand now, and whether a technician is called."""
        called_at = self._called_at()
        if (devices, called_at) != (self._devices, self._seen_call):
            self._devices, self._seen_call = devices, called_at
            self.on_change()

    def visit_woken(self) -> None:
        """A citizen has touched the glass."""
        self._woken += 1

    def visit_gone(self) -> None:
        """The process of a citizen's visit has ended, however it did."""
        self._gone += 1

    def vitals(self) -> Vitals:
        """The terminal now. Safe on any thread."""
        backlog, books = None, None
        with suppress(sqlite3.Error, OSError), reading(self._outbox) as db:
            backlog = read_backlog(db)
        with suppress(sqlite3.Error, OSError), reading(self._paper) as db:
            books = stock.books(db)
        return Vitals(
            origin=self._origin,
            at=self._clock.wall(),
            devices=self._devices,
            backlog=backlog,
            books=books,
            is_platform_seen=self._is_platform_seen(),
            visits_woken=self._woken,
            visits_gone=self._gone,
            technician_called_at=self._called_at(),
        )

    def _called_at(self) -> datetime | None:
        try:
            return self._call.since()
        except OSError:
            return self._seen_call


def _nobody() -> None:
    """Until somebody wants to hear of changes."""
