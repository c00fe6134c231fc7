"""A thermal printer with ESC/POS at the end of a serial, network or USB wire.

Owns sending and waiting. Believes only what the printer answers: silence is never "paper
OK", and a receipt counts as printed only when the completion barrier behind its cut was answered.
"""

import threading
from dataclasses import dataclass, replace

from devices.inspection import Inspection
from devices.paper_fed import PaperFed
from devices.ports import (
    PresenterOutcome,
    ReceiptLeft,
    ReceiptOutcome,
    ReceiptPrinted,
    ReceiptRefused,
    ReceiptUncertain,
)
from devices.recovery import Resettable
from devices.status import (
    Actor,
    DeviceGoneError,
    DeviceStatus,
    Ready,
    State,
    Unavailable,
    is_usable,
)
from devices.transport.transport import Transport
from kiosk.clock import Clock
from printer.receipt.commands import CLEAR_BUFFER, COMPLETION_BARRIER, INITIALIZE, RECOVER
from printer.receipt.conversation import Conversation
from printer.receipt.paper_length import paper_mm
from printer.receipt.presenter import Presenter, PresenterKind
from printer.receipt.status import SILENT, is_barrier_answer, judge, says_paper_end

CAPABILITIES = frozenset(
    {
        "prints-receipt",
        "cuts",
        "senses-paper-low",
        "senses-paper-out",
        "senses-cover",
        "senses-completion",
    }
)

_STRIP_BYTES = 1024


@dataclass(frozen=True, slots=True)
class EscposPrinterSettings:
    """Time limits, and what the model understands."""

    #: One status byte. Printers answer real-time queries in a few milliseconds.
    answer_seconds: float = 0.5
    #: The whole job into the printer's buffer; at 9600 baud a receipt with a raster line takes 4 s.
    send_seconds: float = 15.0
    #: From the last byte sent to the barrier: 250 mm of paper at a slow 50 mm/s, and the cut.
    finish_seconds: float = 20.0
    #: While waiting for the barrier the printer is asked this often what holds it up.
    look_seconds: float = 0.5
    #: DLE DC4 8. A model without it keeps the rest of an interrupted job in its buffer.
    clears_buffer: bool = True
    #: What is at the mouth, after ``printer/receipt/presenter.py``.
    presenter: PresenterKind = "none"


class EscposPrinter:
    """Implements ``devices.ports.ReceiptPrinter``, with a presenter also ``PresentingPrinter``."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        settings: EscposPrinterSettings | None = None,
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._settings = settings or EscposPrinterSettings()
        self._last: DeviceStatus = Ready()
        #: ``devices.paper_fed.FeedingPrinter``: of jobs whose barrier was answered.
        self.fed = PaperFed()
        kind = self._settings.presenter
        self._conversation = Conversation(
            transport, clock, self._settings.answer_seconds, has_tear_bar=kind == "tear-bar"
        )
        self._presenter = Presenter(kind, self._conversation, clock)

    def open(self) -> None:
        """Connect, and throw away what a broken-off job may have left in the printer."""
        self._transport.open()
        try:
            self._forget_rest()
        except DeviceGoneError:
            self._transport.close()
            raise
        self._presenter.forget()

    def close(self) -> None:
        self._transport.close()

    def reset(self) -> None:
        """The USB port, where it is one; then buffer, error and modes of the printer itself."""
        if isinstance(self._transport, Resettable):
            self._transport.reset()
        self._transport.open()
        try:
            self._conversation.send(RECOVER)
            self._conversation.send(INITIALIZE)
        finally:
            self._transport.close()

    def sever(self) -> None:
        self._transport.sever()

    def capabilities(self) -> frozenset[str]:
        return CAPABILITIES | self._presenter.capabilities

    def probe(self) -> DeviceStatus:
        self._conversation.drain()
        condition = self._conversation.condition()
        status = judge(condition, self._clock.wall())
        if is_usable(status):
            # A stopped printer may not answer GS e, and its own trouble comes first anyway.
            status = self._presenter.trouble(condition) or status
        return self._remember(status)

    def inspect(self) -> Inspection:
        """The four status bytes as they came, and what hangs at the mouth."""
        self._conversation.drain()
        heard = self._conversation.condition()
        names = ("printer", "offline", "error", "paper")
        facts = {name: f"{getattr(heard, name):02X}" for name in names}
        match judge(heard, self._clock.wall()):
            case Unavailable(reason=reason):
                return Inspection(facts, reason)
            case _:
                mouth, trouble = self._presenter.inspect(heard)
                return Inspection(facts | mouth, trouble)

    def print_receipt(self, job: bytearray) -> ReceiptOutcome:
        """As the port says. Raises DeviceGoneError only as long as nothing was sent."""
        if not job.endswith(COMPLETION_BARRIER):
            raise ValueError("a job without its completion barrier can never be known as printed")
        # Whatever lies at the mouth now is somebody else's, or was not waited for.
        self._presenter.forget()
        status = self.probe()
        if not is_usable(status):
            return ReceiptRefused(status)
        try:
            return self._send_and_wait(job)
        except DeviceGoneError as gone:
            # What the printer was told stays unknown; the next probe finds the wire broken, and
            # ``open`` clears the printer.
            return ReceiptUncertain(self._gone(gone.reason))

    def await_taken(self, timeout_seconds: float, cancelled: threading.Event) -> PresenterOutcome:
        """As the port says. Raises DeviceGoneError for silence, which is never "taken"."""
        self._conversation.drain()
        outcome = self._presenter.await_taken(timeout_seconds, cancelled)
        if isinstance(outcome, ReceiptLeft):
            self._remember(outcome.status)
        return outcome

    # --- printing ------------------------------------------------------------------------------

    def _send_and_wait(self, job: bytearray) -> ReceiptOutcome:
        self._conversation.barrier_answer = None
        deadline = self._clock.monotonic() + self._settings.send_seconds
        with memoryview(job) as view:
            for start in range(0, len(view), _STRIP_BYTES):
                self._conversation.send(view[start : start + _STRIP_BYTES], deadline)
        status = self._await_barrier()
        if status is None:
            self._conversation.drain()
            self.fed = self.fed.after(paper_mm(job))
            status = self._presenter.present()
            if status is None:
                return ReceiptPrinted()
            return ReceiptUncertain(self._remember(status))
        self._forget_rest()
        return ReceiptUncertain(self._remember(status))

    def _await_barrier(self) -> DeviceStatus | None:
        """``None`` when the barrier was answered, else what kept it."""
        deadline = self._clock.monotonic() + self._settings.finish_seconds
        status: DeviceStatus | None = None
        while (now := self._clock.monotonic()) < deadline:
            self._conversation.hear(
                is_barrier_answer, min(deadline, now + self._settings.look_seconds)
            )
            status = None if self._conversation.barrier_answer is not None else self._look()
            if (answer := self._conversation.barrier_answer) is not None:
                return self._whole(answer)
            if status is not None and not is_usable(status):
                return status
        if status is None:
            return self._gone(SILENT)
        # It answers, nothing is wrong, and yet the paper does not come.
        return Unavailable(
            State.HARDWARE_ERROR, "not-finished", Actor.TECHNICIAN, self._clock.wall()
        )

    def _whole(self, answer: int) -> DeviceStatus | None:
        """Some models go on without paper and answer in turn: the answer itself tells."""
        if not says_paper_end(answer):
            return None
        return Unavailable(State.USER_ERROR, "media-empty", Actor.HOST_STAFF, self._clock.wall())

    def _look(self) -> DeviceStatus | None:
        """What the printer says meanwhile; ``None`` when it says nothing."""
        try:
            return judge(self._conversation.condition(), self._clock.wall())
        except DeviceGoneError as gone:
            if gone.reason == SILENT:
                return None  # a busy printer may fall silent; the deadline of the job decides
            raise

    def _forget_rest(self) -> None:
        """Nothing of this receipt may come out for the next citizen, when paper is put in."""
        if self._settings.clears_buffer:
            self._conversation.send(CLEAR_BUFFER)

    # --- status --------------------------------------------------------------------------------

    def _remember(self, status: DeviceStatus) -> DeviceStatus:
        """The same trouble as last time began when it was first seen."""
        match status, self._last:
            case (Unavailable(), Unavailable()) if status.reason == self._last.reason:
                status = replace(status, since=self._last.since)
            case _:
                pass
        self._last = status
        return status

    def _gone(self, reason: str) -> Unavailable:
        return Unavailable(State.NO_DEVICE, reason, Actor.TECHNICIAN, self._clock.wall())
