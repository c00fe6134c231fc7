"""The licence printer over IPP, straight to the device (RFC 8011). Owns what counts as printed.

Must not retry a submission, cancel a job or remember anything between calls: a sheet's fate is
kept in ``kiosk/paper``. cupsd is not asked; it reports half-printed jobs as completed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from devices.inspection import Inspection
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
from devices.status import (
    Actor,
    Attention,
    Busy,
    DeviceGoneError,
    DeviceStatus,
    Ready,
    State,
    Unavailable,
)
from kiosk.clock import Clock
from printer.licence import reasons
from printer.licence.ipp_client import IppClient, Operation, WireBrokenError
from printer.licence.ipp_codec import Attribute, Delimiter, Group, Message, Tag, attribute, keyword
from printer.licence.supplies import supply_levels

_PRINT_JOB, _GET_JOB, _GET_JOBS, _GET_PRINTER = 0x0002, 0x0009, 0x000A, 0x000B
_NOT_FOUND = 0x0406
#: The printer says in so many words that it made no job (RFC 8011, appendix B.1.5).
_NO_JOB_MADE = frozenset({0x0506, 0x0507})
_STATES = {3: "idle", 4: "processing", 5: "stopped"}
_CANCELED, _ABORTED, _COMPLETED = 7, 8, 9
_JOB_FIELDS = (
    "job-id", "job-uuid", "job-name", "job-state", "job-state-reasons",
    "job-impressions-completed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LicencePrinterSettings:
    """Where the printer is and what it must have loaded."""

    uri: str
    media: str = "iso_a4_210x297mm"
    #: A printer that is well answers in 5 ms; one that thinks for 8 s has a fault.
    timeout_seconds: float = 8.0


def settings_faults(
    settings: LicencePrinterSettings,
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What single options cannot tell: (path, text)."""
    parts = urlsplit(settings.uri)
    if parts.scheme != "ipp" or not parts.hostname:
        # A sheet must not travel in the clear because somebody wrote ipps and was not told.
        yield ("uri",), "write ipp://HOST[:PORT]/PATH; for ipps put a tunnel or ipp-usb before it"
    if not settings.timeout_seconds > 0:
        yield ("timeout_seconds",), "more than 0"


@dataclass(frozen=True, slots=True)
class _Condition:
    """The printer's own state at one instant."""

    status: DeviceStatus
    reasons: tuple[str, ...]
    up_time: int


@dataclass(frozen=True, slots=True)
class _Job:
    """What the printer remembers of one job."""

    job_id: int
    job_uuid: str
    name: str
    state: int
    reasons: tuple[str, ...]
    pages_completed: int


class IppLicencePrinter:
    """A page printer for official sheets. Implements ``devices.ports.LicencePrinter``."""

    def __init__(self, settings: LicencePrinterSettings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._client = IppClient(settings.uri, settings.timeout_seconds)

    def open(self) -> None:
        self._condition()

    def close(self) -> None:
        """Nothing is held: a connection lives for one request."""

    def probe(self) -> DeviceStatus:
        return self._condition().status

    def capabilities(self) -> frozenset[str]:
        return frozenset({"counts-impressions", "remembers-jobs"})

    def inspect(self) -> Inspection:
        """What it is, state, paper, supplies, and whether somebody else's job is in the way."""
        group = self._attributes()
        queued = _number(group, "queued-job-count")
        named = {
            "model": " ".join(_words(group, "printer-make-and-model")),
            "firmware": " ".join(_words(group, "printer-firmware-string-version")),
        }
        facts = {name: told for name, told in named.items() if told} | {
            "state": _STATES.get(_number(group, "printer-state"), "unknown"),
            "reasons": " ".join(_words(group, "printer-state-reasons")),
            "media-ready": " ".join(_words(group, "media-ready")),
            "supplies": " ".join(supply_levels(group)),
            "queued-jobs": str(queued),
        }
        match self._judged(group).status:
            case Unavailable(reason=reason):
                return Inspection(facts, reason)
            case _:
                return Inspection(facts, "queue-not-idle" if queued > 0 else "")

    def submit(self, document: bytearray, job_name: str, pages: int) -> SubmissionOutcome:
        before = self._condition()
        if not isinstance(before.status, Ready | Attention):
            return SubmissionRefused(before.status)
        request = Operation(_PRINT_JOB, _document_attributes(job_name), self._job_attributes())
        try:
            answer = self._client.ask(request, document)
        except WireBrokenError as broken:
            return self._broken_submission(broken)
        return self._submitted(answer, job_name, before.up_time)

    def job(self, ticket: JobTicket, pages: int) -> JobOutcome:
        now = self._condition()
        found = self._job_by_id(ticket.job_id)
        if now.up_time < ticket.printer_up_time:
            return JobUncertain("printer-restarted", 0)
        if found is None or found.job_uuid != ticket.job_uuid:
            return JobUncertain("job-vanished", 0)
        return _judge(found, now.reasons, pages)

    def find_job(self, job_name: str) -> JobTicket | None:
        up_time = self._condition().up_time
        for which in ("not-completed", "completed"):
            for found in self._jobs(which):
                if found.name == job_name and found.job_uuid:
                    return JobTicket(job_name, found.job_uuid, found.job_id, up_time)
        return None

    # --- asking -----------------------------------------------------------------------------

    def _condition(self) -> _Condition:
        return self._judged(self._attributes())

    def _attributes(self) -> Group:
        group = _single(self._ask(Operation(_GET_PRINTER)), Delimiter.PRINTER)
        if group is None:
            raise DeviceGoneError("no-printer-attributes")
        return group

    def _judged(self, group: Group) -> _Condition:
        words = reasons.plain(_words(group, "printer-state-reasons"))
        status = reasons.status_of(
            _number(group, "printer-state"),
            words,
            media_ready=self._settings.media in _words(group, "media-ready"),
            since=self._clock.wall(),
        )
        if group.get("printer-is-accepting-jobs")[:1] and not _flag(
            group, "printer-is-accepting-jobs"
        ):
            status = self._unavailable("not-accepting-jobs")
        return _Condition(status, words, _number(group, "printer-up-time"))

    def _job_by_id(self, job_id: int) -> _Job | None:
        wanted = (attribute("job-id", Tag.INTEGER, job_id), _requested())
        answer = self._ask(Operation(_GET_JOB, wanted))
        group = None if answer.code == _NOT_FOUND else _single(answer, Delimiter.JOB)
        return None if group is None else _read_job(group)

    def _jobs(self, which: str) -> Iterator[_Job]:
        wanted = (keyword("which-jobs", which), _requested())
        for group in self._ask(Operation(_GET_JOBS, wanted)).of(Delimiter.JOB):
            yield _read_job(group)

    def _ask(self, operation: Operation) -> Message:
        """A question that changes nothing: a broken wire is the worker's business."""
        try:
            return self._client.ask(operation)
        except WireBrokenError as broken:
            raise DeviceGoneError(broken.reason) from broken

    # --- submitting -------------------------------------------------------------------------

    def _job_attributes(self) -> tuple[Attribute, ...]:
        return (
            attribute("copies", Tag.INTEGER, 1),
            keyword("sides", "one-sided"),
            keyword("media", self._settings.media),
            keyword("print-scaling", "none"),
        )

    def _broken_submission(self, broken: WireBrokenError) -> SubmissionOutcome:
        if broken.body_begun:
            return SubmissionUnknown(broken.reason)
        return SubmissionRefused(self._unavailable("connection-refused"))

    def _submitted(self, answer: Message, job_name: str, up_time: int) -> SubmissionOutcome:
        if answer.code in _NO_JOB_MADE:
            return SubmissionRefused(Busy(self._clock.wall()))
        if 0x0400 <= answer.code < 0x0500:
            return SubmissionRefused(self._unavailable(f"ipp-{answer.code:04x}"))
        job = _single(answer, Delimiter.JOB)
        if answer.code >= 0x0500 or job is None:
            return SubmissionUnknown(f"ipp-{answer.code:04x}")
        return self._ticket(_read_job(job), job_name, up_time)

    def _ticket(self, job: _Job, job_name: str, up_time: int) -> SubmissionOutcome:
        """The uuid is optional in the answer to Print-Job: ask for it where it is missing."""
        try:
            known = job if job.job_uuid else self._job_by_id(job.job_id)
        except DeviceGoneError as gone:
            return SubmissionUnknown(gone.reason)
        if known is None or not known.job_uuid:
            return SubmissionUnknown("no-job-uuid")
        return JobTicket(job_name, known.job_uuid, known.job_id, up_time)

    def _unavailable(self, reason: str) -> Unavailable:
        return Unavailable(State.OFFLINE, reason, Actor.TECHNICIAN, self._clock.wall())


def _judge(job: _Job, printer_reasons: tuple[str, ...], pages: int) -> JobOutcome:
    """State 9 alone is no proof; ``canceled`` and ``aborted`` are no proof of the contrary."""
    done = job.pages_completed
    match job.state:
        case 9 if done == pages:
            return JobPrinted(done)
        case 9:
            return JobUncertain("pages-missing", done)
        case 7:
            return JobUncertain("canceled", done)
        case 8:
            return JobUncertain("aborted", done)
        case 3 | 4 | 5 | 6:
            return JobWaiting(printer_reasons or _speaking(job.reasons), done)
        case _:
            return JobUncertain("unknown-job-state", done)


def _speaking(job_reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Job reasons that tell more than "it is being printed"."""
    quiet = {"job-printing", "job-incoming", "job-data-insufficient", "processing-to-stop-point"}
    return tuple(reason for reason in job_reasons if reason not in quiet)


def _document_attributes(job_name: str) -> tuple[Attribute, ...]:
    return (
        attribute("requesting-user-name", Tag.NAME, "openhall"),
        attribute("job-name", Tag.NAME, job_name),
        attribute("document-format", Tag.MIME_TYPE, "application/pdf"),
    )


def _requested() -> Attribute:
    return keyword("requested-attributes", *_JOB_FIELDS)


# --- reading ------------------------------------------------------------------------------------


def _read_job(group: Group) -> _Job:
    return _Job(
        _number(group, "job-id"),
        next(iter(_words(group, "job-uuid")), ""),
        next(iter(_words(group, "job-name")), ""),
        _number(group, "job-state"),
        reasons.plain(_words(group, "job-state-reasons")),
        _number(group, "job-impressions-completed"),
    )


def _single(answer: Message, tag: Delimiter) -> Group | None:
    return next(iter(answer.of(tag)), None)


def _words(group: Group, name: str) -> tuple[str, ...]:
    return tuple(value.data for value in group.get(name) if isinstance(value.data, str))


def _number(group: Group, name: str) -> int:
    """-1 where the printer does not say: no state, no page count and no id has that value."""
    numbers = (value.data for value in group.get(name) if isinstance(value.data, int))
    return next(numbers, -1)


def _flag(group: Group, name: str) -> bool:
    return any(value.data is True for value in group.get(name))
