"""What staff did: who, when, what. Append-only, one JSON object a line, each chained to the last.

Owns ``staff/audit.log``. Never a citizen's data: the words come from a closed list, and details
are names of devices, serials of blanks and counts.
"""

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.clock import Clock

log = logging.getLogger(__name__)

_FIRST = "0" * 64
#: Far more than one line; the whole log of years need not be read to add to it.
_TAIL_BYTES = 16 * 1024


class Deed(StrEnum):
    """Everything that is written down."""

    ENROLLED = "enrolled"
    REMOVED = "removed"
    UNLOCKED = "unlocked"
    BADGE_UNKNOWN = "badge-unknown"
    PIN_WRONG = "pin-wrong"
    PIN_TOO_EARLY = "pin-too-early"
    LOCKED_OUT = "locked-out"
    SIGNED_IN = "signed-in"
    SIGNED_OFF = "signed-off"
    REFUSED = "refused"
    TESTED = "tested"
    JUDGED = "judged"
    REFILLED = "refilled"
    SHEETS_LOADED = "sheets-loaded"
    SHEET_SPOILED = "sheet-spoiled"
    SHEET_SETTLED = "sheet-settled"
    GLASS_WIPED = "glass-wiped"
    TECHNICIAN_CALLED = "technician-called"
    TRANSCRIPT_SAVED = "transcript-saved"
    STATUS_PRINTED = "status-printed"
    BUNDLE_WRITTEN = "bundle-written"
    TAMPER_SEEN = "tamper-seen"
    TAMPER_CLEARED = "tamper-cleared"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line. ``number`` is empty when nobody is known."""

    at: str
    number: str
    deed: str
    detail: str


class Audit:
    """The end of the log, and the way to look at all of it."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def note(self, number: str, deed: Deed, detail: str = "") -> bool:
        """Append a line, durably; false when the disk did not take it.

        A full disk does not stop the work; the host's log says so.
        """
        line = {
            "at": self._clock.wall().isoformat(timespec="milliseconds"),
            "number": number,
            "deed": deed.value,
            "detail": detail,
        }
        try:
            self._append(line)
        except OSError as full:
            log.error("audit_not_written deed=%s error=%s", deed, type(full).__name__)
            return False
        return True

    def _append(self, line: dict[str, str]) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "r+b") as stream:
            # Commands at a shell write beside the host: one link of the chain at a time.
            fcntl.flock(stream, fcntl.LOCK_EX)
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _TAIL_BYTES))
            tail = stream.read()
            chained = {**line, "chain": _chained(_last_chain(tail), line)}
            # A line that the power cut short must not swallow this one.
            start = b"" if tail.endswith(b"\n") or not tail else b"\n"
            stream.seek(0, os.SEEK_END)
            stream.write(start + json.dumps(chained, ensure_ascii=False).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    def lines(self) -> tuple[AuditLine, ...]:
        """Everything, oldest first; lines that are not whole are left out."""
        return tuple(
            AuditLine(row["at"], row["number"], row["deed"], row["detail"]) for row in self._rows()
        )

    def newest(self, deeds: Set[Deed]) -> AuditLine | None:
        """The last line about one of these."""
        found = (line for line in reversed(self.lines()) if line.deed in deeds)
        return next(found, None)

    def size(self) -> int:
        """In bytes: another size is another content."""
        try:
            return self._file.stat().st_size
        except FileNotFoundError:
            return 0

    def is_whole(self) -> bool:
        """Whether no line was changed, moved or taken out of the middle."""
        chain, count = _FIRST, 0
        for row in self._rows():
            told = row.pop("chain", "")
            chain = _chained(chain, row)
            if told != chain:
                return False
            count += 1
        return count == self._count()

    def _count(self) -> int:
        try:
            return self._file.read_bytes().count(b"\n")
        except FileNotFoundError:
            return 0

    def _rows(self) -> list[dict[str, str]]:
        try:
            return _rows(self._file.read_bytes())
        except FileNotFoundError:
            return []


def _rows(content: bytes) -> list[dict[str, str]]:
    rows = []
    for line in content.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue  # cut short by a power cut, or by the start of the tail
        if isinstance(row, dict) and {"at", "number", "deed", "detail"} <= row.keys():
            rows.append(row)
    return rows


def _last_chain(tail: bytes) -> str:
    rows = _rows(tail)
    return rows[-1].get("chain", _FIRST) if rows else _FIRST


def _chained(before: str, line: dict[str, str]) -> str:
    text = json.dumps(line, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()
