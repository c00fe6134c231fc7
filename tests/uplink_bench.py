"""What the uplink's tests set up again and again: an outbox and a sender in virtual time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kiosk.uplink.client import PlatformAddress, PlatformClient
from kiosk.uplink.database import DurableDatabase
from kiosk.uplink.disk_guard import DiskGuard, DiskLimits, DiskUse
from kiosk.uplink.events import UplinkEvent
from kiosk.uplink.inbox import Inbox
from kiosk.uplink.outbox import Outbox
from kiosk.uplink.presence import Presence
from kiosk.uplink.results import ResultDelivery
from kiosk.uplink.sealed_files import SealedFiles
from kiosk.uplink.sender import Sender
from kiosk.uplink.sync import Sync
from kiosk.uplink.uplink import SCHEMA
from tests.fakes.clock import FakeClock

ROOMY = DiskUse(total_bytes=1_000_000_000, free_bytes=900_000_000)


@dataclass
class Bench:
    clock: FakeClock
    database: DurableDatabase
    outbox: Outbox
    inbox: Inbox
    sender: Sender
    sync: Sync
    news: list[UplinkEvent]
    use: list[DiskUse]

    def drain(self, most_steps: int = 2_000) -> None:
        """Step until nothing is left to send; virtual time passes as the sender asks."""
        for _ in range(most_steps):
            if self.outbox.backlog().unsent == 0:
                return
            self.clock.advance(self.sender.step())
        raise AssertionError("the outbox does not drain")


@contextmanager
def opened(
    folder: Path, url: str = "http://127.0.0.1:9", seed: int = 1, answer_seconds: float = 60.0
) -> Iterator[Bench]:
    clock = FakeClock()
    folder.mkdir(exist_ok=True)
    database = DurableDatabase(folder / "outbox.sqlite", SCHEMA)
    use = [ROOMY]
    guard = DiskGuard(folder, DiskLimits(ballast_bytes=65536), lambda _: use[0])
    outbox = Outbox(database, SealedFiles(folder / "sealed"), guard, clock)
    inbox = Inbox(database)
    news: list[UplinkEvent] = []
    presence = Presence(news.append)
    results = ResultDelivery(inbox, news.append)
    address = PlatformAddress(url, "QH-BJL-03", answer_seconds=answer_seconds)
    clients = [PlatformClient(address, clock), PlatformClient(address, clock)]
    sender = Sender(outbox, clients[0], presence, results, news.append, clock, Random(seed))
    sync = Sync(inbox, clients[1], presence, results, news.append, clock, Random(seed))
    try:
        yield Bench(clock, database, outbox, inbox, sender, sync, news, use)
    finally:
        for client in clients:
            client.close()
        database.close()
