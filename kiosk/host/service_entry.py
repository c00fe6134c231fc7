"""The service desk of a terminal put together: staff files, slips, exports. Assembly only."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from devices.status import Role
from devices.worker import DeviceWorker
from kiosk.clock import Clock
from kiosk.host.device_book import DeviceBook
from kiosk.host.export_desk import ExportDesk
from kiosk.host.post_office import PostOffice
from kiosk.host.service_books import ServiceBooks
from kiosk.host.service_desk import ServiceDesk
from kiosk.host.service_errands import ServiceErrands, Takeaway
from kiosk.host.service_frames import interface_of
from kiosk.host.settings import Setup
from kiosk.host.transcripts import save_transcripts, write_transcript
from kiosk.i18n import load_texts
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.bundle import write_bundle
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.paper_clerk import PaperClerk
from kiosk.upkeep.self_test import SelfTest
from kiosk.upkeep.slip import encoded_slip, encoded_status_slip, slip_code
from kiosk.upkeep.staff.pin import PinKeeper
from kiosk.upkeep.staff.sign_in import SignIn, StaffFiles
from kiosk.uplink.outbox import Outbox

#: Beside the books, where the settings name no other folder.
EXPORTS = "exports"


def make_service_books(
    ledger: CustodyLedger,
    outbox: Outbox,
    state: Path,
    clock: Clock,
    devices: DeviceBook,
    changed: Callable[[], None],
) -> ServiceBooks:
    """The books as staff see them, with the clerk who writes in them."""
    staff = StaffFiles.under(state, clock)
    clerk = PaperClerk(ledger, staff.register, staff.audit)
    return ServiceBooks(ledger, outbox, state, clock, clerk, devices, changed)


def make_service_desk(
    setup: Setup,
    clock: Clock,
    post: PostOffice,
    workers: Mapping[Role, DeviceWorker[Any]],
    books: ServiceBooks,
    clear_tamper: Callable[[str], bool],
) -> ServiceDesk:
    """Everything that staff need of this terminal."""
    settings = setup.settings
    folders, terminal = settings.folders, settings.terminal
    staff = StaffFiles.under(setup.path(folders.state), clock)
    guide = Guide(load_texts(setup.path(folders.locale) / settings.language))
    fonts = setup.path(folders.fonts)
    by_id = {worker.device_id: worker for worker in workers.values()}

    def make_test() -> SelfTest:
        slip = partial(encoded_slip, terminal, clock.wall(), guide, fonts)
        return SelfTest(clock, slip, slip_code(terminal), guide.label("say.speech"))

    return ServiceDesk(
        post=post,
        sign_in=SignIn(staff, PinKeeper()),
        audit=staff.audit,
        workers=by_id,
        books=books,
        make_test=make_test,
        errands=ServiceErrands(
            post=post,
            audit=staff.audit,
            workers=by_id,
            make_test=make_test,
            exports=ExportDesk(setup.path(folders.exports or folders.state / EXPORTS)),
            takeaway=_takeaway(setup, clock, guide, by_id),
            clear_tamper=clear_tamper,
            clock=clock,
        ),
        interfaces={plan.entry.id: interface_of(plan) for plan in setup.devices},
    )


def _takeaway(
    setup: Setup, clock: Clock, guide: Guide, workers: Mapping[str, DeviceWorker[Any]]
) -> Takeaway:
    terminal, fonts = setup.settings.terminal, setup.path(setup.settings.folders.fonts)

    def bundle(file: Path) -> None:
        # The frames of this moment go with it.
        save_transcripts(setup, workers.values())
        write_bundle(setup, clock, guide, file)

    return Takeaway(
        terminal_id=terminal.id,
        write_bundle=bundle,
        write_frames=lambda device_id, file: write_transcript(setup, workers[device_id], file),
        encode_slip=lambda reports, at: encoded_status_slip(terminal, at, guide, reports, fonts),
    )
