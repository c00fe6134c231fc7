"""The outbox: what a citizen handed in stays here until the platform has it.

Owns the rows and the sealed files beside them; must not send and cannot read what it keeps. An
item is stored by one durable commit (its files were durable before), leased to the one sender,
and settled. Its payload is deleted only when the platform has registered it and has confirmed
every digest; the row stays as the receipt. Leases carry the id of this run, so a restart frees
what a killed sender held.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from kiosk.clock import Clock
from kiosk.uplink import ledger
from kiosk.uplink.backlog import Backlog, read_backlog
from kiosk.uplink.contract import CaseHeader, Evaluation, PrintReport, Supplement, UploadRef
from kiosk.uplink.database import DiskFullError, DurableDatabase
from kiosk.uplink.disk_guard import DiskGuard, DiskLimits
from kiosk.uplink.items import (
    DiskFull,
    FileKept,
    FileState,
    ItemKind,
    ItemState,
    KeepOutcome,
    Leased,
    LeasedFile,
    NotWhole,
    PutOutcome,
    Stored,
    Waiting,
)
from kiosk.uplink.packet import digest_of
from kiosk.uplink.sealed_files import SealedFiles

# Rows are never deleted, so ``seq`` grows without AUTOINCREMENT and its page more per commit.
OUTBOX_SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    dep TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    refusals INTEGER NOT NULL DEFAULT 0,
    lease TEXT,
    at TEXT NOT NULL,
    content TEXT NOT NULL,
    header BLOB NOT NULL,
    sealed BLOB,
    reply BLOB,
    reason TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS outbox_by_state ON outbox (state) WHERE state <> 'closed';
CREATE TABLE IF NOT EXISTS file (
    item TEXT NOT NULL REFERENCES outbox (id),
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (item, id)
) STRICT, WITHOUT ROWID;
"""

#: ``sending`` too: there is one sender, so what it does not hold now was dropped by a stumble.
#: A dependent waits for its case, unless the case was never here (another terminal's).
_SENDABLE = """
SELECT id, seq FROM outbox AS item WHERE state IN ('queued', 'sending') AND NOT EXISTS (
    SELECT 1 FROM outbox AS first WHERE first.id = item.dep AND first.id <> item.id
    AND first.state IN ('queued', 'sending', 'parked'))
ORDER BY seq
"""

_Answer = TypeVar("_Answer")


class Outbox:
    """Everything that waits for the platform. Safe to call from several threads."""

    def __init__(
        self, database: DurableDatabase, files: SealedFiles, guard: DiskGuard, clock: Clock
    ) -> None:
        self._database = database
        self._files = files
        self._guard = guard
        self._clock = clock
        self._run = str(uuid4())
        #: Files of cases that are not handed in yet. Only here: a restart ends the visit too.
        self._drafts: dict[UUID, tuple[UUID, UploadRef]] = {}
        self._recover()

    # --- taking in ---

    def has_room(self) -> bool:
        """True when a new case may be begun."""
        return self._guard.has_room()

    def keep_file(self, case_id: UUID, ref: UploadRef, sealed: bytes | bytearray) -> KeepOutcome:
        """Write a sealed file while the citizen goes on, so that Submit costs one commit."""
        if len(sealed) != ref.size or digest_of(sealed) != ref.digest:
            return NotWhole("file-digest")
        if not self._guard.has_room(ref.size):
            return DiskFull()
        try:
            self._files.write(ref.upload_id, sealed)
        except DiskFullError:
            return DiskFull()
        self._drafts[ref.upload_id] = (case_id, ref)
        return FileKept(ref.upload_id)

    def drop_draft(self, case_id: UUID) -> None:
        """The case will not be handed in: its files go. A stored case is never touched."""
        mine = [upload for upload, (owner, _) in self._drafts.items() if owner == case_id]
        for upload_id in mine:
            del self._drafts[upload_id]
        self._files.remove(mine)

    def put_case(
        self, header: CaseHeader, packet: bytes, files: Mapping[UUID, bytes] | None = None
    ) -> PutOutcome:
        """Store a case, durably and once. The same case again answers the first ``Stored``."""
        if len(packet) != header.packet_size or digest_of(packet) != header.packet_digest:
            return NotWhole("packet-digest")
        for ref in header.uploads:
            if files and ref.upload_id in files:
                match self.keep_file(header.case_id, ref, files[ref.upload_id]):
                    case DiskFull() | NotWhole() as no:
                        return no
                    case FileKept():
                        pass
        return self._put(
            header.case_id, ItemKind.CASE, header.case_id, header.wire(), packet, header.uploads
        )

    def put_supplement(self, supplement: Supplement) -> PutOutcome:
        """Store promised materials, now brought; their files were kept before."""
        return self._put(
            supplement.supplement_id,
            ItemKind.SUPPLEMENT,
            supplement.case_id,
            supplement.wire(),
            None,
            supplement.uploads,
        )

    def put_print_report(self, report: PrintReport) -> PutOutcome:
        """Store what became of a sheet."""
        return self._put(report.report_id, ItemKind.PRINT, report.case_id, report.wire())

    def put_evaluation(self, evaluation: Evaluation) -> PutOutcome:
        """Store a rating."""
        return self._put(
            evaluation.evaluation_id, ItemKind.EVALUATION, evaluation.case_id, evaluation.wire()
        )

    def _put(
        self,
        item_id: UUID,
        kind: ItemKind,
        case_id: UUID,
        header: bytes,
        packet: bytes | None = None,
        uploads: tuple[UploadRef, ...] = (),
    ) -> PutOutcome:
        content = digest_of(header)
        at = self._clock.wall()
        try:
            with self._database.write() as connection:
                known = connection.execute(
                    "SELECT content, seq, at FROM outbox WHERE id = ?", (str(item_id),)
                ).fetchone()
                if known is not None:
                    return _stored_before(item_id, content, known)
                if flaw := self._flaw(case_id, uploads):
                    return flaw
                seq = self._insert(
                    connection,
                    (str(item_id), kind, str(case_id), at.isoformat(), content, header, packet),
                )
                connection.executemany(
                    "INSERT INTO file VALUES (?, ?, ?, ?, ?, 'queued')",
                    [
                        (str(item_id), str(ref.upload_id), str(case_id), ref.digest, ref.size)
                        for ref in uploads
                    ],
                )
                ledger.append(connection, at, str(item_id), "stored")
        except DiskFullError:
            return DiskFull()
        for ref in uploads:
            self._drafts.pop(ref.upload_id, None)
        return Stored(item_id, seq, at)

    def _flaw(self, case_id: UUID, uploads: tuple[UploadRef, ...]) -> DiskFull | NotWhole | None:
        if not self._guard.has_room():
            return DiskFull()
        if any(self._drafts.get(ref.upload_id) != (case_id, ref) for ref in uploads):
            return NotWhole("file-missing")
        return None

    def _insert(self, connection: sqlite3.Connection, values: tuple[object, ...]) -> int:
        cursor = connection.execute(
            "INSERT INTO outbox (id, kind, dep, state, at, content, header, sealed)"
            " VALUES (?, ?, ?, 'queued', ?, ?, ?, ?)",
            values,
        )
        return int(cursor.lastrowid or 0)

    # --- sending ---

    def sendable(self) -> tuple[Waiting, ...]:
        """Items that wait for nothing but the platform, oldest first."""
        with self._database.read() as connection:
            return tuple(Waiting(UUID(item), seq) for item, seq in connection.execute(_SENDABLE))

    def lease(self, item_id: UUID) -> Leased | None:
        """Take an item into the hand, durably; None when it is no longer to be sent."""
        return self._settle(lambda connection: self._lease(connection, str(item_id)))

    def _lease(self, connection: sqlite3.Connection, item: str) -> Leased | None:
        row = connection.execute(
            "UPDATE outbox SET state = 'sending', lease = ?, attempts = attempts + 1"
            " WHERE id = ? AND state IN ('queued', 'sending')"
            " RETURNING kind, seq, attempts, header, sealed",
            (self._run, item),
        ).fetchone()
        if row is None:
            return None
        kind, seq, attempts, header, packet = row
        files = tuple(
            LeasedFile(UUID(item), UUID(upload), UUID(case), digest, size, FileState(state))
            for upload, case, digest, size, state in connection.execute(
                "SELECT id, case_id, digest, size, state FROM file WHERE item = ?", (item,)
            )
        )
        return Leased(UUID(item), ItemKind(kind), seq, attempts, header, packet or b"", files)

    def read_file(self, upload_id: UUID, offset: int, size: int) -> bytes:
        """A piece of a sealed file."""
        return self._files.read(upload_id, offset, size)

    def is_intact(self, file: LeasedFile) -> bool:
        """True when the disk still has what was stored."""
        return self._files.digest(file.upload_id) == file.digest

    def mark_file(self, file: LeasedFile, state: FileState) -> None:
        """Note how far a file has come."""
        self._settle(
            lambda connection: connection.execute(
                "UPDATE file SET state = ? WHERE item = ? AND id = ?",
                (state, str(file.item_id), str(file.upload_id)),
            )
        )

    # --- settling ---

    def put_back(self, item_id: UUID, *, was_refused: bool = False) -> int:
        """Try again later. Answers how often the platform has refused the item so far."""

        def back(connection: sqlite3.Connection) -> int:
            row = connection.execute(
                "UPDATE outbox SET state = 'queued', lease = NULL, refusals = refusals + ?"
                " WHERE id = ? AND state = 'sending' RETURNING refusals",
                (int(was_refused), str(item_id)),
            ).fetchone()
            return int(row[0]) if row else 0

        return self._settle(back)

    def register(self, item_id: UUID, reply: bytes) -> None:
        """The platform has it, and every file of it. Deletes the payload, keeps the receipt."""
        self._move(item_id, ItemState.REGISTERED, reply=reply)
        self._finish(item_id)

    def park(self, item_id: UUID, reason: str) -> None:
        """No more tries until a person has looked; nothing is deleted."""
        self._move(item_id, ItemState.PARKED, reason=reason)

    def release_parked(self, item_id: UUID) -> None:
        """A person has looked: try again from the start."""
        if self.state_of(item_id) is ItemState.PARKED:
            self._move(item_id, ItemState.QUEUED)

    def backlog(self) -> Backlog:
        """What is still here."""
        with self._database.read() as connection:
            return read_backlog(connection)

    def state_of(self, item_id: UUID) -> ItemState | None:
        """Where an item stands; None when it never was here."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT state FROM outbox WHERE id = ?", (str(item_id),)
            ).fetchone()
        return ItemState(row[0]) if row else None

    def reply_of(self, item_id: UUID) -> bytes | None:
        """What the platform answered when it registered the item."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT reply FROM outbox WHERE id = ?", (str(item_id),)
            ).fetchone()
        return row[0] if row else None

    def first_broken_ledger_line(self) -> int | None:
        """Where the ledger was tampered with; None when it is whole."""
        with self._database.read() as connection:
            return ledger.first_broken_line(connection)

    def _move(
        self, item_id: UUID, state: ItemState, *, reply: bytes | None = None, reason: str = ""
    ) -> None:
        def move(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE outbox SET state = ?, lease = NULL, refusals = 0,"
                " reply = coalesce(?, reply), reason = ? WHERE id = ? AND state <> 'closed'",
                (state, reply, reason, str(item_id)),
            )
            what = f"{state}:{reason}" if reason else str(state)
            ledger.append(connection, self._clock.wall(), str(item_id), what)

        self._settle(move)

    def _finish(self, item_id: UUID) -> None:
        item = str(item_id)
        with self._database.read() as connection:
            mine = connection.execute("SELECT id FROM file WHERE item = ?", (item,)).fetchall()
        self._files.remove([UUID(upload) for (upload,) in mine])

        def close(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM file WHERE item = ?", (item,))
            connection.execute(
                "UPDATE outbox SET state = 'closed', sealed = NULL WHERE id = ?", (item,)
            )
            ledger.append(connection, self._clock.wall(), item, "closed")

        self._settle(close)
        self._database.forget_deleted()
        self._guard.reserve()

    def _settle(self, change: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """Change what is stored; a full disk costs the ballast, never the change."""
        try:
            with self._database.write() as connection:
                return change(connection)
        except DiskFullError:
            if not self._guard.give_up_ballast():
                raise
        with self._database.write() as connection:
            return change(connection)

    def _recover(self) -> None:
        """After a restart: free the leases of the dead, finish what was half deleted, sweep."""
        self._guard.reserve()
        with self._database.read() as connection:
            half_deleted = connection.execute(
                "SELECT id FROM outbox WHERE state = 'registered'"
            ).fetchall()
            held = connection.execute("SELECT count(*) FROM outbox WHERE state = 'sending'")
            has_held = held.fetchone()[0] > 0
        if has_held:
            self._settle(
                lambda connection: connection.execute(
                    "UPDATE outbox SET state = 'queued', lease = NULL"
                    " WHERE state = 'sending' AND lease <> ?",
                    (self._run,),
                )
            )
        for (item,) in half_deleted:
            self._finish(UUID(item))
        with self._database.read() as connection:
            wanted = [UUID(row[0]) for row in connection.execute("SELECT id FROM file")]
        self._files.sweep(wanted)


def open_outbox(
    folder: Path, clock: Clock, database: DurableDatabase, limits: DiskLimits | None = None
) -> Outbox:
    """The outbox of a folder; ``database`` stays the caller's to close."""
    guard = DiskGuard(folder, limits or DiskLimits())
    return Outbox(database, SealedFiles(folder / "sealed"), guard, clock)


def _stored_before(item_id: UUID, content: str, known: tuple[str, int, str]) -> PutOutcome:
    stored_content, seq, at = known
    if stored_content != content:
        return NotWhole("other-content-under-this-id")
    return Stored(item_id, seq, datetime.fromisoformat(at))
