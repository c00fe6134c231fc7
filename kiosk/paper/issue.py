"""Printing one official sheet, once: claim, reserve, submit, watch, settle.

Runs on the printer's worker thread. Owns the order of the steps, each durable before the next
effect; must not compose documents and never sends a job twice.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, assert_never

from devices.ports import (
    JobOutcome,
    JobTicket,
    JobWaiting,
    LicencePrinter,
    SubmissionRefused,
    SubmissionUnknown,
)
from devices.status import Attention, Busy, DeviceGoneError, Ready, Unavailable
from kiosk.clock import Clock
from kiosk.paper.events import (
    PrintEnd,
    PrintEvent,
    PrintRefused,
    PrintStarted,
    PrintSuspended,
    PrintWaiting,
    Refusal,
    SheetUncertain,
)
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.recovery import recover
from kiosk.paper.sheets import (
    AlreadyIssued,
    Attempt,
    PersonNeeded,
    SheetInFlight,
    SheetOrder,
    StockEmpty,
)
from kiosk.paper.states import IN_FLIGHT
from kiosk.paper.watch import settle
from kiosk.uplink.database import DiskFullError
from printer.licence.reasons import actor_for

#: Between two questions: the citizen sees every change within a blink, the printer is not busy.
_POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Claimed:
    """The right to print this copy now, on this terminal and on no other."""

    token: str


@dataclass(frozen=True, slots=True)
class AlreadyClaimed:
    """Another terminal prints it or has printed it, or the token was refused."""


@dataclass(frozen=True, slots=True)
class PlatformAway:
    """Nobody can say whether another terminal prints it: so nothing is printed."""


ClaimOutcome = Claimed | AlreadyClaimed | PlatformAway


class ResultDesk(Protocol):
    """The platform's counter for results."""

    def claim(self, result_id: str) -> ClaimOutcome:
        """Ask for the right to print this result."""
        ...


@dataclass(frozen=True, slots=True)
class IssueLimits:
    """How long a sheet may take before a person has to look."""

    #: Without any progress: long enough for staff to come and put paper in.
    stalled_seconds: float = 600.0
    #: From the first question that the printer did not answer: it has lost power or its cable.
    silent_seconds: float = 30.0


class LicenceIssue:
    """Prints sheets through one printer and one ledger, and says how it goes."""

    def __init__(
        self,
        ledger: CustodyLedger,
        printer: LicencePrinter,
        desk: ResultDesk,
        clock: Clock,
        limits: IssueLimits = IssueLimits(),
    ) -> None:
        self._ledger, self._printer, self._desk = ledger, printer, desk
        self._clock, self._limits = clock, limits

    def print_once(
        self,
        order: SheetOrder,
        document: bytearray,
        report: Callable[[PrintEvent], None],
        cancelled: threading.Event,
    ) -> PrintEnd:
        """Print one copy. The last event reported is also returned. ``document`` is not wiped.

        ``cancelled`` means that the host closes down; a sheet on its way is not called back.
        """
        try:
            end = self._print_once(order, document, report, cancelled)
        except DiskFullError:
            end = self._unwritten(order)
        report(end)
        return end

    def _unwritten(self, order: SheetOrder) -> PrintEnd:
        """A step that could not be written down counts as not taken: see how far it got."""
        for attempt in self._ledger.unfinished():
            if attempt.order == order and attempt.state in IN_FLIGHT:
                return PrintSuspended(attempt)
        return PrintRefused(Refusal.DISK_FULL)

    def _print_once(
        self,
        order: SheetOrder,
        document: bytearray,
        report: Callable[[PrintEvent], None],
        cancelled: threading.Event,
    ) -> PrintEnd:
        if refusal := self._unfit():
            return refusal
        # The printer may have been away when the host started: earlier sheets come first.
        recover(self._ledger, self._printer)
        reserved = self._reserve(order)
        if isinstance(reserved, PrintRefused):
            return reserved
        submitted = self._submit(reserved, document)
        if not isinstance(submitted, Attempt):
            return submitted
        report(PrintStarted(submitted))
        return self._watch(submitted, report, cancelled)

    def _unfit(self) -> PrintRefused | None:
        """Look before claiming: a claim keeps other terminals from printing."""
        try:
            status = self._printer.probe()
        except DeviceGoneError:
            return PrintRefused(Refusal.PRINTER_GONE)
        match status:
            case Ready() | Attention():
                return None
            case Busy() | Unavailable():
                return PrintRefused(Refusal.PRINTER_UNFIT, status)
            case _:
                assert_never(status)

    def _reserve(self, order: SheetOrder) -> Attempt | PrintRefused:
        match self._desk.claim(order.result_id):
            case AlreadyClaimed():
                return PrintRefused(Refusal.ALREADY_CLAIMED)
            case PlatformAway():
                return PrintRefused(Refusal.PLATFORM_AWAY)
            case Claimed(token=token):
                return _reserved_or_refused(self._ledger.reserve(order, token))
            case never:
                assert_never(never)

    def _submit(self, reserved: Attempt, document: bytearray) -> Attempt | PrintEnd:
        order, attempt_id = reserved.order, reserved.attempt_id
        self._ledger.begin(attempt_id)
        try:
            outcome = self._printer.submit(document, order.job_name, order.pages)
        except DeviceGoneError as gone:
            # The port raises this only before the first byte of the job.
            self._ledger.refuse(attempt_id, gone.reason)
            return PrintRefused(Refusal.PRINTER_GONE)
        match outcome:
            case JobTicket():
                return self._ledger.accept(attempt_id, outcome)
            case SubmissionRefused(status=status):
                self._ledger.refuse(attempt_id, "printer-unfit")
                return PrintRefused(Refusal.PRINTER_UNFIT, status)
            case SubmissionUnknown(reason=reason):
                return self._look_for(self._ledger.attempt(attempt_id), reason)
            case _:
                assert_never(outcome)

    def _look_for(self, attempt: Attempt, reason: str) -> Attempt | SheetUncertain:
        """The wire broke while sending. The printer may well have the job: ask, never resend."""
        try:
            found = self._printer.find_job(attempt.order.job_name)
        except DeviceGoneError:
            found = None
        if found is None:
            return SheetUncertain(self._ledger.doubt(attempt.attempt_id, reason))
        return self._ledger.accept(attempt.attempt_id, found)

    def _watch(
        self,
        attempt: Attempt,
        report: Callable[[PrintEvent], None],
        cancelled: threading.Event,
    ) -> PrintEnd:
        told: JobWaiting | None = None
        moved_at = self._clock.monotonic()
        #: Of questions, not of time: a host that got no turn did not ask.
        unanswered_at: float | None = None
        while True:
            outcome, now = self._ask(attempt), self._clock.monotonic()
            if outcome is None:
                unanswered_at = now if unanswered_at is None else unanswered_at
            else:
                unanswered_at = None
                settled = settle(self._ledger, attempt, outcome)
                if not isinstance(settled, JobWaiting):
                    return settled
                if settled != told:
                    told, moved_at = settled, now
                    report(_waiting(attempt, settled))
            silent_seconds = 0.0 if unanswered_at is None else now - unanswered_at
            if reason := self._given_up(now - moved_at, silent_seconds):
                return SheetUncertain(self._ledger.doubt(attempt.attempt_id, reason))
            if self._clock.wait(cancelled, _POLL_SECONDS):
                return PrintSuspended(attempt)

    def _ask(self, attempt: Attempt) -> JobOutcome | None:
        ticket = attempt.ticket
        if ticket is None:
            raise RuntimeError("a sheet without a ticket cannot be watched")
        try:
            return self._printer.job(ticket, attempt.order.pages)
        except DeviceGoneError:
            return None

    def _given_up(self, stalled_seconds: float, silent_seconds: float) -> str | None:
        if silent_seconds > self._limits.silent_seconds:
            return "printer-silent"
        return "stalled" if stalled_seconds > self._limits.stalled_seconds else None


def _waiting(attempt: Attempt, job: JobWaiting) -> PrintWaiting:
    return PrintWaiting(attempt, job.reasons, actor_for(job.reasons), job.pages_completed)


def _reserved_or_refused(
    outcome: Attempt | AlreadyIssued | SheetInFlight | PersonNeeded | StockEmpty,
) -> Attempt | PrintRefused:
    match outcome:
        case Attempt():
            return outcome
        case AlreadyIssued():
            return PrintRefused(Refusal.ALREADY_ISSUED)
        case SheetInFlight():
            return PrintRefused(Refusal.SHEET_IN_FLIGHT)
        case PersonNeeded():
            return PrintRefused(Refusal.PERSON_NEEDED)
        case StockEmpty():
            return PrintRefused(Refusal.STOCK_EMPTY)
        case _:
            assert_never(outcome)
