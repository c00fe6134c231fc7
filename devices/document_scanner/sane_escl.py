"""A network scanner: its pages through SANE's airscan, its state from the scanner itself.

Owns the question ``ScannerStatus`` (Mopria eSCL specification 2.97, 10) and what it adds to SANE's
word: airscan calls an open hatch an I/O error and asks a busy scanner until the deadline. Ends the
jobs that a killed scan has left behind, because they keep a scanner busy for minutes. Must not scan
by itself.
"""

import contextlib
import http.client
import re
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from devices.document_scanner.sane_scanner import SaneScanner
from devices.document_scanner.sane_settings import EsclSettings
from devices.document_scanner.sane_status import (
    COVER_OPEN,
    MEDIA_JAM,
    SCANNER_BUSY,
    SCANNER_STOPPED,
    ScanFault,
)
from devices.ports import (
    Cancelled,
    FeederEmpty,
    PageSink,
    PagesScanned,
    ScanFailed,
    ScanOutcome,
    ScanSource,
)
from devices.status import Attention, Busy, DeviceGoneError, DeviceStatus, Ready, Unavailable
from kiosk.clock import Clock

_MOST_BYTES = 64 * 1024
#: Our own last job may still be ending.
_BUSY_PATIENCE_SECONDS = 5.0
_ASK_AGAIN_SECONDS = 0.3
_FEEDER_FAULTS = {
    "ScannerAdfJam": MEDIA_JAM,
    "ScannerAdfMispick": MEDIA_JAM,
    "ScannerAdfMultipickDetected": MEDIA_JAM,
    "ScannerAdfHatchOpen": COVER_OPEN,
    "ScannerAdfDoorOpen": COVER_OPEN,
}
_LIVE_JOBS = ("Pending", "Processing")
#: A job's address goes into a request; a scanner may not name any other place of its own.
_JOB_PATH = re.compile(r"/[A-Za-z0-9._~/-]{1,200}")
_STATES = {
    "Idle": None,
    "Processing": SCANNER_BUSY,
    "Testing": SCANNER_BUSY,
    "Stopped": SCANNER_STOPPED,
    "Down": SCANNER_STOPPED,
}


@dataclass(frozen=True, slots=True)
class EsclState:
    """What the scanner says of itself."""

    machine: ScanFault | None
    feeder: ScanFault | None
    is_feeder_empty: bool
    has_feeder_sensors: bool
    #: Paths of the jobs that are not over.
    jobs: frozenset[str] = frozenset()


def read_state(body: bytes) -> EsclState:
    """A ``ScannerStatus`` document. Raises ValueError when it is none."""
    if len(body) > _MOST_BYTES or b"<!" in body.replace(b"<!--", b""):
        raise ValueError("not a status")
    try:
        # No document type, no entities, 64 KiB: nothing that could grow.
        tree = ElementTree.fromstring(body)  # noqa: S314
    except (ElementTree.ParseError, LookupError) as error:  # the second: no such encoding
        raise ValueError("not a status") from error
    words = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in tree}
    if words.get("State") not in _STATES:
        raise ValueError("not a state")
    feeder = words.get("AdfState", "")
    return EsclState(
        machine=_STATES[words["State"]],
        feeder=_FEEDER_FAULTS.get(feeder),
        is_feeder_empty=feeder == "ScannerAdfEmpty",
        has_feeder_sensors=bool(feeder),
        jobs=frozenset(_jobs(tree)),
    )


def _jobs(tree: ElementTree.Element) -> Iterator[str]:
    for job in tree.iter():
        if not job.tag.endswith("}JobInfo"):
            continue
        words = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in job}
        if words.get("JobState") in _LIVE_JOBS and "JobUri" in words:
            yield urlsplit(words["JobUri"]).path


class EsclScanner:
    """``ports.PageScanner`` for eSCL."""

    def __init__(self, settings: EsclSettings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._pages = SaneScanner(settings.way, settings, clock)
        self._state = EsclState(None, None, is_feeder_empty=False, has_feeder_sensors=False)
        self._known: DeviceStatus = Ready()

    def open(self) -> None:
        """Ask the scanner, then let SANE find it. Raises DeviceGoneError."""
        self._state = self._ask()
        self._pages.open()

    def close(self) -> None:
        """Nothing stays open between two questions."""
        self._pages.close()

    def probe(self) -> DeviceStatus:
        """Ask the scanner itself. Raises DeviceGoneError."""
        self._state = self._ask()
        status = self._status()
        if _essence(status) != _essence(self._known):
            self._known = status
        return self._known

    def capabilities(self) -> frozenset[str]:
        """What SANE found, and what the feeder senses."""
        senses = {"senses-feeder-empty", "senses-jam", "senses-cover-open"}
        found = self._pages.capabilities()
        has_senses = self._state.has_feeder_sensors and ScanSource.FEEDER in found
        return found | (senses if has_senses else set())

    def scan(
        self, source: ScanSource, sink: PageSink, cancelled: threading.Event, most_pages: int = 40
    ) -> ScanOutcome:
        """See ``ports.PageScanner``. What the scanner says beforehand needs no attempt."""
        if not self._wait_while_busy(cancelled):
            return Cancelled()
        fault = self._fault_for(source)
        if fault is not None:
            return ScanFailed(0, fault.since(self._clock.wall()))
        if source is ScanSource.FEEDER and self._state.is_feeder_empty:
            return FeederEmpty()
        jobs_before = self._state.jobs
        try:
            outcome = self._pages.scan(source, sink, cancelled, most_pages)
        except BaseException:
            self._end_jobs(jobs_before)
            raise
        if not isinstance(outcome, PagesScanned):
            self._end_jobs(jobs_before)
        return self._explained(outcome, source) if isinstance(outcome, ScanFailed) else outcome

    def _end_jobs(self, before: frozenset[str]) -> None:
        """End what was not there before the scan: the scanner was idle then, so it is ours."""
        with contextlib.suppress(DeviceGoneError):
            for job in self._ask().jobs - before:
                if _JOB_PATH.fullmatch(job):
                    self._request("DELETE", job)

    def _explained(self, failed: ScanFailed, source: ScanSource) -> ScanFailed:
        """The scanner's own word, where it has one, is nearer to the truth than SANE's."""
        self._state = self._ask()
        fault = self._fault_for(source)
        if fault is None or fault is SCANNER_BUSY:
            return failed
        return ScanFailed(failed.pages, fault.since(self._clock.wall()))

    def _wait_while_busy(self, cancelled: threading.Event) -> bool:
        """False when it was cancelled meanwhile."""
        limit = self._clock.monotonic() + _BUSY_PATIENCE_SECONDS
        self._state = self._ask()
        while self._state.machine is SCANNER_BUSY and self._clock.monotonic() < limit:
            if self._clock.wait(cancelled, _ASK_AGAIN_SECONDS):
                break
            self._state = self._ask()
        return not cancelled.is_set()

    def _fault_for(self, source: ScanSource) -> ScanFault | None:
        if self._state.machine is not None:
            return self._state.machine
        return self._state.feeder if source is ScanSource.FEEDER else None

    def _status(self) -> DeviceStatus:
        now, state = self._clock.wall(), self._state
        if state.machine is SCANNER_BUSY:
            return Busy(now)
        if state.machine is not None:
            return state.machine.since(now)
        if state.feeder is not None:
            # The glass still works, where there is one.
            has_glass = ScanSource.FLATBED in self._pages.capabilities()
            fault = state.feeder
            return Attention(fault.reason, fault.actor, now) if has_glass else fault.since(now)
        left = self._pages.remembered
        is_sensed = state.has_feeder_sensors and left is not None and left.reason in _SENSED
        return Ready() if left is None or is_sensed else left

    def _ask(self) -> EsclState:
        status, body = self._request("GET", f"{urlsplit(self._settings.root).path}ScannerStatus")
        if status != http.client.OK:
            raise DeviceGoneError("not-answering")
        try:
            return read_state(body)
        except ValueError as error:
            raise DeviceGoneError("answers-garbled") from error

    def _request(self, method: str, path: str) -> tuple[int, bytes]:
        """Status and body. Raises DeviceGoneError."""
        place = urlsplit(self._settings.root)
        connection = http.client.HTTPConnection(
            place.hostname or "", place.port, timeout=self._settings.answer_timeout_seconds
        )
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read(_MOST_BYTES + 1)
        except TimeoutError as error:
            raise DeviceGoneError("not-answering") from error
        except (OSError, http.client.HTTPException) as error:
            raise DeviceGoneError("scanner-absent") from error
        finally:
            connection.close()


_SENSED = frozenset(fault.reason for fault in _FEEDER_FAULTS.values())


def _essence(status: DeviceStatus) -> tuple[object, ...]:
    """All but the moment."""
    match status:
        case Attention(reason=reason) | Unavailable(reason=reason):
            return (type(status), reason)
        case _:
            return (type(status),)
