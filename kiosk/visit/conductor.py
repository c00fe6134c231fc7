"""The visit at work: events in, the session's decision, effects out.

Owns the state and everything that has an effect: the link to the host, the page worker, the keys
of the case, the typesetter. Runs on the UI thread; whatever could hold a frame up is an errand of
the link. Must not draw, and decides nothing that ``session`` could decide.
"""

import base64
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from config.terminal import TerminalSettings
from devices.document_scanner.frame_ring import FrameRing
from devices.status import Role
from kiosk.cases.assemble import Incomplete
from kiosk.cases.codes import CodeNotOurs, EnvelopeCode, Refusal, read_code
from kiosk.catalogue.availability import TerminalProfile
from kiosk.catalogue.loader import Catalogue
from kiosk.clock import Clock
from kiosk.host import messages as said
from kiosk.host.scan_messages import PageScanned, ScanEnded, ScanStarted
from kiosk.host.wire import Frame, wipe
from kiosk.i18n import Texts
from kiosk.uplink.contract import ResultRecord
from kiosk.uplink.packet import PacketRefusedError
from kiosk.visit import events
from kiosk.visit.guide_lights import slot_in_use
from kiosk.visit.hearing import card_event, host_event
from kiosk.visit.intents import Intent
from kiosk.visit.link import ErrandFailed, HostLost, Link
from kiosk.visit.page_desk import PageDesk, PageNews
from kiosk.visit.papers import receipt_facts
from kiosk.visit.sealing import CaseKeys
from kiosk.visit.session import advance
from kiosk.visit.state import Scanning, Sheet, VisitState
from kiosk.visit.turn import Context
from printer.layouts.receipt import receipt
from printer.layouts.record import RecordUnreadable, sheet_from
from printer.licence.pdf import Composed, SheetComposer
from printer.receipt.encoder import ReceiptEncoder

#: Requests of the shell's own (files, submissions) are numbered apart from the session's.
SHELL_REQUESTS = 1_000_000
_COMPOSE = "compose-sheet"


@dataclass(frozen=True, slots=True)
class SheetComposed:
    """An errand's answer: the sheet is set, or cannot be."""

    request_id: int
    composed: Composed | None


@dataclass(frozen=True, slots=True)
class Tools:
    """What a visit is given at birth."""

    settings: TerminalSettings
    catalogue: Catalogue
    texts: Texts
    encoder: ReceiptEncoder
    composer: SheetComposer


class Conductor:
    """One visit, from the attract screen to goodbye."""

    def __init__(
        self,
        *,
        tools: Tools,
        clock: Clock,
        link: Link,
        on_change: Callable[[VisitState], None],
        on_end: Callable[[], None],
    ) -> None:
        self._tools, self._clock, self._link = tools, clock, link
        self._on_change, self._on_end = on_change, on_end
        self.state = VisitState()
        self._keys = CaseKeys()
        self._shell_requests = SHELL_REQUESTS
        self._pages = PageDesk(link, self._mint)
        self._result: tuple[said.ResultArrived, ResultRecord] | None = None
        self._profile = TerminalProfile(
            frozenset(Role(device.role) for device in tools.settings.devices)
        )
        self._lit: Role | None = None

    @property
    def preview(self) -> FrameRing | None:
        """The document camera's picture for the screen, while there is one."""
        return self._pages.preview

    def context(self) -> Context:
        """What is true around the session now."""
        return Context(
            services=self._tools.catalogue.services,
            profile=self._profile,
            limits=self._tools.settings.time_limits,
            now=self._clock.monotonic(),
            wall=self._clock.wall(),
        )

    def handle(self, event: object) -> None:
        """Anything that happened: a touch, a frame of the host, news of the page worker."""
        heard = self._hear(event)
        if heard is None:
            return
        turn = advance(self.state, heard, self.context())
        changed = turn.state != self.state
        self.state = turn.state
        for effect in turn.effects:
            self._perform(effect)
        self._light_slot()
        if changed:
            self._on_change(self.state)

    def close(self) -> None:
        """End what this visit started."""
        self._pages.stop()

    # --- hearing ------------------------------------------------------------------------------

    def _hear(self, event: object) -> events.Event | Intent | None:
        match event:
            case Frame(message=said.CardSettled() as settled, blob=blob):
                with contextlib.ExitStack() as after:
                    after.callback(wipe, blob)
                    return card_event(settled, blob)
            case Frame(message=said.CameraStarted() | said.CameraStopped() as camera):
                return self._pages.on_camera(camera)
            case Frame(message=ScanStarted() | PageScanned() | ScanEnded() as scan):
                return self._pages.on_scan(scan)
            case Frame(message=said.FileKept() as kept):
                return self._pages.on_kept(kept.request_id, kept.is_kept)
            case Frame(message=said.ResultArrived() as arrived, blob=blob):
                return self._open_result(arrived, blob)
            case Frame(message=said.CodeSettled(result=said.CodeResult.READ) as settled, blob=blob):
                return self._code_read(settled.request_id, blob)
            case Frame(message=message, blob=blob):
                return host_event(message, blob)
            case PageNews() as news:
                return self._pages.on_news(news, self._keys, self.state.platform.key)
            case SheetComposed() as composed:
                return self._sheet_composed(composed)
            case ErrandFailed(name=name):
                return self._errand_failed(name)
            case HostLost():
                self._on_end()
                return None
            case other:
                return other  # type: ignore[return-value]  # an intent or an event of our own

    def _errand_failed(self, name: str) -> events.PaperMoved | None:
        stage = self.state.stage
        if name != _COMPOSE or not isinstance(stage, Sheet):
            return None
        return _refused(stage.request_id, "compose-failed")

    def _open_result(
        self, arrived: said.ResultArrived, sealed: bytearray
    ) -> events.ResultReady | None:
        try:
            record = self._keys.open_result(base64.b64decode(sealed), UUID(arrived.result_id))
        except (PacketRefusedError, ValueError):
            # Not for this case, or broken. The platform still has it; a window can hand it out.
            return None
        if not _is_labelled_rightly(arrived, record):
            # What the ledger would write down is not what would stand on the paper.
            return None
        self._result = (arrived, record)
        return events.ResultReady(arrived.case_id, arrived.result_id, arrived.number)

    def _code_read(self, request_id: int, blob: bytearray) -> events.Event | None:
        stage = self.state.stage
        if not isinstance(stage, Scanning) or stage.request_id != request_id:
            wipe(blob)
            return None
        match read_code(blob):
            case EnvelopeCode():
                self._link.send(said.AskEnvelope(request_id), blob)
                return None
            case CodeNotOurs(reason=reason):
                wipe(blob)
                return events.CodeRefused(request_id, reason)
            case _:
                wipe(blob)
                return events.CodeRefused(request_id, Refusal.NOT_HERE)

    # --- doing --------------------------------------------------------------------------------

    def _perform(self, effect: events.Effect) -> None:
        match effect:
            case events.Tell(message=message):
                self._link.send(message)
            case events.StartPages(material_id=material_id):
                self._pages.start(material_id)
            case events.StopPages():
                self._pages.stop()
            case events.TakePage():
                self._pages.take()
            case events.RunScanner(source=source, most_pages=most_pages):
                self._pages.scan(source, most_pages)
            case events.HaltScanner():
                self._pages.stop_scan()
            case events.DropPage(index=index):
                self._pages.drop(index)
            case events.KeepPages():
                self._pages.finish()
            case events.SubmitCase():
                self._submit()
            case events.MakeReceipt(request_id=request_id):
                self._print_receipt(request_id)
            case events.MakeSheet(request_id=request_id):
                self._compose_sheet(request_id)
            case events.EndVisit(reason=reason):
                self._end(reason)
            case _:
                assert_never(effect)

    def _light_slot(self) -> None:
        """The machine points where the screen points."""
        slot = slot_in_use(self.state)
        if slot is not self._lit and Role.IO_BOARD in self._profile.roles:
            self._lit = slot
            self._link.send(said.LightSlot(slot))

    def _submit(self) -> None:
        key = self.state.platform.key
        if key is None:
            self.handle(events.NotStored("platform-unknown"))
            return
        terminal = self._tools.settings.terminal
        sealed = self._keys.seal_case(
            self.state, terminal, self._tools.texts, self._clock.wall(), key
        )
        if isinstance(sealed, Incomplete):
            self.handle(events.NotStored("incomplete"))
            return
        self._link.send(said.SubmitCase(self._mint(), sealed.header_json), sealed.packet)

    def _print_receipt(self, request_id: int) -> None:
        facts = receipt_facts(
            self.state, self._tools.settings.terminal, self._tools.texts, self._clock.wall()
        )
        document = receipt(facts, self._tools.texts)
        job = self._tools.encoder.encode(document)
        self._link.send(said.PrintReceiptJob(request_id), job)

    def _compose_sheet(self, request_id: int) -> None:
        if self._result is None:
            raise LookupError("no result was opened")
        _, record = self._result
        composer = self._tools.composer

        def compose() -> SheetComposed:
            sheet = sheet_from(record)
            if isinstance(sheet, RecordUnreadable):
                return SheetComposed(request_id, None)
            outcome = composer.compose(sheet)
            return SheetComposed(request_id, outcome if isinstance(outcome, Composed) else None)

        self._link.errand(_COMPOSE, compose)

    def _sheet_composed(self, sheet: SheetComposed) -> events.PaperMoved | None:
        if self._result is None or sheet.composed is None:
            return _refused(sheet.request_id, "cannot-be-drawn")
        if not self._is_wanted(sheet.request_id):
            # The citizen left while it was set: no sheet is printed for nobody.
            wipe(sheet.composed.document)
            return None
        arrived, _ = self._result
        ask = said.PrintLicenceJob(
            request_id=sheet.request_id,
            case_id=arrived.case_id,
            result_id=arrived.result_id,
            is_numbered=arrived.kind == "licence",
            number=arrived.number,
            copy_seq=arrived.copy_seq,
            pages=sheet.composed.pages,
        )
        self._link.send(ask, sheet.composed.document)
        return None

    def _is_wanted(self, request_id: int) -> bool:
        stage = self.state.stage
        return isinstance(stage, Sheet) and stage.request_id == request_id

    def _end(self, reason: str) -> None:
        self._link.send(said.VisitEnded(reason))
        self._on_end()

    def _mint(self) -> int:
        self._shell_requests += 1
        return self._shell_requests


def _refused(request_id: int, reason: str) -> events.PaperMoved:
    return events.PaperMoved(request_id, said.PaperResult.REFUSED, reason, "")


def _is_labelled_rightly(arrived: said.ResultArrived, record: ResultRecord) -> bool:
    on_label = (arrived.layout, arrived.number, arrived.copy_seq)
    return on_label == (record.layout, record.number, record.copy_seq)
