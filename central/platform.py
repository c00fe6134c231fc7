"""The platform put together: one place where every part is made and given what it needs."""

import asyncio
from dataclasses import dataclass
from typing import Self

from central.api.bell import Bell
from central.calendar import city_day
from central.cases.after import AfterCare
from central.cases.arrivals import Arrivals
from central.cases.intake import Intake
from central.cases.progress import Progress
from central.cases.seal import Opener
from central.catalogue.offer import Offer, load_offer
from central.catalogue.sample import fill_register
from central.desk.officers import Officers
from central.desk.session import Sessions
from central.faults import Faults
from central.keys import PlatformKeys, load_keys
from central.licences.issue import Issuer
from central.licences.printing import PrintDesk
from central.settings import Settings
from central.storage import schema
from central.storage.engine import Engine, SqliteEngine
from central.storage.files import FileStore
from kiosk.clock import Clock
from kiosk.uplink.contract import Catalogue
from kiosk.uplink.packet import encode_key

SWEEP_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Platform:
    """Everything that serves requests. Belongs to one event loop."""

    settings: Settings
    clock: Clock
    engine: Engine
    keys: PlatformKeys
    offer: Offer
    catalogue: Catalogue
    progress: Progress
    intake: Intake
    arrivals: Arrivals
    after: AfterCare
    prints: PrintDesk
    officers: Officers
    sessions: Sessions
    bell: Bell
    faults: Faults

    @classmethod
    def open(cls, settings: Settings, clock: Clock, faults: Faults) -> Self:
        """Open the state folder and everything on it. Call on the event loop's thread."""
        settings.state_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys = load_keys(settings.state_folder)
        engine = SqliteEngine(settings.state_folder / "platform.db", schema.statements())
        files = FileStore(settings.state_folder / "files")
        offer, opener = load_offer(), Opener(keys)
        progress = Progress(offer, Issuer(offer, keys), clock)
        intake = Intake(engine, offer, opener, files, progress, clock)
        public = encode_key(keys.packet_key.public_key().public_bytes_raw())
        return cls(
            settings=settings,
            clock=clock,
            engine=engine,
            keys=keys,
            offer=offer,
            catalogue=offer.wire(public),
            progress=progress,
            intake=intake,
            arrivals=Arrivals(engine, files, intake, clock),
            after=AfterCare(engine, opener, files, progress),
            prints=PrintDesk(engine, progress, settings, clock),
            officers=Officers(engine, offer, opener, files, progress),
            sessions=Sessions(),
            bell=Bell(),
            faults=faults,
        )

    async def settle_in(self) -> None:
        """After a start: fill the sample register, go on with what was interrupted."""
        people, secret = self.offer.sample_register, self.keys.register_secret
        today = city_day(self.clock.wall())
        await self.engine.write(lambda sql: fill_register(sql, secret, people, today))
        await self.intake.wake_all()

    async def sweep(self) -> None:
        """Until cancelled: let overdue promises lapse, visibly."""
        while True:
            if await self.engine.write(self.progress.lapse_overdue):
                self.bell.ring()
            await asyncio.sleep(SWEEP_SECONDS)

    def close(self) -> None:
        """Finish writing and let go of the state folder."""
        self.engine.close()
