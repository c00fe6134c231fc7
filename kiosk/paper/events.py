"""What the visit hears while its sheet is printed: frozen, closed, without personal data."""

from dataclasses import dataclass
from enum import StrEnum

from devices.status import Actor, DeviceStatus
from kiosk.paper.sheets import Attempt


@dataclass(frozen=True, slots=True)
class PrintStarted:
    """The printer has the job."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class PrintWaiting:
    """The job stands still or runs (no reasons). ``actor`` can set it going again."""

    attempt: Attempt
    reasons: tuple[str, ...]
    actor: Actor
    pages_completed: int


@dataclass(frozen=True, slots=True)
class SheetPrinted:
    """Every page was counted out."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class SheetUncertain:
    """Nobody can say what came out; never printed again by itself."""

    attempt: Attempt


class Refusal(StrEnum):
    """Why nothing was sent: also the key under ``licence.refused``."""

    PRINTER_GONE = "printer-gone"
    PRINTER_UNFIT = "printer-unfit"
    ALREADY_CLAIMED = "already-claimed"
    PLATFORM_AWAY = "platform-away"
    ALREADY_ISSUED = "already-issued"
    SHEET_IN_FLIGHT = "sheet-in-flight"
    PERSON_NEEDED = "person-needed"
    STOCK_EMPTY = "stock-empty"
    DISK_FULL = "disk-full"


@dataclass(frozen=True, slots=True)
class PrintRefused:
    """Nothing was sent; ``status`` where the printer's own state is why."""

    reason: Refusal
    status: DeviceStatus | None = None


@dataclass(frozen=True, slots=True)
class PrintSuspended:
    """The host closes down or cannot write any more; ``recover`` settles the sheet later."""

    attempt: Attempt


PrintEnd = SheetPrinted | SheetUncertain | PrintRefused | PrintSuspended
PrintEvent = PrintStarted | PrintWaiting | PrintEnd
