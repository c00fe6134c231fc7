"""``run_kiosk.py diagnose``: whether this terminal is well, and if not, who must do what.

Owns the order of looking and the exit code. Changes nothing: no stock is booked, no case is sent,
no folder is made; only a test slip, when asked for, leaves a trace.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TextIO

from kiosk.clock import Clock
from kiosk.host.settings import Setup
from kiosk.i18n import load_texts
from kiosk.upkeep import surroundings
from kiosk.upkeep.device_round import examine_devices
from kiosk.upkeep.device_rows import DEVICE_BOOK
from kiosk.upkeep.document import as_document
from kiosk.upkeep.findings import DeviceFinding, Examination, HostFinding, Readiness
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.photo_check import look_at_photo_decoder
from kiosk.upkeep.readiness import services_of
from kiosk.upkeep.report import report_lines
from kiosk.upkeep.running_host import PAPER_BOOKS, look_for_host
from kiosk.upkeep.self_test import SelfTest
from kiosk.upkeep.slip import encoded_slip
from kiosk.upkeep.staff.sign_in import StaffFiles
from kiosk.upkeep.tamper import tampered_since, with_latch

#: Wrong settings start nothing, so they end like a terminal that serves nobody.
EXIT_CODES: Mapping[Readiness, int] = MappingProxyType(
    {Readiness.READY: 0, Readiness.DEGRADED: 1, Readiness.OUT_OF_SERVICE: 2}
)


def diagnose(
    setup: Setup, clock: Clock, out: TextIO, *, as_json: bool = False, prints_slip: bool = False
) -> int:
    """Examine, tell, and answer the exit code."""
    folders = setup.settings.folders
    guide = Guide(load_texts(setup.path(folders.locale) / setup.settings.language))
    found = examine(setup, clock, guide, prints_slip=prints_slip)
    if as_json:
        json.dump(as_document(found, guide), out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        out.writelines(f"{line}\n" for line in report_lines(found, guide))
    return EXIT_CODES[found.readiness]


def examine(setup: Setup, clock: Clock, guide: Guide, *, prints_slip: bool) -> Examination:
    """Look at everything once."""
    settings = setup.settings
    state = setup.path(settings.folders.state)
    fonts = surroundings.look_for_fonts(setup.path(settings.folders.fonts))
    host, devices = _host_and_devices(setup, clock, guide, prints_slip and not fonts.missing)
    months = surroundings.look_into_device_book(state / DEVICE_BOOK, clock.wall())
    url = str(settings.platform.url).rstrip("/")
    outbox = state / "outbox" / "outbox.sqlite"
    found = Examination(
        terminal=settings.terminal.id,
        at=clock.wall(),
        state_folder=str(state),
        host=host,
        devices=tuple(replace(one, month=months.get(one.device_id)) for one in devices),
        platform=surroundings.ask_platform(url, settings.terminal.id, clock),
        outbox=surroundings.look_into_outbox(outbox, clock.wall()),
        paper=surroundings.look_into_paper_books(state / PAPER_BOOKS),
        disk=surroundings.look_at_disk(state),
        fonts=fonts,
        photo=look_at_photo_decoder(settings.photo_decoder, clock),
    )
    definitions = (service.definition for service in setup.catalogue.services.values())
    roles = frozenset(plan.adapter.role for plan in setup.devices)
    catalogue = surroundings.kept_catalogue(outbox)
    return replace(found, services=services_of(found, definitions, roles, catalogue))


def _host_and_devices(
    setup: Setup, clock: Clock, guide: Guide, prints_slip: bool
) -> tuple[HostFinding, tuple[DeviceFinding, ...]]:
    """The host holds its devices exclusively: beside it, only its board can be read.

    Where nobody can say whether a host lives, the devices are left alone as well.
    """
    host, devices = look_for_host(setup.path(setup.settings.folders.state))
    if host.is_running is not False:
        return host, devices
    slip = None
    if prints_slip:
        fonts = setup.path(setup.settings.folders.fonts)
        slip = partial(encoded_slip, setup.settings.terminal, clock.wall(), guide, fonts)
    found = examine_devices(setup.devices, clock, SelfTest(clock, slip))
    staff = StaffFiles.under(setup.path(setup.settings.folders.state), clock)
    return host, with_latch(found, tampered_since(staff.audit))
