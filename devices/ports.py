"""A Protocol per role. Every adapter of a role passes the role's conformance suite in ``tests``.

Methods are synchronous and are called only on the device's own worker thread
(``devices/worker.py``). Expected outcomes are values; ``DeviceGoneError`` means that the wire broke
and the worker must reopen. ``cancelled`` is polled at least every 0.3 s.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from devices.status import DeviceStatus, Role


class Device(Protocol):
    """What every adapter can do."""

    def open(self) -> None:
        """Connect. Raises DeviceGoneError when there is nobody at the other end."""
        ...

    def close(self) -> None:
        """Let go of the wire. Never raises; safe to call twice."""
        ...

    def probe(self) -> DeviceStatus:
        """Ask the device how it is. Raises DeviceGoneError when it does not answer."""
        ...

    def capabilities(self) -> frozenset[str]:
        """What it can do and what it can sense."""
        ...


# --- ID-card reader ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardRead:
    """A whole, checked answer of command 30 01. ``payload`` is text+photo with its length words.

    The bytes are the only copy: whoever receives them wipes them (``payload[:] = bytes(n)``).
    """

    payload: bytearray


@dataclass(frozen=True, slots=True)
class NoCard:
    """Nobody laid a card before the deadline."""


@dataclass(frozen=True, slots=True)
class CardMoved:
    """The card was lifted or slid while it was read."""


@dataclass(frozen=True, slots=True)
class CardRefused:
    """The security module does not accept this card (SW3 31, 32, 33, 40, 41...)."""

    status_word: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The one who asked does not want it any more."""


CardOutcome = CardRead | NoCard | CardMoved | CardRefused | Cancelled


class IdReader(Device, Protocol):
    """Reads cards with a SAM (GA 450 / GA 467)."""

    def read_card(self, timeout_seconds: float, cancelled: threading.Event) -> CardOutcome:
        """Wait for a card and read it whole."""
        ...

    def wait_removed(self, timeout_seconds: float, cancelled: threading.Event) -> bool:
        """Wait until no card answers any more; true when it was taken."""
        ...


# --- QR scanner -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeRead:
    """Raw bytes of one code, terminator and AIM prefix removed; not yet believed."""

    payload: bytearray
    symbology: str


@dataclass(frozen=True, slots=True)
class NoCode:
    """No code was shown before the deadline."""


CodeOutcome = CodeRead | NoCode | Cancelled


class QrScanner(Device, Protocol):
    """Reads QR codes and bar codes."""

    def scan(self, timeout_seconds: float, cancelled: threading.Event) -> CodeOutcome:
        """Light up and wait for one code."""
        ...


# --- Document camera --------------------------------------------------------------------------


class DocumentScanner(Device, Protocol):
    """A camera above a tray. Frames go to ``sink`` (BGR, height x width x 3, uint8)."""

    def stream(
        self, sink: Callable[[memoryview, int, int], None], cancelled: threading.Event
    ) -> None:
        """Deliver frames ``sink(pixels, width, height)`` until cancelled.

        The memory belongs to the adapter and is overwritten by the next frame. Raises
        DeviceGoneError when the picture freezes or vanishes.
        """
        ...


# --- Page scanner: flatbed, feeder -------------------------------------------------------------


class ScanSource(StrEnum):
    """Where the paper lies; each is also a capability of a scanner that has it."""

    FLATBED = "flatbed"
    FEEDER = "feeder"


@dataclass(frozen=True, slots=True)
class PagesScanned:
    """Every sheet is in: the one on the glass, or all of the feeder until it was empty."""

    pages: int


@dataclass(frozen=True, slots=True)
class FeederEmpty:
    """No sheet lay in the feeder: nothing was scanned."""


@dataclass(frozen=True, slots=True)
class FeederTooFull:
    """The limit of pages was reached; what lay behind them in the feeder was not delivered."""

    pages: int


@dataclass(frozen=True, slots=True)
class ScanFailed:
    """It stopped after ``pages`` whole ones (jam, open cover, half a page); ``status`` says why."""

    pages: int
    status: DeviceStatus


ScanOutcome = PagesScanned | FeederEmpty | FeederTooFull | ScanFailed | Cancelled

#: ``sink(number, pixels, width_px, height_px)``: pages are numbered from 1 without a gap.
PageSink = Callable[[int, memoryview, int, int], None]


class PageScanner(Device, Protocol):
    """A scanner that moves over paper, or paper over itself."""

    def scan(
        self, source: ScanSource, sink: PageSink, cancelled: threading.Event, most_pages: int = 40
    ) -> ScanOutcome:
        """Scan the glass, or the feeder until it is empty; each whole page goes to ``sink`` once.

        Pixels are BGR, height x width x 3, uint8. The memory belongs to the adapter and is wiped
        when ``sink`` returns; the feeder waits meanwhile. Raises DeviceGoneError.
        """
        ...


# --- Receipt printer --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptPrinted:
    """The barrier after the cut was answered: the paper has come out."""


@dataclass(frozen=True, slots=True)
class ReceiptRefused:
    """Nothing was sent: the printer was not fit to print."""

    status: DeviceStatus


@dataclass(frozen=True, slots=True)
class ReceiptUncertain:
    """Some bytes were sent and no answer came. Never claimed as printed."""

    status: DeviceStatus


ReceiptOutcome = ReceiptPrinted | ReceiptRefused | ReceiptUncertain


class ReceiptPrinter(Device, Protocol):
    """A thermal printer that takes ready-made ESC/POS bytes."""

    def print_receipt(self, job: bytearray) -> ReceiptOutcome:
        """Check the status, send, cut, wait for the barrier. Wiping ``job`` is the caller's."""
        ...


@dataclass(frozen=True, slots=True)
class ReceiptTaken:
    """The mouth is empty: somebody has the paper."""


@dataclass(frozen=True, slots=True)
class ReceiptRetracted:
    """Nobody took it in time: it lies inside, where no stranger gets it."""


@dataclass(frozen=True, slots=True)
class ReceiptLeft:
    """It still hangs at the mouth, and the printer cannot draw it back."""

    status: DeviceStatus


PresenterOutcome = ReceiptTaken | ReceiptRetracted | ReceiptLeft


class PresentingPrinter(ReceiptPrinter, Protocol):
    """A receipt printer that senses a hand; its capabilities say ``senses-receipt-taken``."""

    def await_taken(self, timeout_seconds: float, cancelled: threading.Event) -> PresenterOutcome:
        """After a receipt was printed: wait until it is taken, else draw it back in.

        ``cancelled`` means that nobody stands there any more. Silence raises DeviceGoneError.
        """
        ...


# --- Licence printer --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JobTicket:
    """How a job is found again after a crash: by name and uuid, never by job id."""

    job_name: str
    job_uuid: str
    job_id: int
    printer_up_time: int


@dataclass(frozen=True, slots=True)
class SubmissionRefused:
    """Nothing was sent: not idle, no paper, wrong paper."""

    status: DeviceStatus


@dataclass(frozen=True, slots=True)
class SubmissionUnknown:
    """The connection broke while sending: the printer may or may not have the job."""

    reason: str


SubmissionOutcome = JobTicket | SubmissionRefused | SubmissionUnknown


@dataclass(frozen=True, slots=True)
class JobWaiting:
    """Not yet at the paper, or stopped for a reason that somebody can cure."""

    reasons: tuple[str, ...]
    pages_completed: int


@dataclass(frozen=True, slots=True)
class JobPrinted:
    """job-state 9, every impression counted, same uuid, printer not restarted since."""

    pages_completed: int


@dataclass(frozen=True, slots=True)
class JobUncertain:
    """Aborted, cancelled, vanished, restarted: nobody can say what came out. A person looks."""

    reason: str
    pages_completed: int


JobOutcome = JobWaiting | JobPrinted | JobUncertain


class LicencePrinter(Device, Protocol):
    """A page printer for numbered sheets, over IPP."""

    def submit(self, document: bytearray, job_name: str, pages: int) -> SubmissionOutcome:
        """Hand over one PDF, once. Never retried by the adapter."""
        ...

    def job(self, ticket: JobTicket, pages: int) -> JobOutcome:
        """How the job stands."""
        ...

    def find_job(self, job_name: str) -> JobTicket | None:
        """Look for a job by name among all that the printer remembers."""
        ...


# --- the box itself ---------------------------------------------------------------------------


class Contact(StrEnum):
    """What a switch of the box can say, by the names of CEN XFS4IoT's Auxiliaries."""

    CABINET_DOOR = "cabinet-door"
    TAMPER = "tamper"
    PROXIMITY = "proximity"
    UPS_POWERING = "ups-powering"
    UPS_LOW = "ups-low"


@dataclass(frozen=True, slots=True)
class BoxInputs:
    """What the box feels now. Only what is wired is in it; True means open, touched, near, on."""

    contacts: Mapping[Contact, bool] = field(default_factory=dict)
    temperature_celsius: float | None = None


@dataclass(frozen=True, slots=True)
class LightsSet:
    """The board was asked afterwards and said that exactly these slots are lit."""

    lit: frozenset[Role]


@dataclass(frozen=True, slots=True)
class LightsRefused:
    """The board answered, and did not do it."""

    reason: str


LightsOutcome = LightsSet | LightsRefused


class IoBoard(Device, Protocol):
    """Inputs and lamps of the box (XFS4IoT Auxiliaries and Lights)."""

    def read_inputs(self) -> BoxInputs:
        """Every wired input, as it is now."""
        ...

    def set_lights(self, lit: frozenset[Role]) -> LightsOutcome:
        """Light the guide lights of these slots, and no other. Slots without a lamp are skipped."""
        ...
