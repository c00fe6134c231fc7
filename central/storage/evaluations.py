"""好差评: one row for each case and assess number."""

from uuid import UUID

from central.storage.engine import Sql
from kiosk.uplink.contract import Evaluation


def seen(sql: Sql, evaluation_id: UUID) -> str | None:
    """The digest of an evaluation that already came."""
    rows = sql.rows(
        "SELECT submission_digest FROM evaluations WHERE evaluation_id = ?", str(evaluation_id)
    )
    return str(rows[0][0]) if rows else None


def insert(sql: Sql, evaluation: Evaluation, digest: str) -> bool:
    """Keep one; False when this case already has one with its number."""
    changed = sql.run(
        "INSERT INTO evaluations (evaluation_id, case_id, assess_number, grade,"
        " submission_digest, body) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (case_id, assess_number) DO NOTHING",
        str(evaluation.evaluation_id),
        str(evaluation.case_id),
        evaluation.assess_number,
        evaluation.grade,
        digest,
        evaluation.wire().decode(),
    )
    return changed == 1
