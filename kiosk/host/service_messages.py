"""The closed list of what host and service visit say to each other. Never anything of a citizen.

A service visit is staff at the glass: it sees states, counts and masked frames. It has a codec of
its own, so that a message which carries a citizen's bytes cannot even be spelled here. A badge's
code and a PIN travel as blobs, as personal data does.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from devices.record import DeviceRecord
from devices.status import Attention, Busy, DeviceReport, Ready, Unavailable
from kiosk.host.messages import (
    DevicesChanged,
    PlatformChanged,
    ShowVisit,
    VisitBeat,
    VisitEnded,
    VisitReady,
)
from kiosk.host.wire import Codec
from kiosk.upkeep.device_days import DeviceFigures, Spell
from kiosk.upkeep.receipt_roll import PaperLeft

# --- service visit -> host --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AwaitBadge:
    """Wait for a staff badge at the code window, or a staff member's card on the reader."""

    request_id: int
    timeout_seconds: float


@dataclass(frozen=True, slots=True)
class StopBadge:
    """Nobody waits for a badge any more."""


@dataclass(frozen=True, slots=True)
class TypeBadge:
    """blob: what somebody typed from a badge, UTF-8."""

    request_id: int


@dataclass(frozen=True, slots=True)
class TryPin:
    """blob: the digits. For the badge that this visit was told of last."""

    request_id: int


@dataclass(frozen=True, slots=True)
class LookAtDevice:
    """Ask for frames and figures of a device. A technician's right."""

    request_id: int
    device_id: str


@dataclass(frozen=True, slots=True)
class ReopenDevice:
    """Ask the device anew how it is, at once: after a refill, a cured jam, a cable."""

    request_id: int
    device_id: str
    #: What was done, a word of ``Chore``.
    chore: str


@dataclass(frozen=True, slots=True)
class TryDevice:
    """Do one trial of the plan. ``trial`` is a word of ``TrialName``."""

    request_id: int
    device_id: str
    trial: str
    #: Which lamp of a board; it burns until the answer is judged.
    slot: str = ""


@dataclass(frozen=True, slots=True)
class StopTrial:
    """Do not wait for the card or the code any longer; the lamp that was lit goes out."""


@dataclass(frozen=True, slots=True)
class ActOnDevice:
    """Have one device do something at once. ``action`` is a word of ``ActionName``."""

    request_id: int
    device_id: str
    action: str


@dataclass(frozen=True, slots=True)
class PrintStatusSlip:
    """Print how every device is, on the receipt printer."""

    request_id: int


@dataclass(frozen=True, slots=True)
class ExportBundle:
    """Write the support bundle into the folder of the settings."""

    request_id: int


@dataclass(frozen=True, slots=True)
class ExportFrames:
    """Write the masked frames of a device into the folder of the settings."""

    request_id: int
    device_id: str


@dataclass(frozen=True, slots=True)
class JudgeTrial:
    """How a trial was judged beside the host: by a person, or by the visit, which has the glass.

    ``verdict`` is ``good``, ``poor``, ``nothing``, ``skipped`` or why the glass failed.
    """

    device_id: str
    trial: str
    verdict: str
    slot: str = ""


@dataclass(frozen=True, slots=True)
class LoadSheets:
    """Numbered blanks were laid into the tray; ``first_serial`` lies on top."""

    request_id: int
    first_serial: str
    sheets: int


@dataclass(frozen=True, slots=True)
class SettleSheet:
    """A person has looked for an uncertain sheet: found whole, or gone for good.

    ``top`` is the serial that lies on top of the tray, as the person has seen.
    """

    request_id: int
    sheet: str
    is_found: bool
    top: str


class Chore(StrEnum):
    """Work at the machine that only has to be written down, or ends with a new look."""

    REFILL = "refill"
    CLEAR_JAM = "clear-jam"
    WIPE_GLASS = "wipe-glass"
    CALL_TECHNICIAN = "call-technician"


@dataclass(frozen=True, slots=True)
class ChoreDone:
    """The glass was wiped, the technician's number was looked up. ``chore`` as in ``Chore``."""

    chore: str


# --- host -> service visit --------------------------------------------------------------------


class BadgeResult(StrEnum):
    """How AwaitBadge or TypeBadge ended."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NONE = "none"
    #: Neither window nor reader works: the badge can still be typed.
    NO_DEVICE = "no-device"


@dataclass(frozen=True, slots=True)
class BadgeSettled:
    """``number`` is the staff number, when known."""

    request_id: int
    result: BadgeResult
    number: str = ""


class PinResult(StrEnum):
    """How TryPin ended."""

    SIGNED_IN = "signed-in"
    WRONG = "wrong"
    WAIT = "wait"
    LOCKED = "locked"
    #: The try could not be written down, so it was not judged.
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class PinSettled:
    """``rights`` are words of ``Right``, for drawing only: the host checks each wish again."""

    request_id: int
    result: PinResult
    role: str = ""
    rights: tuple[str, ...] = ()
    wait_seconds: int = 0
    tries_left: int = 0


@dataclass(frozen=True, slots=True)
class LostSheetSeen:
    """A sheet that somebody has to look for: its serial, or ``@3`` on plain paper."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TroubleSeen:
    """Something that was wrong with a device since the host started."""

    device_id: str
    reason: str
    last_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class SheetsSeen:
    """The numbered blanks, by the custody ledger."""

    loaded: int
    remaining: int
    next_serial: str
    lost: tuple[LostSheetSeen, ...]


@dataclass(frozen=True, slots=True)
class HouseSeen:
    """What surrounds the devices: what waits for the platform, the disk, recent troubles."""

    figures: tuple[DeviceFigures, ...]
    unsent: int
    parked: int
    disk_free_bytes: int
    disk_total_bytes: int
    troubles: tuple[TroubleSeen, ...]


@dataclass(frozen=True, slots=True)
class CardsSeen:
    """Cards that the reader did not take, by its status word; nothing of whose they were."""

    troubles: tuple[TroubleSeen, ...]


@dataclass(frozen=True, slots=True)
class RollSeen:
    """Receipt paper by our own count; ``left`` is None where nobody can say."""

    left: PaperLeft | None


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """One frame on the wire: what anybody may see of it, and how many bytes are masked."""

    at: datetime
    direction: str
    visible: str
    masked_bytes: int
    remark: str


@dataclass(frozen=True, slots=True)
class DeviceSeen:
    """Answer to LookAtDevice. ``keeps_frames`` is False for a driver without a transcript.

    ``wire`` is how it is connected (serial, usb, network, video, pcsc; empty when nobody knows) and
    ``place`` where. An answer that takes longer than ``limit_seconds`` counts as none.
    """

    request_id: int
    device_id: str
    keeps_frames: bool
    frames: tuple[FrameSeen, ...]
    record: DeviceRecord
    wire: str = ""
    place: str = ""
    limit_seconds: float = 0.0
    #: Over days and restarts; None when nothing was counted or the book cannot be kept.
    figures: DeviceFigures | None = None


@dataclass(frozen=True, slots=True)
class DeviceReopened:
    """Answer to ReopenDevice: the device as it is now."""

    request_id: int
    report: DeviceReport


@dataclass(frozen=True, slots=True)
class DeviceTried:
    """Answer to TryDevice and ActOnDevice: what the machine measured."""

    request_id: int
    is_passed: bool
    reason: str
    facts: tuple[tuple[str, str], ...]
    took_seconds: float


@dataclass(frozen=True, slots=True)
class ErrandDone:
    """Answer to PrintStatusSlip and to both exports. ``file`` is a name without its folder."""

    request_id: int
    is_done: bool
    reason: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class SheetsLoaded:
    """Answer to LoadSheets; ``reason`` when the books refuse."""

    request_id: int
    is_loaded: bool
    last_serial: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Not with this role, or nobody is signed in."""

    request_id: int


FROM_SERVICE: tuple[type, ...] = (
    VisitReady, VisitBeat, VisitEnded,
    AwaitBadge, StopBadge, TypeBadge, TryPin,
    LookAtDevice, ReopenDevice, TryDevice, StopTrial, JudgeTrial, ActOnDevice,
    PrintStatusSlip, ExportBundle, ExportFrames, LoadSheets, SettleSheet, ChoreDone,
)  # fmt: skip
TO_SERVICE: tuple[type, ...] = (
    ShowVisit, DevicesChanged, PlatformChanged,
    BadgeSettled, PinSettled, SheetsSeen, HouseSeen, CardsSeen, RollSeen, DeviceSeen,
    DeviceReopened, DeviceTried, ErrandDone, SheetsLoaded, NotAllowed,
)  # fmt: skip
_PARTS: tuple[type, ...] = (
    DeviceReport, Ready, Busy, Attention, Unavailable, LostSheetSeen, TroubleSeen, FrameSeen,
    DeviceRecord, DeviceFigures, Spell, PaperLeft,
)  # fmt: skip

SERVICE_CODEC = Codec(FROM_SERVICE + TO_SERVICE + _PARTS)
