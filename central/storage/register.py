"""Two registers: traders by name (public), insured months by a keyed digest of the person."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from central.storage.engine import Sql


@dataclass(frozen=True, slots=True)
class InsuredMonth:
    """One month of one insurance."""

    month: str
    kind: str
    employer: str
    base_yuan: str
    standing: str


def person_key(secret: bytes, number: str) -> str:
    """How a person is found without the file naming them."""
    return hmac.digest(secret, number.encode(), "sha256").hex()


def put_months(sql: Sql, key: str, months: Iterable[InsuredMonth]) -> None:
    """Enter months; those already there stay."""
    for entry in months:
        sql.run(
            "INSERT INTO insured_months (person_key, month, kind, employer, base_yuan, standing)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (person_key, month, kind) DO NOTHING",
            key,
            entry.month,
            entry.kind,
            entry.employer,
            entry.base_yuan,
            entry.standing,
        )


def months_of(sql: Sql, key: str, first: str, last: str) -> tuple[InsuredMonth, ...]:
    """The months from ``first`` to ``last`` (``YYYY-MM``), newest first."""
    rows = sql.rows(
        "SELECT month, kind, employer, base_yuan, standing FROM insured_months"
        " WHERE person_key = ? AND month >= ? AND month <= ? ORDER BY month DESC, kind",
        key,
        first,
        last,
    )
    return tuple(InsuredMonth(*row) for row in rows)


def trade_name_is_taken(sql: Sql, region: str, trade_name: str) -> bool:
    """True when another trader of the region has the name."""
    return bool(
        sql.rows("SELECT 1 FROM licences WHERE region = ? AND trade_name = ?", region, trade_name)
    )


def next_organisation(sql: Sql) -> int:
    """The next organisation number; call inside the transaction that enters the licence."""
    return int(sql.rows("SELECT COALESCE(MAX(organisation), 0) + 1 FROM licences")[0][0])


def insert_licence(
    sql: Sql,
    *,
    credit_code: str,
    organisation: int,
    trade_name: str,
    region: str,
    case_id: UUID,
    issued_on: date,
) -> None:
    """Enter a trader."""
    sql.run(
        "INSERT INTO licences (credit_code, organisation, trade_name, region, case_id, issued_on)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        credit_code,
        organisation,
        trade_name,
        region,
        str(case_id),
        issued_on.isoformat(),
    )
