"""What can happen to a session besides a touch; and what a session asks to be done.

Events are past tense, effects are imperative. Owns the two closed lists; must not do anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from devices.ports import ScanSource
from devices.status import DeviceReport
from kiosk.host.messages import PaperResult
from kiosk.host.scan_messages import ScanResult
from kiosk.identity.documents import Person
from kiosk.uplink.contract import CaseReply, EnvelopeView
from kiosk.visit.state import CardTrouble, PlatformView

# --- events -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """The visit is on the glass now. ``is_card_left``: somebody else's card lies on the reader."""

    is_card_left: bool = False


@dataclass(frozen=True, slots=True)
class Ticked:
    """A quarter of a second passed."""


@dataclass(frozen=True, slots=True)
class DevicesReported:
    """All devices as they stand."""

    reports: tuple[DeviceReport, ...]


@dataclass(frozen=True, slots=True)
class PlatformReported:
    """The platform came or went."""

    platform: PlatformView


@dataclass(frozen=True, slots=True)
class PersonRead:
    """A whole card was read and understood."""

    request_id: int
    person: Person


@dataclass(frozen=True, slots=True)
class CardFailed:
    """No person came of it; ``trouble`` is None when simply no card was laid."""

    request_id: int
    trouble: CardTrouble | None
    #: What the security module said to a card that it refused (SW3).
    status_word: int = 0


@dataclass(frozen=True, slots=True)
class CardTaken:
    """The reader is empty again."""


@dataclass(frozen=True, slots=True)
class CardStillThere:
    """The host looked long enough, and the card lies there as before."""


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The code says something that no terminal of ours understands; ``reason`` is a text key."""

    request_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class CodeNotRead:
    """No code was shown in time, or the scanner is gone."""

    request_id: int
    is_scanner_gone: bool


@dataclass(frozen=True, slots=True)
class EnvelopeFound:
    """The platform knows the envelope."""

    request_id: int
    view: EnvelopeView


@dataclass(frozen=True, slots=True)
class CameraLive:
    """Frames arrive and are looked at."""


@dataclass(frozen=True, slots=True)
class PageLookedAt:
    """What the page finder sees now. ``quad`` is empty when there is no page."""

    quad: tuple[tuple[float, float], ...]
    hint: str
    checks: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class PageAdded:
    """A page was taken (or taken again)."""

    index: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class PageGone:
    """A page was thrown away; those behind it move up."""

    index: int


@dataclass(frozen=True, slots=True)
class ScanKept:
    """All pages of a material are sealed and on the host's disk."""

    material_id: str
    pages: int
    digest: str
    upload_id: str


@dataclass(frozen=True, slots=True)
class CameraGone:
    """No frames come any more; the pages that were taken are still there."""

    reason: str


@dataclass(frozen=True, slots=True)
class ScanSettled:
    """The scanner has ended; ``pages`` of it were taken, ``reason`` says why it failed."""

    result: ScanResult
    pages: int
    reason: str


@dataclass(frozen=True, slots=True)
class CaptureBroke:
    """The page worker is gone, or what it made cannot be kept; ``reason`` is a text key."""

    reason: str


@dataclass(frozen=True, slots=True)
class StoredHere:
    """Rung one."""

    case_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotStored:
    """The case was not taken over: nothing is lost, the citizen still has it in hand."""

    reason: str


@dataclass(frozen=True, slots=True)
class PlatformSaid:
    """Rungs two and three."""

    reply: CaseReply


@dataclass(frozen=True, slots=True)
class HeldUp:
    """The platform will not take the case without a person looking at it."""

    case_id: str
    code: str


@dataclass(frozen=True, slots=True)
class ResultReady:
    """The decision is here, and could be opened."""

    case_id: str
    result_id: str
    number: str


@dataclass(frozen=True, slots=True)
class PaperMoved:
    """How a receipt or sheet stands."""

    request_id: int
    result: PaperResult
    reason: str
    actor: str


Event = (
    Shown
    | Ticked
    | DevicesReported
    | PlatformReported
    | PersonRead
    | CardFailed
    | CardTaken
    | CardStillThere
    | CodeRefused
    | CodeNotRead
    | EnvelopeFound
    | CameraLive
    | PageLookedAt
    | PageAdded
    | PageGone
    | ScanKept
    | CameraGone
    | ScanSettled
    | CaptureBroke
    | StoredHere
    | NotStored
    | PlatformSaid
    | HeldUp
    | ResultReady
    | PaperMoved
)

# --- effects ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tell:
    """Say this to the host (a message without a blob)."""

    message: object


@dataclass(frozen=True, slots=True)
class StartPages:
    """Camera on, page worker on."""

    material_id: str


@dataclass(frozen=True, slots=True)
class StopPages:
    """Camera off; what was taken of this material is forgotten."""


@dataclass(frozen=True, slots=True)
class TakePage:
    """Take the picture now."""


@dataclass(frozen=True, slots=True)
class RunScanner:
    """The camera rests, the scanner takes at most so many pages."""

    source: ScanSource
    most_pages: int


@dataclass(frozen=True, slots=True)
class HaltScanner:
    """No more pages of the scan that runs."""


@dataclass(frozen=True, slots=True)
class DropPage:
    """Throw one page away."""

    index: int


@dataclass(frozen=True, slots=True)
class KeepPages:
    """Make the file of this material, seal it, have it kept."""


@dataclass(frozen=True, slots=True)
class SubmitCase:
    """Assemble, seal, hand over."""


@dataclass(frozen=True, slots=True)
class MakeReceipt:
    """Lay out what is true now, print it."""

    request_id: int


@dataclass(frozen=True, slots=True)
class MakeSheet:
    """Open the result, typeset it, print it once."""

    request_id: int


@dataclass(frozen=True, slots=True)
class EndVisit:
    """Go."""

    reason: str


Effect = (
    Tell
    | StartPages
    | StopPages
    | TakePage
    | RunScanner
    | HaltScanner
    | DropPage
    | KeepPages
    | SubmitCase
    | MakeReceipt
    | MakeSheet
    | EndVisit
)
