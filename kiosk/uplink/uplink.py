"""The whole uplink put together, for the host.

Owns the order of starting and stopping; everything else lives in the parts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kiosk.clock import Clock
from kiosk.uplink.client import PlatformAddress, PlatformClient
from kiosk.uplink.database import DurableDatabase
from kiosk.uplink.disk_guard import DiskLimits
from kiosk.uplink.events import UplinkEvent
from kiosk.uplink.inbox import INBOX_SCHEMA, Inbox
from kiosk.uplink.ledger import LEDGER_SCHEMA
from kiosk.uplink.outbox import OUTBOX_SCHEMA, Outbox, open_outbox
from kiosk.uplink.presence import Presence
from kiosk.uplink.results import ResultDelivery
from kiosk.uplink.sender import Sender
from kiosk.uplink.sync import Sync

SCHEMA = OUTBOX_SCHEMA + INBOX_SCHEMA + LEDGER_SCHEMA


@dataclass(frozen=True, slots=True)
class UplinkSettings:
    """Where the platform is, where cases are kept, and how full the disk may get."""

    address: PlatformAddress
    folder: Path
    limits: DiskLimits = field(default_factory=DiskLimits)


class Uplink:
    """Outbox, sender and sync of one terminal."""

    def __init__(
        self,
        settings: UplinkSettings,
        emit: Callable[[UplinkEvent], None],
        clock: Clock,
        random: Random,
    ) -> None:
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock
        self._address = settings.address
        self._database = DurableDatabase(settings.folder / "outbox.sqlite", SCHEMA)
        self.outbox: Outbox = open_outbox(settings.folder, clock, self._database, settings.limits)
        self.presence = Presence(emit)
        inbox = Inbox(self._database)
        results = ResultDelivery(inbox, emit)
        self._sender = Sender(
            self.outbox, self.client(), self.presence, results, emit, clock, random
        )
        self._sync = Sync(inbox, self.client(), self.presence, results, emit, clock, random)

    def client(self) -> PlatformClient:
        """A client of one's own, for one thread (claims, envelopes); the caller closes it."""
        return PlatformClient(self._address, self._clock)

    def start(self) -> None:
        """Begin to send and to listen."""
        self._sender.start()
        self._sync.start()

    def wake(self) -> None:
        """Something was put into the outbox."""
        self._sender.wake()

    def stop(self) -> None:
        """End both threads at once and close the outbox. What waits, waits on disk."""
        self._sender.stop()
        self._sync.stop()
        self._sender.join()
        self._sync.join()
        self._database.close()
