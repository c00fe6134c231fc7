"""Results under seal, who may print them, and what became of each sheet."""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from central.storage.engine import Sql
from kiosk.uplink.contract import PrintReport, Result, ResultKind


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """The right to print one result."""

    result_id: UUID
    terminal: str
    intent_key: str
    token: str
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One sheet as a terminal reported it."""

    terminal: str
    serial: str
    job_name: str
    outcome: str
    at: str


def insert(sql: Sql, result: Result) -> None:
    """A new result."""
    sql.run(
        "INSERT INTO results (result_id, case_id, kind, layout, number, copy_seq, sealed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        str(result.result_id),
        str(result.case_id),
        result.kind,
        result.layout,
        result.number,
        result.copy_seq,
        base64.b64decode(result.sealed),
    )


def by_id(sql: Sql, result_id: UUID) -> Result | None:
    """One result."""
    rows = sql.rows(
        "SELECT result_id, case_id, kind, layout, number, copy_seq, sealed FROM results"
        " WHERE result_id = ?",
        str(result_id),
    )
    if not rows:
        return None
    one, case_id, kind, layout, number, copy_seq, sealed = rows[0]
    return Result(
        result_id=UUID(one),
        case_id=UUID(case_id),
        kind=ResultKind(kind),
        layout=layout,
        number=number,
        copy_seq=copy_seq,
        sealed=base64.b64encode(bytes(sealed)).decode("ascii"),
    )


def id_for_case(sql: Sql, case_id: UUID) -> UUID | None:
    """The result of a case, when there is one."""
    rows = sql.rows("SELECT result_id FROM results WHERE case_id = ?", str(case_id))
    return UUID(rows[0][0]) if rows else None


def claim_of(sql: Sql, result_id: UUID) -> ClaimRow | None:
    """Who holds the right to print."""
    rows = sql.rows(
        "SELECT terminal, intent_key, token, lease_until FROM claims WHERE result_id = ?",
        str(result_id),
    )
    if not rows:
        return None
    terminal, intent_key, token, lease_until = rows[0]
    return ClaimRow(result_id, terminal, intent_key, token, datetime.fromisoformat(lease_until))


def put_claim(sql: Sql, claim: ClaimRow) -> None:
    """Give the right to print, in place of an older one."""
    release_claim(sql, claim.result_id)
    sql.run(
        "INSERT INTO claims (result_id, terminal, intent_key, token, lease_until)"
        " VALUES (?, ?, ?, ?, ?)",
        str(claim.result_id),
        claim.terminal,
        claim.intent_key,
        claim.token,
        claim.lease_until.isoformat(),
    )


def release_claim(sql: Sql, result_id: UUID) -> None:
    """Nobody holds the right to print any more."""
    sql.run("DELETE FROM claims WHERE result_id = ?", str(result_id))


def report_seen(sql: Sql, report_id: UUID) -> str | None:
    """The digest of a report that already came."""
    rows = sql.rows("SELECT submission_digest FROM prints WHERE report_id = ?", str(report_id))
    return str(rows[0][0]) if rows else None


def insert_report(sql: Sql, report: PrintReport, terminal: str, digest: str) -> None:
    """What became of one sheet."""
    sql.run(
        "INSERT INTO prints (report_id, result_id, job_name, serial, terminal, outcome,"
        " submission_digest, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        str(report.report_id),
        str(report.result_id),
        report.job_name,
        report.serial,
        terminal,
        report.outcome,
        digest,
        report.at.isoformat(),
    )


def sheets_of(sql: Sql, result_id: UUID) -> tuple[SheetRow, ...]:
    """Every sheet reported for a result, oldest first."""
    rows = sql.rows(
        "SELECT terminal, serial, job_name, outcome, at FROM prints WHERE result_id = ?"
        " ORDER BY at, report_id",
        str(result_id),
    )
    return tuple(SheetRow(*row) for row in rows)
