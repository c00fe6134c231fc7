"""The terminal's heartbeat to the platform: alive, and how it is.

Owns the rhythm: at the interval that the platform asks for, sooner when a device has changed. Must
not queue or repeat: a beat that is lost is replaced by the next one.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from uuid import UUID, uuid4

from devices.status import Attention, DeviceReport, Unavailable, is_usable, xfs_state
from kiosk.clock import Clock
from kiosk.host.health_monitor import Vitals
from kiosk.uplink.client import Answered, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import DeviceHealth, Heartbeat
from kiosk.uplink.stepper import Stepper

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds. The platform's own wish replaces ``interval_seconds``."""

    interval_seconds: float = 60.0
    #: A cable that is pushed in and out must not become a storm.
    least_seconds: float = 2.0


class Heart(Stepper):
    """``wake`` it when something has changed."""

    def __init__(
        self,
        client: PlatformClient,
        vitals: Callable[[], Vitals],
        clock: Clock,
        rhythm: Rhythm | None = None,
    ) -> None:
        super().__init__("heartbeat", client, clock)
        self._vitals, self._rhythm = vitals, rhythm or Rhythm()
        self._boot_id, self._seq = uuid4(), 0
        self._is_heard: bool | None = None
        self._not_before = -inf

    def step(self) -> float:
        """A beat, unless the last one was only just now. Answers how long to pause."""
        early_seconds = self._not_before - self._clock.monotonic()
        return early_seconds if early_seconds > 0 else self._paused(self.beat())

    def _stumbled(self) -> float:
        return self._paused(self._rhythm.interval_seconds)

    def _paused(self, seconds: float) -> float:
        self._not_before = self._clock.monotonic() + min(seconds, self._rhythm.least_seconds)
        return seconds

    def beat(self) -> float:
        """Say how it is, once. Answers how long to be silent."""
        self._seq += 1
        match self._client.heartbeat(heartbeat_of(self._vitals(), self._boot_id, self._seq)):
            case Answered(value=reply):
                self._note(is_heard=True, why="")
                return reply.interval_seconds
            case Refused(problem=problem):
                self._note(is_heard=False, why=f"status-{problem.status}")
                return problem.retry_after_seconds or self._rhythm.interval_seconds
            case Unknown(reason=reason):
                self._note(is_heard=False, why=reason)
                return self._rhythm.interval_seconds

    def _note(self, *, is_heard: bool, why: str) -> None:
        if is_heard is not self._is_heard and why != "stopped":
            self._is_heard = is_heard
            log.info("heartbeat_heard heard=%s why=%s", is_heard, why or "-")


def heartbeat_of(now: Vitals, boot_id: UUID, seq: int) -> Heartbeat:
    """The vitals as the contract has them."""
    backlog, books = now.backlog, now.books
    return Heartbeat(
        beat_id=uuid4(),
        terminal=now.origin.terminal,
        site=now.origin.site,
        boot_id=boot_id,
        seq=seq,
        at=now.at,
        started_at=now.origin.started_at,
        version=now.origin.version,
        devices=tuple(_device(one) for one in now.devices),
        unsent=backlog.unsent if backlog else 0,
        parked=backlog.parked if backlog else 0,
        oldest_at=backlog.oldest_at if backlog else None,
        sheets_remaining=books.remaining if books else None,
        sheets_uncertain=books.uncertain if books else 0,
        visits=now.visits_woken,
        is_safe_mode=now.origin.is_safe_mode,
        technician_called_at=now.technician_called_at,
    )


def _device(report: DeviceReport) -> DeviceHealth:
    health = DeviceHealth(
        id=report.device_id,
        role=report.role,
        model=report.model,
        state=xfs_state(report.status),
        is_usable=is_usable(report.status),
    )
    match report.status:
        case (
            Attention(reason=reason, actor=actor, since=since)
            | Unavailable(reason=reason, actor=actor, since=since)
        ):
            return health.model_copy(update={"reason": reason, "actor": actor, "since": since})
        case _:
            return health
