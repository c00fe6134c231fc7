"""Past examinations: what each test said, when, how long it took. Append-only, nothing personal.

Owns the file and its chain: each line holds the digest of the one before, so a line that was
changed, cut out or put in is found. Lines are never rewritten.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kiosk.upkeep.attended import Attended
from kiosk.upkeep.findings import DeviceFinding, Examination, Failed, Passed, Readiness

HISTORY_FOLDER, HISTORY_FILE = "upkeep", "examinations.jsonl"
_FIRST = "0" * 64
_LARGEST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """One device's test. ``result`` is passed, failed or skipped."""

    device_id: str
    role: str
    adapter: str
    state: str
    result: str
    reason: str = ""
    took_seconds: float | None = None
    facts: Mapping[str, str] | None = None
    #: Thirty days of its tallies: ``done``, ``tried``, ``reopens``.
    month: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One examination, as it is kept and as a report shows it."""

    terminal: str
    at: str
    readiness: Readiness
    version: str
    troubles: tuple[tuple[str, str, str], ...]
    outcomes: tuple[Outcome, ...]
    #: Digest of the record before this one.
    before: str = _FIRST
    #: What staff had tried at the glass until then.
    attended: tuple[Attended, ...] = ()

    def canonical(self) -> bytes:
        """The bytes that the digest is over, always the same for the same record."""
        return json.dumps(
            self.shown(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()

    @property
    def digest(self) -> str:
        """SHA-256 over the record, the digest of the one before included."""
        return sha256(self.canonical()).hexdigest()

    @property
    def time(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)

    def shown(self) -> dict[str, object]:
        """For JSON. What nobody has tried or counted is not said, as in records of before."""
        shown = asdict(self)
        for outcome in shown["outcomes"]:
            if outcome["month"] is None:
                del outcome["month"]
        if not self.attended:
            del shown["attended"]
        return shown

    def outcome(self, device_id: str) -> Outcome | None:
        """What this device's test said."""
        return next((one for one in self.outcomes if one.device_id == device_id), None)


def record_of(
    found: Examination, version: str, before: str, attended: tuple[Attended, ...] = ()
) -> Record:
    """An examination as a line of the history."""
    return Record(
        terminal=found.terminal,
        at=found.at.isoformat(),
        readiness=found.readiness,
        version=version,
        troubles=tuple((where, one.reason, str(one.actor)) for where, one in found.troubles()),
        outcomes=tuple(_outcome(device) for device in found.devices),
        before=before,
        attended=attended,
    )


def _outcome(device: DeviceFinding) -> Outcome:
    common = (device.device_id, str(device.role), device.adapter, str(device.state))
    month = None if device.month is None else asdict(device.month)
    match device.test:
        case Passed(facts=facts, took_seconds=seconds):
            return Outcome(*common, "passed", "", round(seconds, 4), dict(facts), month)
        case Failed(reason=reason, facts=facts, took_seconds=seconds):
            return Outcome(*common, "failed", reason, round(seconds, 4), dict(facts), month)
        case skipped:
            return Outcome(*common, "skipped", skipped.reason, month=month)


def append(
    state_folder: Path, found: Examination, version: str, attended: tuple[Attended, ...] = ()
) -> Record:
    """Keep an examination, durably. Raises OSError when the disk does not take it."""
    folder = state_folder / HISTORY_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    past = examinations(state_folder)
    record = record_of(found, version, past[-1].digest if past else _FIRST, attended)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    fd = os.open(folder / HISTORY_FILE, flags, 0o600)
    try:
        # A power cut leaves half a line at most, which is no record; the newline before parts it
        # from the next one.
        os.write(fd, b"\n" + record.canonical() + b"\n")
        os.fsync(fd)
    finally:
        os.close(fd)
    return record


def examinations(state_folder: Path) -> list[Record]:
    """Everything that was kept and is whole, oldest first."""
    try:
        with (state_folder / HISTORY_FOLDER / HISTORY_FILE).open("rb") as stream:
            lines = stream.read(_LARGEST_BYTES).splitlines()
    except OSError:
        return []
    records = (read(line) for line in lines)
    return [record for record in records if record is not None]


def first_broken_link(records: list[Record]) -> int | None:
    """The place of the first record that does not follow from the one before; None when whole."""
    before = _FIRST
    for place, record in enumerate(records):
        if record.before != before:
            return place
        before = record.digest
    return None


def read(line: bytes) -> Record | None:
    """A record from its canonical bytes; None for anything else."""
    try:
        tree = json.loads(line)
        outcomes = tuple(Outcome(**one) for one in tree.pop("outcomes"))
        troubles = tuple((str(a), str(b), str(c)) for a, b, c in tree.pop("troubles"))
        attended = tuple(Attended(**one) for one in tree.pop("attended", ()))
        readiness = Readiness(tree.pop("readiness"))
        return Record(
            **tree, readiness=readiness, troubles=troubles, outcomes=outcomes, attended=attended
        )
    except (ValueError, TypeError, KeyError):
        return None
