"""Everything a service visit knows, as one frozen value. Owns no transitions and no words.

There is nothing of a citizen in it, because no message could bring it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from devices.status import DeviceReport
from kiosk.host.service_messages import (
    CardsSeen,
    Chore,
    DeviceSeen,
    DeviceTried,
    ErrandDone,
    HouseSeen,
    RollSeen,
    SheetsSeen,
)
from kiosk.upkeep.device_actions import ActionName
from kiosk.upkeep.service.walk_state import StepVerdict, Walk

# --- the door ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Doorstep:
    """A badge is awaited. ``trouble`` is a word of ``BadgeResult``."""

    request_id: int
    until: float
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class TypingBadge:
    """The letters of a badge are typed."""

    draft: str = ""
    request_id: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class EnteringPin:
    """The badge is known; ``trouble`` is a word of ``PinResult``. ``request_id`` while judged."""

    number: str
    digits: str = ""
    request_id: int = 0
    trouble: str = ""
    tries_left: int = 0
    wait_until: float = 0.0


# --- inside -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The technician's home: every device at once."""


@dataclass(frozen=True, slots=True)
class ChoreMenu:
    """The home of the host site's staff: what hands can do."""


@dataclass(frozen=True, slots=True)
class Acting:
    """What a device was told to do; ``request_id`` while it is at it, ``tried`` afterwards."""

    action: ActionName
    request_id: int
    tried: DeviceTried | None = None


@dataclass(frozen=True, slots=True)
class DeviceDetail:
    """One device, with what passes over its wire. ``facts`` are what it last said of itself."""

    device_id: str
    request_id: int
    seen: DeviceSeen | None = None
    is_paused: bool = False
    asked_at: float = 0.0
    #: Set while the device is asked of itself, because somebody opened its page or it changed.
    ask_id: int = 0
    #: What was wrong with it when it was asked last: a keyword, empty when nothing was.
    asked_when: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    acting: Acting | None = None


class ChorePhase(StrEnum):
    """How far a chore is."""

    HANDS = "hands"
    LOOKING = "looking"
    LOOKED = "looked"


@dataclass(frozen=True, slots=True)
class ChoreAtDevice:
    """Paper, jam: hands first, then the machine looks at once. ``report`` is what it saw."""

    chore: Chore
    device_id: str
    phase: ChorePhase = ChorePhase.HANDS
    request_id: int = 0
    report: DeviceReport | None = None


@dataclass(frozen=True, slots=True)
class LoadingSheets:
    """Numbered blanks: which lies on top, and how many there are."""

    device_id: str
    serial: str = ""
    sheets: str = ""
    editing: str = "serial"
    request_id: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wiping:
    """The glass takes no touch until then."""

    until: float


@dataclass(frozen=True, slots=True)
class Calling:
    """The technician's number, and what to say."""


Stage = (
    Doorstep
    | TypingBadge
    | EnteringPin
    | Dashboard
    | ChoreMenu
    | DeviceDetail
    | Walk
    | ChoreAtDevice
    | LoadingSheets
    | Wiping
    | Calling
)


@dataclass(frozen=True, slots=True)
class Member:
    """Who is signed in."""

    number: str
    role: str
    rights: frozenset[str]
    since: datetime


@dataclass(frozen=True, slots=True)
class PlatformSeen:
    """Whether the platform answers."""

    is_online: bool
    since: datetime


class ErrandName(StrEnum):
    """What is printed or written for the technician."""

    STATUS_SLIP = "status-slip"
    BUNDLE = "bundle"
    FRAMES = "frames"


@dataclass(frozen=True, slots=True)
class Errand:
    """``request_id`` while the host is at it, ``done`` afterwards."""

    name: ErrandName
    request_id: int
    done: ErrandDone | None = None


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The whole service visit at one instant."""

    stage: Stage
    who: Member | None = None
    devices: tuple[DeviceReport, ...] = ()
    platform: PlatformSeen | None = None
    sheets: SheetsSeen | None = None
    house: HouseSeen | None = None
    cards: CardsSeen | None = None
    roll: RollSeen | None = None
    #: The last verdict on each device by a walk of this visit.
    walked: Mapping[str, StepVerdict] = field(default_factory=dict)
    #: A walk that was put off.
    paused: Walk | None = None
    errand: Errand | None = None
    touched_at: float = 0.0
    next_request_id: int = 1

    def device(self, device_id: str) -> DeviceReport | None:
        """The report of one device."""
        return next((one for one in self.devices if one.device_id == device_id), None)

    def may(self, right: str) -> bool:
        """Whether who is signed in has this right (the host decides in the end)."""
        return self.who is not None and right in self.who.rights
