"""The service desk of a terminal put together: staff files, test slip, words. Assembly only."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from devices.record import DeviceRecord
from devices.status import Role
from devices.worker import DeviceWorker
from kiosk.clock import Clock
from kiosk.host.post_office import PostOffice
from kiosk.host.service_books import ServiceBooks
from kiosk.host.service_desk import ServiceDesk
from kiosk.host.settings import Setup
from kiosk.i18n import load_texts
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.paper_clerk import PaperClerk
from kiosk.upkeep.self_test import SelfTest
from kiosk.upkeep.slip import encoded_slip, slip_code
from kiosk.upkeep.staff.pin import PinKeeper
from kiosk.upkeep.staff.sign_in import SignIn, StaffFiles
from kiosk.uplink.outbox import Outbox


def make_service_books(
    ledger: CustodyLedger,
    outbox: Outbox,
    state: Path,
    clock: Clock,
    records: Callable[[], tuple[DeviceRecord, ...]],
    changed: Callable[[], None],
) -> ServiceBooks:
    """The books as staff see them, with the clerk who writes in them."""
    staff = StaffFiles.under(state, clock)
    clerk = PaperClerk(ledger, staff.register, staff.audit)
    return ServiceBooks(ledger, outbox, state, clock, clerk, records, changed)


def make_service_desk(
    setup: Setup,
    clock: Clock,
    post: PostOffice,
    workers: Mapping[Role, DeviceWorker[Any]],
    books: ServiceBooks,
) -> ServiceDesk:
    """Everything that staff need of this terminal."""
    settings = setup.settings
    folders, terminal = settings.folders, settings.terminal
    staff = StaffFiles.under(setup.path(folders.state), clock)
    guide = Guide(load_texts(setup.path(folders.locale) / settings.language))
    fonts = setup.path(folders.fonts)

    def make_test() -> SelfTest:
        slip = partial(encoded_slip, terminal, clock.wall(), guide, fonts)
        return SelfTest(clock, slip, slip_code(terminal), guide.label("say.speech"))

    return ServiceDesk(
        post=post,
        sign_in=SignIn(staff, PinKeeper()),
        audit=staff.audit,
        workers={worker.device_id: worker for worker in workers.values()},
        books=books,
        make_test=make_test,
    )
