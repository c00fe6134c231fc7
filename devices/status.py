"""What a device can be: a closed union, with the person who must act in every bad case.

The states are the nine of CEN XFS4IoT (``Common.Status.device``); reasons are IPP
``printer-state-reasons`` keywords (RFC 8011, 5.4.12) where one exists, without the severity
suffix. The citizen's sentence, the technician's guide and the alarm are three renderings of this
record, found in ``config/locale`` under ``device.<role>.<reason>``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never


class Role(StrEnum):
    """What a device is for. A terminal has at most one device in service for each role."""

    ID_READER = "id-reader"
    QR_SCANNER = "qr-scanner"
    DOCUMENT_SCANNER = "document-scanner"
    PAGE_SCANNER = "page-scanner"
    RECEIPT_PRINTER = "receipt-printer"
    LICENCE_PRINTER = "licence-printer"
    SMART_CARD_READER = "smart-card-reader"
    #: Doors, lamps, power and warmth of the box itself. No service ever needs it.
    IO_BOARD = "io-board"
    #: Says generic sentences aloud. No service ever needs it.
    SPEAKER = "speaker"


class State(StrEnum):
    """CEN XFS4IoT device states."""

    ONLINE = "online"
    OFFLINE = "offline"
    POWER_OFF = "powerOff"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    FRAUD_ATTEMPT = "fraudAttempt"
    POTENTIAL_FRAUD = "potentialFraud"


class Actor(StrEnum):
    """Who must act before the device is well again."""

    CITIZEN = "citizen"
    HOST_STAFF = "host-staff"
    TECHNICIAN = "technician"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Ready:
    """In service, nothing to do."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Working, and will be ready again by itself."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Attention:
    """In service, but somebody should act soon (paper near end)."""

    reason: str
    actor: Actor
    since: datetime


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Out of service until ``actor`` acts (or by itself, for ``NOBODY``)."""

    state: State
    reason: str
    actor: Actor
    since: datetime


DeviceStatus = Ready | Busy | Attention | Unavailable


def is_usable(status: DeviceStatus) -> bool:
    """True when a journey may rely on the device."""
    match status:
        case Ready() | Busy() | Attention():
            return True
        case Unavailable():
            return False
        case _:
            assert_never(status)


def xfs_state(status: DeviceStatus) -> State:
    """The status as its XFS word."""
    match status:
        case Ready() | Attention():
            return State.ONLINE
        case Busy():
            return State.DEVICE_BUSY
        case Unavailable(state=state):
            return state
        case _:
            assert_never(status)


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """One device as the rest of the house sees it."""

    device_id: str
    role: Role
    model: str
    status: DeviceStatus
    #: What the device can do and what it can sense, e.g. ``senses-paper-taken``.
    capabilities: frozenset[str] = frozenset()


class DeviceGoneError(Exception):
    """The wire broke: unplugged, refused, silent past its deadline. The worker reopens."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
