"""The readiness report of a terminal: what was tested, when, and what has changed since."""

from dataclasses import dataclass
from datetime import date

from printer.layouts.sheet import Template, Words, qr_rows, typst_date

_LABELS = (
    "title", "number", "terminal", "at", "before", "result", "tests", "troubles", "nobody",
    "digest", "check", "first", "attended", "nobody-tried", "trial", "verdict-of", "when",
    "device", "use", "state", "outcome", "drift", "record",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TestLine:
    """One device: its test now, and how that differs from the last one."""

    device: str
    use: str
    state: str
    outcome: str
    drift: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class AttendedLine:
    """One trial with staff at the machine: how it was judged, when, by which staff number."""

    device: str
    trial: str
    verdict: str
    at: str
    by: str
    drift: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """What needs somebody, who that is, and what to do."""

    where: str
    what: str
    actor: str
    todo: str


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """One report. ``record`` is what the digest is over; it is attached to the PDF."""

    terminal: str
    place: str
    at: str
    day: date
    result: str
    is_ready: bool
    before: str
    tests: tuple[TestLine, ...]
    attended: tuple[AttendedLine, ...]
    troubles: tuple[TroubleLine, ...]
    digest: str
    code: str
    record: bytes

    def template(self, words: Words) -> Template:
        """The sheet as the template takes it."""
        labels = {key: words(f"readiness.{key}") for key in _LABELS}
        labels["page"] = words("readiness.page", page="{page}", pages="{pages}")
        return Template(
            "readiness.typ",
            {
                "words": labels,
                "terminal": self.terminal,
                "place": self.place,
                "at": self.at,
                "day": typst_date(self.day),
                "result": self.result,
                "is_ready": self.is_ready,
                "before": self.before,
                "tests": [
                    [one.device, one.use, one.state, one.outcome, one.drift, one.is_good]
                    for one in self.tests
                ],
                "attended": [
                    [one.device, one.trial, one.verdict, one.at, one.by, one.drift, one.is_good]
                    for one in self.attended
                ],
                "troubles": [[one.where, one.what, one.actor, one.todo] for one in self.troubles],
                "digest": self.digest,
                "qr": qr_rows(self.code),
                "record": self.record.decode(),
            },
        )
