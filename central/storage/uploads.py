"""Announced files and whether they are whole. The bytes themselves lie in ``storage.files``."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from central.storage.engine import Sql
from kiosk.uplink.contract import UploadRequest


class UploadState(StrEnum):
    """A file is on its way until its digest is proved."""

    ARRIVING = "arriving"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One announced file."""

    request: UploadRequest
    state: UploadState


def insert(sql: Sql, request: UploadRequest, at: datetime) -> None:
    """Announce a file."""
    sql.run(
        "INSERT INTO uploads (upload_id, case_id, size, digest, purpose, state, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        str(request.upload_id),
        str(request.case_id),
        request.size,
        request.digest,
        request.purpose,
        UploadState.ARRIVING,
        at.isoformat(),
    )


def mark_whole(sql: Sql, upload_id: UUID) -> None:
    """The digest is proved."""
    sql.run("UPDATE uploads SET state = ? WHERE upload_id = ?", UploadState.WHOLE, str(upload_id))


def forget(sql: Sql, upload_id: UUID) -> None:
    """The file proved to be another one: it was never announced."""
    sql.run(
        "DELETE FROM uploads WHERE upload_id = ? AND state = ?",
        str(upload_id),
        UploadState.ARRIVING,
    )


def by_id(sql: Sql, upload_id: UUID) -> UploadRow | None:
    """One announced file."""
    rows = sql.rows(
        "SELECT upload_id, case_id, size, digest, purpose, state FROM uploads WHERE upload_id = ?",
        str(upload_id),
    )
    if not rows:
        return None
    one, case_id, size, digest, purpose, state = rows[0]
    request = UploadRequest(
        upload_id=UUID(one), case_id=UUID(case_id), size=size, digest=digest, purpose=purpose
    )
    return UploadRow(request, UploadState(state))
