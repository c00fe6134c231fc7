"""The closed list of what host and visit say to each other.

No message carries personal data in its fields; the comment ``blob:`` says what travels beside it.
``request_id`` is minted by the visit and comes back in the answer.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from devices.status import Attention, Busy, DeviceReport, Ready, Role, Unavailable
from kiosk.host.scan_messages import (
    PageKept,
    PageLost,
    PageScanned,
    ScanEnded,
    ScanStarted,
    StartScan,
    StopScan,
)
from kiosk.host.wire import Codec

# --- visit -> host ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VisitReady:
    """The window is drawn and hidden: this visit may be shown."""

    visit_id: str
    pid: int


@dataclass(frozen=True, slots=True)
class VisitBeat:
    """The UI thread is alive (sent by the UI thread itself)."""


@dataclass(frozen=True, slots=True)
class VisitWoken:
    """A citizen touched the attract screen: start the next spare, keep the machine awake."""


@dataclass(frozen=True, slots=True)
class ServiceWanted:
    """Somebody at the attract screen knows the way to service and asks for it. The host decides."""


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """Nothing left to do for this citizen; kill me."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Wait for a card."""

    request_id: int
    timeout_seconds: float


@dataclass(frozen=True, slots=True)
class WatchCard:
    """Tell when the card has been taken away."""

    request_id: int
    timeout_seconds: float


@dataclass(frozen=True, slots=True)
class ScanCode:
    """Wait for a code."""

    request_id: int
    timeout_seconds: float


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """Cancel ReadCard, WatchCard or ScanCode."""

    request_id: int


@dataclass(frozen=True, slots=True)
class LightSlot:
    """The citizen must use this slot of the machine now, or none: its light burns alone."""

    slot: Role | None


@dataclass(frozen=True, slots=True)
class StartCamera:
    """Stream frames into the shared ring."""


@dataclass(frozen=True, slots=True)
class StopCamera:
    """Stop the stream and wipe the ring."""


@dataclass(frozen=True, slots=True)
class KeepFile:
    """blob: one sealed file of the coming case; durable before FileKept is answered."""

    request_id: int
    case_id: str
    upload_id: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class SubmitCase:
    """blob: sealed packet. ``header_json`` is contract.CaseHeader: clear, non-personal."""

    request_id: int
    header_json: str


@dataclass(frozen=True, slots=True)
class PrintReceiptJob:
    """blob: ESC/POS bytes."""

    request_id: int


@dataclass(frozen=True, slots=True)
class PrintLicenceJob:
    """blob: PDF. One copy of one result; ``is_numbered`` goes on controlled stock."""

    request_id: int
    case_id: str
    result_id: str
    is_numbered: bool
    number: str
    copy_seq: int
    pages: int


@dataclass(frozen=True, slots=True)
class SheetTaken:
    """The citizen confirmed that the sheet is in their hand."""

    result_id: str


@dataclass(frozen=True, slots=True)
class AskEnvelope:
    """blob: the envelope code as scanned."""

    request_id: int


@dataclass(frozen=True, slots=True)
class GiveRating:
    """A five-point rating, tied to the case, never to a person."""

    case_id: str
    service_code: str
    grade: int
    tags: tuple[str, ...]


# --- host -> visit ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShowVisit:
    """You are the one on the glass now. ``is_card_left``: somebody's card still lies there."""

    is_card_left: bool = False


@dataclass(frozen=True, slots=True)
class DevicesChanged:
    """All devices as they stand."""

    reports: tuple[DeviceReport, ...]


@dataclass(frozen=True, slots=True)
class PlatformChanged:
    """Whether the platform answers, since when; its key (base64) and its items once known.

    ``items`` are (code, version); None as long as no catalogue was ever fetched.
    """

    is_online: bool
    since: datetime
    platform_key: str | None
    items: tuple[tuple[str, str], ...] | None
    suspended: tuple[str, ...]


class CardResult(StrEnum):
    """How ReadCard or WatchCard ended."""

    READ = "read"
    NONE = "none"
    MOVED = "moved"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"
    TAKEN = "taken"
    STILL_THERE = "still-there"


@dataclass(frozen=True, slots=True)
class CardSettled:
    """blob: text and photo payload when ``result`` is READ."""

    request_id: int
    result: CardResult
    #: SW3 of the security module, when ``result`` is REFUSED.
    status_word: int = 0


class CodeResult(StrEnum):
    """How ScanCode ended."""

    READ = "read"
    NONE = "none"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CodeSettled:
    """blob: the raw code when ``result`` is READ."""

    request_id: int
    result: CodeResult


@dataclass(frozen=True, slots=True)
class CameraStarted:
    """Frames arrive in the ring of this name."""

    ring_name: str


@dataclass(frozen=True, slots=True)
class CameraStopped:
    """No frames any more; ``reason`` is empty when it was asked for."""

    reason: str


@dataclass(frozen=True, slots=True)
class FileKept:
    """The sealed file is on the disk."""

    request_id: int
    upload_id: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class CaseStored:
    """Rung one: durable in this machine."""

    request_id: int
    case_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseNotStored:
    """Nothing was taken over (disk full, packet wrong)."""

    request_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class CaseProgressed:
    """Rungs two and three. ``reply_json`` is contract.CaseReply (numbers, no person)."""

    case_id: str
    reply_json: str


@dataclass(frozen=True, slots=True)
class CaseHeldUp:
    """The platform refused the case in a way that a person must look at."""

    case_id: str
    problem_code: str


@dataclass(frozen=True, slots=True)
class ResultArrived:
    """blob: result sealed to the case's own result key."""

    case_id: str
    result_id: str
    kind: str
    layout: str
    number: str
    copy_seq: int


class PaperResult(StrEnum):
    """How a receipt or a sheet stands."""

    STARTED = "started"
    WAITING = "waiting"
    PRINTED = "printed"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class PaperProgressed:
    """Answer to PrintReceiptJob (once) and PrintLicenceJob (several times, the last final)."""

    request_id: int
    result: PaperResult
    reason: str
    actor: str


@dataclass(frozen=True, slots=True)
class EnvelopeAnswered:
    """blob: contract.EnvelopeView as JSON when found."""

    request_id: int
    is_found: bool
    reason: str


FROM_VISIT: tuple[type, ...] = (
    VisitReady,
    VisitBeat,
    VisitWoken,
    ServiceWanted,
    VisitEnded,
    ReadCard,
    WatchCard,
    ScanCode,
    StopWaiting,
    LightSlot,
    StartCamera,
    StopCamera,
    StartScan,
    PageKept,
    PageLost,
    StopScan,
    KeepFile,
    SubmitCase,
    PrintReceiptJob,
    PrintLicenceJob,
    SheetTaken,
    AskEnvelope,
    GiveRating,
)
FROM_HOST: tuple[type, ...] = (
    ShowVisit,
    DevicesChanged,
    PlatformChanged,
    CardSettled,
    CodeSettled,
    CameraStarted,
    CameraStopped,
    ScanStarted,
    PageScanned,
    ScanEnded,
    FileKept,
    CaseStored,
    CaseNotStored,
    CaseProgressed,
    CaseHeldUp,
    ResultArrived,
    PaperProgressed,
    EnvelopeAnswered,
)
#: Parts that only stand inside messages.
_PARTS: tuple[type, ...] = (DeviceReport, Ready, Busy, Attention, Unavailable)

CODEC = Codec(FROM_VISIT + FROM_HOST + _PARTS)
