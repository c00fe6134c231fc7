"""The host put together: devices, ledger, outbox, uplink, visits, in one loop.

Owns the order of starting and stopping and who hears which event. Everything else is in the parts.
"""

import logging
import threading
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from devices.record import DeviceRecord
from devices.registry import Plan
from devices.status import DeviceReport, Role
from devices.transcript import Transcript
from devices.worker import DeviceWorker
from kiosk.clock import Clock, take_short_turns
from kiosk.errors import ProtocolViolationError
from kiosk.host import messages as said
from kiosk.host.box_desk import BoxDesk
from kiosk.host.camera_desk import CameraDesk
from kiosk.host.case_desk import CaseDesk
from kiosk.host.clerk_door import make_clerk_door
from kiosk.host.device_book import make_device_book
from kiosk.host.device_desk import CardNotTaken, CardPresence, DeviceDesk
from kiosk.host.envelope_desk import EnvelopeDesk
from kiosk.host.health_board import HealthBoard
from kiosk.host.health_monitor import HealthMonitor, Origin
from kiosk.host.health_voice import HealthVoice
from kiosk.host.hub import Hub
from kiosk.host.memory import give_back, set_aside
from kiosk.host.paper_desk import PaperDesk
from kiosk.host.post_office import Letter, PostOffice
from kiosk.host.result_counter import ResultCounter
from kiosk.host.scan_desk import ScanDesk
from kiosk.host.scan_messages import PageKept, PageLost, StartScan, StopScan
from kiosk.host.service_entry import make_service_books, make_service_desk
from kiosk.host.settings import Setup
from kiosk.host.start_count import StartCount
from kiosk.host.status_log import StatusLog
from kiosk.host.supervisor import Kind, Launcher, Supervisor, Visit
from kiosk.host.tamper_latch import TamperLatch
from kiosk.host.transcripts import save_transcripts
from kiosk.host.uses import use_of
from kiosk.host.wire import Frame
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.staff.sign_in import StaffFiles
from kiosk.upkeep.versions import program_version
from kiosk.uplink.client import PlatformAddress
from kiosk.uplink.uplink import Uplink, UplinkSettings

log = logging.getLogger(__name__)

#: Who loads the sheets that the settings name, in the ledger's history.
SETTINGS_PERSON = "settings"


class Host:
    """One terminal's long-lived process."""

    def __init__(
        self,
        setup: Setup,
        clock: Clock,
        launch: Launcher,
        random: Random,
        launch_service: Launcher | None = None,
        starts: StartCount | None = None,
    ) -> None:
        self._setup, self._clock = setup, clock
        self._starts = starts
        self._hub = Hub()
        post = self._post = PostOffice(self._hub)
        state = setup.path(setup.settings.folders.state)
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._board = HealthBoard(state / "health.json", clock, is_safe_mode=setup.is_safe_mode)
        self._status_log = StatusLog()
        self._saving = threading.Event()
        self._workers = self._make_workers()
        self._tallies = make_device_book(setup, state, clock, self._workers.values())
        terminal = setup.settings.terminal.id
        address = PlatformAddress(str(setup.settings.platform.url).rstrip("/"), terminal)
        self._uplink = Uplink(
            UplinkSettings(address, state / "outbox"), self._hub.post, clock, random
        )
        self._monitor = self._make_monitor(setup, state)
        monitoring = setup.settings.monitoring
        beats = self._uplink.client() if monitoring.heartbeat else None
        self._voice = HealthVoice(self._monitor, monitoring.metrics_port, beats, clock)
        self._ledger = self._open_books(state)
        self._claims, self._envelope_client = self._uplink.client(), self._uplink.client()
        self._devices = DeviceDesk(post, self._of(Role.ID_READER), self._of(Role.QR_SCANNER))
        self._camera = CameraDesk(post, self._of(Role.DOCUMENT_SCANNER))
        scanner = self._of(Role.PAGE_SCANNER)
        self._scans = ScanDesk(post, clock, scanner, self._camera.ring_address)
        latch = TamperLatch(StaffFiles.under(state, clock).audit, clock)
        self._box = BoxDesk(post, self._of(Role.IO_BOARD), latch)
        self._cases = CaseDesk(post, self._uplink, clock)
        self._envelopes = EnvelopeDesk(post, self._envelope_client, self._of(Role.QR_SCANNER))
        self._paper = self._make_paper_desk(post)
        self._door = make_clerk_door(self._hub, self._ledger, state, clock, self._paper.report_soon)
        self._books = make_service_books(
            self._ledger, self._uplink.outbox, state, clock, self._tallies, self._paper.report_soon
        )
        self._service = make_service_desk(
            setup, clock, post, self._workers, self._books, self._box.clear_tamper
        )
        self._told = said.DevicesChanged(())
        self._supervisor = self._make_supervisor(launch, launch_service)

    def run(self) -> None:
        """Serve until ``stop``."""
        take_short_turns()
        stock = self._setup.settings.stock
        if self._ledger.books().loaded == 0:
            self._ledger.load_stock(stock.first_serial, stock.sheets, SETTINGS_PERSON)
        self._door.open()
        for worker in self._workers.values():
            worker.start()
        self._tallies.start()
        self._paper.recover()
        self._uplink.start()
        self._voice.start()
        for remark in self._setup.remarks:
            log.warning("settings_remark %s", remark)
        log.info("host_started terminal=%s", self._setup.settings.terminal.id)
        try:
            with set_aside():
                self._hub.run(self._on_event, self._tick)
            if self._starts is not None:
                self._starts.forgive()  # ended in order: not so by an exception
        finally:
            self._close()

    def stop(self) -> None:
        """End ``run``; safe in a signal handler."""
        self._hub.stop()

    def save_transcripts(self) -> None:
        """Write down what every wire remembers, soon; safe in a signal handler."""
        self._saving.set()

    def _tick(self) -> None:
        if self._saving.is_set():
            self._saving.clear()
            save_transcripts(self._setup, self._workers.values())
        self._supervisor.tick()
        if self._starts is not None:
            self._starts.look()
        for worker in self._workers.values():
            worker.look_after()
        self._paper.tick()
        self._box.tick()
        self._service.tick()
        reports = self._reports()
        # A command that hangs tells nobody: it is noticed here.
        if reports != self._told:
            self._told = reports
            self._tell_all(reports)
        # At every tick: a call for the technician is news although no device has changed.
        self._monitor.look(reports.reports)
        self._board.look(reports.reports, self._records)

    def _close(self) -> None:
        self._supervisor.close()
        self._devices.close()
        self._service.close()
        self._door.close()
        self._paper.close()
        self._camera.forget_stream()
        self._scans.close()
        self._voice.stop()
        self._uplink.stop()
        for client in (self._claims, self._envelope_client):
            client.stop()
        for worker in self._workers.values():
            worker.stop()
        self._tallies.close()
        for client in (self._claims, self._envelope_client):
            client.close()
        self._camera.close()
        # Before its lock is free: the next host's board is not ours to take down.
        self._board.close()
        self._ledger.close()
        self._hub.close()
        log.info("host_stopped")

    def _make_supervisor(self, launch: Launcher, launch_service: Launcher | None) -> Supervisor:
        return Supervisor(
            hub=self._hub,
            clock=self._clock,
            launch=launch,
            on_message=self._on_message,
            on_ready=self._greet,
            on_gone=self._on_gone,
            on_show=lambda: said.ShowVisit(self._devices.is_card_there),
            launch_service=launch_service,
        )

    # --- devices ------------------------------------------------------------------------------

    def _make_monitor(self, setup: Setup, state: Path) -> HealthMonitor:
        terminal = setup.settings.terminal
        version = program_version(setup.base)
        origin = Origin(terminal.id, terminal.site, version, self._clock.wall(), setup.is_safe_mode)
        return HealthMonitor(origin, state, self._clock, lambda: self._uplink.presence.is_seen)

    def _open_books(self, state: Path) -> CustodyLedger:
        ledger = CustodyLedger(state / "paper.sqlite", self._clock)
        # From here on its lock says that a host is at work: no older board may speak for it.
        self._board.begin()
        return ledger

    def _make_paper_desk(self, post: PostOffice) -> PaperDesk:
        return PaperDesk(
            post=post,
            ledger=self._ledger,
            counter=ResultCounter(self._claims),
            uplink=self._uplink,
            clock=self._clock,
            receipts=self._of(Role.RECEIPT_PRINTER),
            sheets=self._of(Role.LICENCE_PRINTER),
        )

    def _make_workers(self) -> dict[Role, DeviceWorker[Any]]:
        return {plan.adapter.role: self._worker(plan) for plan in self._setup.devices}

    def _worker(self, plan: Plan) -> DeviceWorker[Any]:
        transcript = Transcript(self._clock, policy=plan.adapter.wire)
        return DeviceWorker(
            device_id=plan.entry.id,
            role=plan.adapter.role,
            model=plan.entry.adapter,
            device=plan.build(self._clock, transcript),
            clock=self._clock,
            on_change=self._hub.post,
            rebuild=partial(plan.build, self._clock, transcript),
            transcript=transcript,
            use_of=use_of,
        )

    def _of(self, role: Role) -> DeviceWorker[Any] | None:
        return self._workers.get(role)

    def _reports(self) -> said.DevicesChanged:
        workers = self._workers.values()
        return said.DevicesChanged(tuple(self._box.known(worker.report()) for worker in workers))

    def _records(self) -> tuple[DeviceRecord, ...]:
        return tuple(worker.record() for worker in self._workers.values())

    # --- events -------------------------------------------------------------------------------

    def _on_event(self, event: Any) -> None:
        match event:
            case Letter():
                self._post.deliver(event, self._supervisor)
            case CardPresence():
                self._card_moved(event)
            case CardNotTaken(device_id=device_id, status_word=status_word):
                self._books.card_refused(device_id, status_word)
            case DeviceReport():
                # The tick after this event tells the visits.
                self._box.look(event)
                known = self._box.known(event)
                self._status_log.note(known)
                self._books.look(known)
            case _ if self._service.on_event(event):
                pass
            case _:
                if self._cases.on_uplink(event):
                    self._tell_all(self._cases.platform())

    def _card_moved(self, presence: CardPresence) -> None:
        self._devices.card_moved(presence)
        shown = self._supervisor.shown
        if shown is not None and shown.kind is Kind.CITIZEN and not presence.is_there:
            # Whoever is on the glass may be waiting for the card of somebody before.
            shown.send(said.CardSettled(0, said.CardResult.TAKEN))

    def _tell_all(self, message: object) -> None:
        for visit in self._supervisor.visits:
            visit.send(message)

    def _greet(self, visit: Visit) -> None:
        if visit.kind is Kind.SERVICE:
            self._service.open(visit.visit_id)
        visit.send(self._reports())
        visit.send(self._cases.platform())

    def _on_gone(self, visit: Visit) -> None:
        if visit.kind is Kind.CITIZEN:
            self._monitor.visit_gone()
        self._devices.forget(visit.visit_id)
        self._camera.stop(visit.visit_id)
        self._scans.forget(visit.visit_id)
        self._box.forget(visit.visit_id)
        self._cases.forget(visit.visit_id)
        self._paper.forget(visit.visit_id)
        self._service.forget(visit.visit_id)
        give_back()

    def _on_message(self, visit: Visit, frame: Frame) -> None:
        try:
            if visit.kind is Kind.SERVICE:
                self._service.take(visit.visit_id, frame)
            else:
                self._take(visit.visit_id, frame)
        except ValueError as wrong:
            # Right in shape, wrong in content (an id that is none): that visit ends, not the host.
            kind = type(frame.message).__name__
            log.error("message_out_of_place %s", kind)
            raise ProtocolViolationError(kind) from wrong

    def _take(self, visit_id: str, frame: Frame) -> None:
        match frame.message:
            case said.ReadCard() as ask:
                self._devices.read_card(visit_id, ask)
            case said.WatchCard() as ask:
                self._devices.watch_card(visit_id, ask)
            case said.ScanCode() as ask:
                self._devices.scan_code(visit_id, ask)
            case said.StopWaiting() as ask:
                self._devices.stop(visit_id, ask)
            case said.StartCamera():
                self._camera.start(visit_id)
            case said.StopCamera():
                self._camera.stop(visit_id)
            case StartScan() | PageKept() | PageLost() | StopScan() as ask:
                self._scans.take(visit_id, ask)
            case said.LightSlot() as ask:
                self._box.light(visit_id, ask)
            case said.AskEnvelope() as ask:
                self._envelopes.ask(visit_id, ask, frame.blob)
            case _:
                self._on_case_message(visit_id, frame)

    def _on_case_message(self, visit_id: str, frame: Frame) -> None:
        match frame.message:
            case said.KeepFile() as ask:
                self._cases.keep_file(visit_id, ask, frame.blob)
            case said.SubmitCase() as ask:
                self._cases.submit(visit_id, ask, frame.blob)
            case said.PrintReceiptJob() as ask:
                self._paper.print_receipt(visit_id, ask, frame.blob)
            case said.PrintLicenceJob() as ask:
                if not self._box.refuses_sheet(visit_id, ask, frame.blob):
                    self._paper.print_sheet(visit_id, ask, frame.blob)
            case said.SheetTaken(result_id=result_id):
                self._paper.hand_over(result_id)
            case said.GiveRating() as rating:
                self._cases.rate(rating)
            case said.VisitWoken():
                self._monitor.visit_woken()
                log.info("visit_woken visit=%s", visit_id)
            case said.ServiceWanted():
                log.info("service_wanted begun=%s", self._supervisor.open_service())
            case unknown:
                log.error("message_out_of_place %s", type(unknown).__name__)
