"""What the uplink tells the host. Frozen, free of personal data, delivered at least once.

Owns the shapes only. Events come from the sender's and the sync's thread; the receiver puts them
into its own queue and returns at once.
"""

from dataclasses import dataclass
from uuid import UUID

from kiosk.uplink.contract import CaseReply, Catalogue, Result


@dataclass(frozen=True, slots=True)
class CaseReceived:
    """Rung two: the platform answered, and has the case. Not accepted yet."""

    case_id: UUID
    reply: CaseReply


@dataclass(frozen=True, slots=True)
class CaseAccepted:
    """Rung three: accepted (受理), with a number."""

    case_id: UUID
    reply: CaseReply


@dataclass(frozen=True, slots=True)
class CaseParked:
    """A person must look. ``reason`` is a code, no sentence."""

    case_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ResultReady:
    """Something to print or show, sealed to the case's own key."""

    case_id: UUID
    result: Result


@dataclass(frozen=True, slots=True)
class CatalogueChanged:
    """What the platform offers now."""

    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class PlatformSeen:
    """It answers again."""


@dataclass(frozen=True, slots=True)
class PlatformLost:
    """It does not answer, or not to us."""

    reason: str


UplinkEvent = (
    CaseReceived
    | CaseAccepted
    | CaseParked
    | ResultReady
    | CatalogueChanged
    | PlatformSeen
    | PlatformLost
)
