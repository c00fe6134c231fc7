"""Receipts and official sheets for visits: bytes in, what became of the paper out.

Owns the ledger's place in the host and the reports to the platform. Must not compose documents.
Runs in the hub's loop; printing runs on the printers' workers.
"""

import contextlib
import logging
import threading
from functools import partial
from typing import assert_never, cast
from uuid import NAMESPACE_OID, UUID, uuid5

from devices.ports import (
    LicencePrinter,
    PresentingPrinter,
    ReceiptOutcome,
    ReceiptPrinted,
    ReceiptPrinter,
    ReceiptRefused,
    ReceiptUncertain,
)
from devices.status import Attention, DeviceStatus, Unavailable, is_usable
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.clock import Clock
from kiosk.host.messages import PaperProgressed, PaperResult, PrintLicenceJob, PrintReceiptJob
from kiosk.host.post_office import PostOffice
from kiosk.host.wire import wipe
from kiosk.paper.events import (
    PrintEnd,
    PrintEvent,
    PrintRefused,
    PrintStarted,
    PrintSuspended,
    PrintWaiting,
    SheetPrinted,
    SheetUncertain,
)
from kiosk.paper.issue import LicenceIssue, ResultDesk
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.recovery import recover
from kiosk.paper.sheets import SheetOrder
from kiosk.paper.states import IN_FLIGHT
from kiosk.uplink.contract import PrintReport
from kiosk.uplink.database import DiskFullError
from kiosk.uplink.uplink import Uplink

log = logging.getLogger(__name__)

#: A receipt is out within half a minute, or the printer has a fault.
RECEIPT_DEADLINE_SECONDS = 60.0
#: Staff may have settled a sheet meanwhile, here or while no host ran: the platform is to know.
REPORT_SECONDS = 30.0
#: A receipt that hangs at the mouth so long was forgotten; so is one whose citizen has gone.
TAKE_SECONDS = 60.0
#: And the drawing back.
_RETRACT_SECONDS = 15.0
#: Between two questions about a sheet that nobody watches any more: the printer may wait for paper.
ASK_AGAIN_SECONDS = 2.0


class PaperDesk:
    """Between visits and the two printers."""

    def __init__(
        self,
        *,
        post: PostOffice,
        ledger: CustodyLedger,
        counter: ResultDesk,
        uplink: Uplink,
        clock: Clock,
        receipts: DeviceWorker[ReceiptPrinter] | None,
        sheets: DeviceWorker[LicencePrinter] | None,
    ) -> None:
        self._post, self._ledger, self._counter = post, ledger, counter
        self._uplink, self._clock = uplink, clock
        self._receipts, self._sheets = receipts, sheets
        self._closing = threading.Event()
        #: Who is expected at the receipt printer's mouth; set when they will not come any more.
        self._expected: dict[str, threading.Event] = {}
        self._left_over, self._is_asking = threading.Event(), threading.Event()
        self._ask_again_at = self._report_at = 0.0

    # --- receipts -----------------------------------------------------------------------------

    def print_receipt(self, visit_id: str, ask: PrintReceiptJob, job: bytearray) -> None:
        """Print and wipe; then wait until it is taken, where the printer can tell."""
        if self._receipts is None:
            wipe(job)
            self._tell(visit_id, ask.request_id, PaperResult.REFUSED, "device-absent")
            return
        has_gone = self._expected.setdefault(visit_id, threading.Event())
        told = threading.Event()

        def tell(outcome: ReceiptOutcome | DeviceFailed) -> None:
            wipe(job)
            told.set()
            result, reason, actor = _receipt_words(outcome)
            self._tell(visit_id, ask.request_id, result, reason, actor)

        def run(printer: ReceiptPrinter) -> ReceiptOutcome:
            # One command: another receipt in between would push this one out into the hall.
            outcome = printer.print_receipt(job)
            tell(outcome)
            if isinstance(outcome, ReceiptPrinted):
                _await_taken(printer, has_gone)
            return outcome

        def settled(outcome: ReceiptOutcome | DeviceFailed) -> None:
            if not told.is_set():
                tell(outcome)

        self._receipts.submit(
            run,
            settled,
            deadline_seconds=RECEIPT_DEADLINE_SECONDS + TAKE_SECONDS + _RETRACT_SECONDS,
        )

    def forget(self, visit_id: str) -> None:
        """The visit has ended: a receipt that still hangs there is nobody's."""
        if has_gone := self._expected.pop(visit_id, None):
            has_gone.set()

    # --- official sheets ----------------------------------------------------------------------

    def print_sheet(self, visit_id: str, ask: PrintLicenceJob, document: bytearray) -> None:
        """One copy, once. The document is wiped whatever happens."""
        if self._sheets is None:
            wipe(document)
            self._tell(visit_id, ask.request_id, PaperResult.REFUSED, "device-absent")
            return
        order = SheetOrder(
            number=ask.number,
            copy_seq=ask.copy_seq,
            case_id=ask.case_id,
            result_id=ask.result_id,
            pages=ask.pages,
            numbered=ask.is_numbered,
        )
        told = partial(self._sheet_moved, visit_id, ask.request_id)

        def run(printer: LicencePrinter) -> PrintEnd:
            issue = LicenceIssue(self._ledger, printer, self._counter, self._clock)
            return issue.print_once(order, document, told, self._closing)

        def settled(outcome: PrintEnd | DeviceFailed) -> None:
            wipe(document)
            if isinstance(outcome, DeviceFailed):
                result = PaperResult.UNCERTAIN if self._in_flight(order) else PaperResult.REFUSED
                self._tell(visit_id, ask.request_id, result, *_status_words(outcome.status))
            self._look_for_left_over()
            self._report_to_platform()

        self._sheets.submit(run, settled, deadline_seconds=float("inf"))

    def _in_flight(self, order: SheetOrder) -> bool:
        """Whether the printer may have this sheet, so that "nothing was sent" would be a guess."""
        return any(
            attempt.order == order and attempt.state in IN_FLIGHT
            for attempt in self._ledger.unfinished()
        )

    def hand_over(self, result_id: str) -> None:
        """The citizen has it in the hand."""
        for attempt in self._ledger.printed(result_id):
            self._ledger.hand_over(attempt.attempt_id)

    def recover(self) -> None:
        """After a start: settle what was under way when the host died. Nothing is sent again."""
        self._left_over.set()
        self.tick()

    def tick(self) -> None:
        """Ask what became of sheets that nobody watches, until the printer is back and can tell."""
        now = self._clock.monotonic()
        if now >= self._report_at:
            self._report_at = now + REPORT_SECONDS
            self._report_to_platform()
        if self._sheets is None or self._is_asking.is_set() or now < self._ask_again_at:
            return
        if not self._left_over.is_set() or not is_usable(self._sheets.report().status):
            return
        self._ask_again_at = now + ASK_AGAIN_SECONDS
        self._is_asking.set()
        self._sheets.submit(
            lambda printer: recover(self._ledger, printer),
            self._asked,
            deadline_seconds=RECEIPT_DEADLINE_SECONDS,
        )

    def report_soon(self) -> None:
        """Somebody has settled a sheet: tell the platform with the next look."""
        self._report_at = 0.0

    def close(self) -> None:
        """The host goes: sheets under way are left to the ledger, no receipt is left hanging."""
        self._closing.set()
        for visit_id in tuple(self._expected):
            self.forget(visit_id)

    # --- on workers' threads ------------------------------------------------------------------

    def _asked(self, _: object) -> None:
        self._look_for_left_over()
        self._report_to_platform()
        self._is_asking.clear()

    def _look_for_left_over(self) -> None:
        if self._ledger.unfinished():
            self._left_over.set()
        else:
            self._left_over.clear()

    def _sheet_moved(self, visit_id: str, request_id: int, event: PrintEvent) -> None:
        match event:
            case PrintStarted():
                self._tell(visit_id, request_id, PaperResult.STARTED)
            case PrintWaiting(reasons=reasons, actor=actor):
                moved = PaperResult.WAITING if reasons else PaperResult.STARTED
                self._tell(visit_id, request_id, moved, ",".join(reasons), actor)
            case SheetPrinted():
                self._tell(visit_id, request_id, PaperResult.PRINTED)
            case SheetUncertain() | PrintSuspended():
                self._tell(visit_id, request_id, PaperResult.UNCERTAIN)
            case PrintRefused(reason=reason, status=status):
                who = "" if status is None else _status_words(status)[1]
                self._tell(visit_id, request_id, PaperResult.REFUSED, reason, who)
            case _:
                assert_never(event)

    def _report_to_platform(self) -> None:
        with contextlib.suppress(DiskFullError):  # then later
            self._report_untold()

    def _report_untold(self) -> None:
        untold = self._ledger.unreported()
        for attempt, outcome in untold:
            # One report per attempt and outcome, whenever it is made: the id follows from both.
            report_id = uuid5(
                NAMESPACE_OID, f"{attempt.order.job_name}/{attempt.claim_token}/{outcome}"
            )
            self._uplink.outbox.put_print_report(
                PrintReport(
                    report_id=report_id,
                    result_id=UUID(attempt.order.result_id),
                    case_id=UUID(attempt.order.case_id),
                    claim_token=attempt.claim_token,
                    serial=attempt.blank_serial or "plain",
                    job_name=attempt.order.job_name,
                    outcome=outcome,
                    at=attempt.changed_at,
                )
            )
            self._ledger.mark_reported(attempt.attempt_id, outcome)
        if untold:
            self._uplink.wake()

    def _tell(
        self,
        visit_id: str,
        request_id: int,
        result: PaperResult,
        reason: str = "",
        actor: str = "",
    ) -> None:
        self._post.send(visit_id, PaperProgressed(request_id, result, reason, actor))


def _await_taken(printer: ReceiptPrinter, has_gone: threading.Event) -> None:
    """What became of it is for the log: to the visit it has been printed."""
    if "senses-receipt-taken" not in printer.capabilities():
        return
    became = cast(PresentingPrinter, printer).await_taken(TAKE_SECONDS, has_gone)
    log.info("receipt_at_mouth became=%s", type(became).__name__)


def _receipt_words(outcome: ReceiptOutcome | DeviceFailed) -> tuple[PaperResult, str, str]:
    match outcome:
        case ReceiptPrinted():
            return PaperResult.PRINTED, "", ""
        case ReceiptRefused(status=status):
            return PaperResult.REFUSED, *_status_words(status)
        case ReceiptUncertain(status=status):
            return PaperResult.UNCERTAIN, *_status_words(status)
        case DeviceFailed(status=status, is_open_ended=is_open_ended):
            # A driver that hung or crashed may have sent some of it.
            result = PaperResult.UNCERTAIN if is_open_ended else PaperResult.REFUSED
            return result, *_status_words(status)
        case _:
            assert_never(outcome)


def _status_words(status: DeviceStatus) -> tuple[str, str]:
    match status:
        case Unavailable(reason=reason, actor=actor) | Attention(reason=reason, actor=actor):
            return reason, actor
        case _:
            return "", ""
