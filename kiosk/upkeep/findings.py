"""What an examination of a terminal found: frozen, closed, without personal data.

Owns the shapes only; ``report.py`` turns them into words, ``document.py`` into JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from devices.status import Actor, Role, State
from kiosk.paper.stock import Books
from kiosk.upkeep.device_days import Spell
from kiosk.uplink.backlog import Backlog
from kiosk.uplink.disk_guard import DiskUse


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that needs somebody. ``reason`` is a keyword of ``guide.yaml``."""

    reason: str
    actor: Actor
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """The device did what it is for."""

    facts: Mapping[str, str] = field(default_factory=dict)
    took_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Failed:
    """The device answered, and the answer is not good enough."""

    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)
    took_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing was tried, and why."""

    reason: str


TestResult = Passed | Failed | Skipped


@dataclass(frozen=True, slots=True)
class DeviceFinding:
    """One device of the settings."""

    device_id: str
    role: Role
    adapter: str
    state: State
    trouble: Trouble | None
    test: TestResult
    #: What its tallies say of thirty days; None where nobody has counted.
    month: Spell | None = None

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What needs somebody: what the device says, else what its self-test found."""
        if self.trouble is not None:
            return (self.trouble,)
        if isinstance(self.test, Failed):
            return (Trouble(self.test.reason, Actor.TECHNICIAN),)
        return ()


@dataclass(frozen=True, slots=True)
class HostFinding:
    """Whether a host holds the devices; None when that cannot be known.

    ``pid`` and ``board_at`` are what its board says.
    """

    is_running: bool | None
    pid: int | None = None
    board_at: datetime | None = None
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class PlatformFinding:
    """Whether the platform answered, and how far the two clocks are apart."""

    url: str
    is_reachable: bool
    reason: str = ""
    took_seconds: float = 0.0
    clock_ahead_seconds: float | None = None
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboxFinding:
    """What waits for the platform; None before the first start of a host."""

    backlog: Backlog | None
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class LostSheet:
    """A sheet that somebody has to look for. Named by its blank: a licence number is a name."""

    attempt_id: int
    serial: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """The books of official sheets; None before the first start of a host."""

    books: Books | None
    lost: tuple[LostSheet, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class DiskFinding:
    """Room in the file system of the state folder."""

    use: DiskUse
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class FontFinding:
    """Font files that set-up promises and that are not there."""

    missing: tuple[str, ...]
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoFinding:
    """What the site's photo decoder made of a made-up block (``device.id-reader.photo``)."""

    outcome: str
    troubles: tuple[Trouble, ...] = ()


class Standing(StrEnum):
    """Whether a service could be finished here and now."""

    OFFERED = "offered"
    DEGRADED = "degraded"
    NOT_OFFERED = "not-offered"


@dataclass(frozen=True, slots=True)
class ServiceFinding:
    """One service of the packages. ``reasons`` are keys: what it lacks."""

    code: str
    standing: Standing
    reasons: tuple[str, ...] = ()


class Readiness(StrEnum):
    """The verdict over the whole terminal."""

    READY = "ready"
    #: Something needs somebody, but citizens are served.
    DEGRADED = "degraded"
    #: No service can be finished here now.
    OUT_OF_SERVICE = "out-of-service"


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was found, in the order in which a person reads it."""

    terminal: str
    at: datetime
    state_folder: str
    host: HostFinding
    devices: tuple[DeviceFinding, ...]
    platform: PlatformFinding
    outbox: OutboxFinding
    paper: PaperFinding
    disk: DiskFinding
    fonts: FontFinding
    photo: PhotoFinding
    #: Empty when the devices could not be looked at.
    services: tuple[ServiceFinding, ...] = ()

    def troubles(self) -> Iterator[tuple[str, Trouble]]:
        """Every trouble with where it is: a device's role, or the name of a section."""
        for device in self.devices:
            for trouble in device.troubles:
                yield device.role, trouble
        for name in SECTIONS:
            for trouble in getattr(self, name).troubles:
                yield name, trouble

    @property
    def readiness(self) -> Readiness:
        """Ready exactly when nobody has to do anything and something is offered."""
        standings = {service.standing for service in self.services}
        if standings == {Standing.NOT_OFFERED}:
            return Readiness.OUT_OF_SERVICE
        if next(self.troubles(), None) is not None:
            return Readiness.DEGRADED
        return Readiness.READY


SECTIONS = ("host", "platform", "outbox", "paper", "disk", "fonts", "photo")
