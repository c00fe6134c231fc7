"""Cases, their log and their supplements: rows in, frozen records out."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from central.storage.engine import Row, Sql
from kiosk.uplink.contract import CaseReply, CaseState, MissingMaterial, UploadRef

_COLUMNS = (
    "case_id, case_no, query_code, envelope_code, terminal, site, region, service, version, mode,"
    " state, submission_digest, packet, missing, received_at, accepted_at, follow_up, decide,"
    " due_by, reason, first_reply"
)
#: What an officer still has to look at.
OPEN_STATES = (
    CaseState.AWAITING_MATERIALS,
    CaseState.RECEIVED,
    CaseState.PRECHECKED,
    CaseState.ACCEPTED,
    CaseState.TOLERATED,
    CaseState.CORRECTION_REQUESTED,
    CaseState.IN_REVIEW,
    CaseState.CLOCK_STOPPED,
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as it lies in the store: what names a person is inside ``packet``, sealed."""

    case_id: UUID
    case_no: str
    query_code: str
    envelope_code: str | None
    terminal: str
    site: str
    region: str
    service: str
    version: str
    mode: str
    state: CaseState
    submission_digest: str
    packet: bytes
    missing: tuple[MissingMaterial, ...]
    received_at: datetime
    accepted_at: datetime | None
    follow_up: str
    decide: str
    due_by: date | None
    reason: str
    first_reply: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Who did what to a case, and when."""

    at: datetime
    actor: str
    state: CaseState
    note: str


def insert(sql: Sql, case: CaseRow) -> None:
    """A new case."""
    marks = ", ".join("?" * (_COLUMNS.count(",") + 1))
    sql.run(
        f"INSERT INTO cases ({_COLUMNS}) VALUES ({marks})",  # noqa: S608 - constants only
        str(case.case_id),
        case.case_no,
        case.query_code,
        case.envelope_code,
        case.terminal,
        case.site,
        case.region,
        case.service,
        case.version,
        case.mode,
        case.state,
        case.submission_digest,
        case.packet,
        _missing_text(case.missing),
        case.received_at.isoformat(),
        _iso(case.accepted_at),
        case.follow_up,
        case.decide,
        _iso(case.due_by),
        case.reason,
        case.first_reply,
    )


def update(sql: Sql, case: CaseRow) -> None:
    """What may change in a case's life."""
    sql.run(
        "UPDATE cases SET state = ?, envelope_code = ?, missing = ?, accepted_at = ?, due_by = ?,"
        " reason = ? WHERE case_id = ?",
        case.state,
        case.envelope_code,
        _missing_text(case.missing),
        _iso(case.accepted_at),
        _iso(case.due_by),
        case.reason,
        str(case.case_id),
    )


def remember_first_reply(sql: Sql, case_id: UUID, reply: CaseReply) -> None:
    """The answer that every replay of this intent gets."""
    sql.run(
        "UPDATE cases SET first_reply = ? WHERE case_id = ?", reply.wire().decode(), str(case_id)
    )


def by_id(sql: Sql, case_id: UUID) -> CaseRow | None:
    """One case."""
    return _one(sql, "case_id", str(case_id))


def by_envelope(sql: Sql, envelope_code: str) -> CaseRow | None:
    """The case that an envelope belongs to."""
    return _one(sql, "envelope_code", envelope_code)


def by_state(
    sql: Sql, states: tuple[CaseState, ...] = OPEN_STATES, limit: int = 200
) -> tuple[CaseRow, ...]:
    """Cases in these states, oldest first."""
    marks = ", ".join("?" * len(states))
    rows = sql.rows(
        f"SELECT {_COLUMNS} FROM cases WHERE state IN ({marks})"  # noqa: S608 - constants only
        " ORDER BY received_at, case_id LIMIT ?",
        *states,
        limit,
    )
    return tuple(_case(row) for row in rows)


def number_is_taken(sql: Sql, column: str, value: str) -> bool:
    """True when ``case_no``, ``query_code`` or ``envelope_code`` already has this value."""
    if column not in {"case_no", "query_code", "envelope_code"}:
        raise ValueError(column)
    return bool(sql.rows(f"SELECT 1 FROM cases WHERE {column} = ?", value))  # noqa: S608


def reply_of(case: CaseRow, result_id: UUID | None) -> CaseReply:
    """A case as the contract says it."""
    return CaseReply(
        case_id=case.case_id,
        state=case.state,
        case_no=case.case_no,
        query_code=case.query_code,
        envelope_code=case.envelope_code,
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        follow_up=case.follow_up,
        decide=case.decide,
        due_by=case.due_by,
        reason=case.reason,
        result_id=result_id,
    )


def append_log(sql: Sql, case_id: UUID, entry: LogEntry) -> None:
    """One more line in a case's history."""
    sql.run(
        "INSERT INTO case_log (case_id, seq, at, actor, state, note) SELECT ?,"
        " (SELECT COALESCE(MAX(seq), 0) + 1 FROM case_log WHERE case_id = ?), ?, ?, ?, ?",
        str(case_id),
        str(case_id),
        entry.at.isoformat(),
        entry.actor,
        entry.state,
        entry.note,
    )


def log_of(sql: Sql, case_id: UUID) -> tuple[LogEntry, ...]:
    """A case's history, oldest first."""
    rows = sql.rows(
        "SELECT at, actor, state, note FROM case_log WHERE case_id = ? ORDER BY seq", str(case_id)
    )
    return tuple(
        LogEntry(datetime.fromisoformat(at), actor, CaseState(state), note)
        for at, actor, state, note in rows
    )


def add_files(sql: Sql, case_id: UUID, files: tuple[UploadRef, ...]) -> None:
    """The sealed files that belong to a case."""
    for file in files:
        sql.run(
            "INSERT INTO case_files (case_id, upload_id, digest, size) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (case_id, upload_id) DO NOTHING",
            str(case_id),
            str(file.upload_id),
            file.digest,
            file.size,
        )


def files_of(sql: Sql, case_id: UUID) -> tuple[UploadRef, ...]:
    """The sealed files of a case."""
    rows = sql.rows(
        "SELECT upload_id, digest, size FROM case_files WHERE case_id = ?", str(case_id)
    )
    return tuple(UploadRef(upload_id=UUID(one), digest=two, size=three) for one, two, three in rows)


def supplement_seen(sql: Sql, supplement_id: UUID) -> tuple[str, str] | None:
    """Digest and first answer of a supplement that already came."""
    rows = sql.rows(
        "SELECT submission_digest, first_reply FROM supplements WHERE supplement_id = ?",
        str(supplement_id),
    )
    return (rows[0][0], rows[0][1]) if rows else None


def insert_supplement(
    sql: Sql, supplement_id: UUID, case_id: UUID, digest: str, body: str, reply: CaseReply
) -> None:
    """A supplement and the answer that its replays get."""
    sql.run(
        "INSERT INTO supplements (supplement_id, case_id, submission_digest, body, first_reply)"
        " VALUES (?, ?, ?, ?, ?)",
        str(supplement_id),
        str(case_id),
        digest,
        body,
        reply.wire().decode(),
    )


def supplements_of(sql: Sql, case_id: UUID) -> tuple[str, ...]:
    """The supplements of a case as they came."""
    rows = sql.rows("SELECT body FROM supplements WHERE case_id = ?", str(case_id))
    return tuple(row[0] for row in rows)


def _one(sql: Sql, column: str, value: str) -> CaseRow | None:
    rows = sql.rows(f"SELECT {_COLUMNS} FROM cases WHERE {column} = ?", value)  # noqa: S608
    return _case(rows[0]) if rows else None


def _case(row: Row) -> CaseRow:
    return CaseRow(
        case_id=UUID(row[0]),
        case_no=row[1],
        query_code=row[2],
        envelope_code=row[3],
        terminal=row[4],
        site=row[5],
        region=row[6],
        service=row[7],
        version=row[8],
        mode=row[9],
        state=CaseState(row[10]),
        submission_digest=row[11],
        packet=bytes(row[12]),
        missing=tuple(MissingMaterial(code=code, name=name) for code, name in json.loads(row[13])),
        received_at=datetime.fromisoformat(row[14]),
        accepted_at=datetime.fromisoformat(row[15]) if row[15] else None,
        follow_up=row[16],
        decide=row[17],
        due_by=date.fromisoformat(row[18]) if row[18] else None,
        reason=row[19],
        first_reply=row[20],
    )


def _iso(at: date | datetime | None) -> str | None:
    return at.isoformat() if at else None


def _missing_text(missing: tuple[MissingMaterial, ...]) -> str:
    return json.dumps([[item.code, item.name] for item in missing], ensure_ascii=False)
