"""What the outbox holds and what it answers: frozen, closed, without personal data.

Owns the shapes and the states of an item (queued -> sending -> registered -> closed, or parked);
must not touch the disk.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ItemKind(StrEnum):
    """What an item is, and so which call sends it."""

    CASE = "case"
    SUPPLEMENT = "supplement"
    PRINT = "print"
    EVALUATION = "evaluation"


class ItemState(StrEnum):
    """Where an item stands on this side of the wire."""

    QUEUED = "queued"
    SENDING = "sending"
    REGISTERED = "registered"
    CLOSED = "closed"
    PARKED = "parked"


class FileState(StrEnum):
    """Where a file stands; ``confirmed`` means that the platform checked its digest."""

    QUEUED = "queued"
    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Stored:
    """Durable here: it survives a kill and a power cut, and it will be sent."""

    item_id: UUID
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FileKept:
    """The sealed file is durable here, and becomes part of the case when that is put."""

    upload_id: UUID


@dataclass(frozen=True, slots=True)
class DiskFull:
    """Nothing was taken over: no room for new cases. What is stored stays and is still sent."""


@dataclass(frozen=True, slots=True)
class NotWhole:
    """Nothing was taken over: the parts do not fit each other. ``reason`` is a code."""

    reason: str


KeepOutcome = FileKept | DiskFull | NotWhole
PutOutcome = Stored | DiskFull | NotWhole


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that may be sent now."""

    item_id: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class LeasedFile:
    """A file that must be with the platform before its item goes."""

    item_id: UUID
    upload_id: UUID
    case_id: UUID
    digest: str
    size: int
    state: FileState


@dataclass(frozen=True, slots=True)
class Leased:
    """An item in the sender's hand. ``header`` is the message's JSON, ``packet`` a case's seal."""

    item_id: UUID
    kind: ItemKind
    seq: int
    attempts: int
    header: bytes
    packet: bytes
    files: tuple[LeasedFile, ...]
