"""A printer as a model: which sheets came out, and what it says about them. Speaks no protocol."""

import threading
from dataclasses import dataclass
from enum import Enum, auto

from devices.ports import (
    JobOutcome,
    JobPrinted,
    JobTicket,
    JobUncertain,
    JobWaiting,
    SubmissionOutcome,
    SubmissionRefused,
    SubmissionUnknown,
)
from devices.status import Busy, DeviceGoneError, DeviceStatus, Ready
from kiosk.paper.issue import AlreadyClaimed, Claimed, ClaimOutcome, PlatformAway
from tests.fakes.clock import STORY_EVENING


class Fate(Enum):
    """What happens to a submission."""

    PRINTS = auto()
    JAMS = auto()
    STANDS_STILL = auto()
    PRINTS_BUT_WIRE_BREAKS = auto()
    LOST_ON_THE_WIRE = auto()
    REFUSED = auto()


@dataclass(slots=True)
class _Job:
    ticket: JobTicket
    fate: Fate


class FakeLicencePrinter:
    """Prints at once. ``sheets`` is the truth."""

    def __init__(self, fate: Fate = Fate.PRINTS) -> None:
        self.fate = fate
        self.sheets: list[str] = []
        self.submissions: list[str] = []
        self.status: DeviceStatus = Ready()
        self.gone = False
        self._jobs: list[_Job] = []
        self._uuids = 0

    def open(self) -> None: ...

    def close(self) -> None: ...

    def capabilities(self) -> frozenset[str]:
        return frozenset()

    def probe(self) -> DeviceStatus:
        self._answer()
        return self.status

    def submit(self, document: bytearray, job_name: str, pages: int) -> SubmissionOutcome:
        self._answer()
        self.submissions.append(job_name)
        if self.fate is Fate.REFUSED:
            return SubmissionRefused(Busy(STORY_EVENING))
        if self.fate is Fate.LOST_ON_THE_WIRE:
            return SubmissionUnknown("reset")
        self._uuids += 1
        ticket = JobTicket(job_name, f"urn:uuid:{self._uuids}", len(self._jobs) + 1, 7)
        self._jobs.append(_Job(ticket, self.fate))
        if self.fate in (Fate.PRINTS, Fate.PRINTS_BUT_WIRE_BREAKS):
            self.sheets.append(job_name)
        if self.fate is Fate.PRINTS_BUT_WIRE_BREAKS:
            return SubmissionUnknown("reset")
        return ticket

    def job(self, ticket: JobTicket, pages: int) -> JobOutcome:
        self._answer()
        for job in self._jobs:
            if job.ticket == ticket:
                return _outcome(job.fate, pages)
        return JobUncertain("job-vanished", 0)

    def find_job(self, job_name: str) -> JobTicket | None:
        self._answer()
        return next((job.ticket for job in self._jobs if job.ticket.job_name == job_name), None)

    def restart(self) -> None:
        """A power cut: sheets stay where they are, memory goes."""
        self._jobs.clear()

    def _answer(self) -> None:
        if self.gone:
            raise DeviceGoneError("unplugged")


def _outcome(fate: Fate, pages: int) -> JobOutcome:
    if fate is Fate.JAMS:
        return JobUncertain("aborted", 0)
    if fate is Fate.STANDS_STILL:
        return JobWaiting(("media-empty",), 0)
    return JobPrinted(pages)


class FakeResultDesk:
    """Gives each result away once per ``renew``; can be away."""

    def __init__(self) -> None:
        self.away = False
        self.claimed: set[str] = set()
        self._tokens = 0

    def claim(self, result_id: str) -> ClaimOutcome:
        if self.away:
            return PlatformAway()
        if result_id in self.claimed:
            return AlreadyClaimed()
        self.claimed.add(result_id)
        self._tokens += 1
        return Claimed(f"token-{self._tokens}")


class PowerCut(BaseException):
    """The kiosk is gone between two instructions."""


class CutAt:
    """Counts the instants around every call of the things it wraps, and cuts at one of them."""

    def __init__(self, instant: int) -> None:
        self.instant, self.passed = instant, 0

    def around(self, target: object) -> "_Fragile":
        return _Fragile(target, self)

    def tick(self) -> None:
        self.passed += 1
        if self.passed > self.instant:
            raise PowerCut


class _Fragile:
    """Any object; every method call passes two instants."""

    def __init__(self, target: object, cut: CutAt) -> None:
        self._target, self._cut = target, cut

    def __getattr__(self, name: str) -> object:
        method = getattr(self._target, name)

        def call(*arguments: object) -> object:
            self._cut.tick()
            result = method(*arguments)
            self._cut.tick()
            return result

        return call


NEVER = threading.Event()
