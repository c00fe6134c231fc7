"""What is printed, as data: one builder per layout.

Pure. Owns which facts a licence, a permit or a proof carries, in the words of the paper. Must not
allocate numbers, look anything up, or seal. In a proof, fields that begin with ``person:`` are
lines of the head, in order, and ``columns`` are the table's titles, tab between them. Days are ISO.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from central.calendar import city_day, month_of, months_back
from central.storage.register import InsuredMonth
from kiosk.uplink.contract import CaseBody, ResultRecord

KIND_WORDS = {"pension": "养老", "unemployment": "失业", "injury": "工伤"}
PROOF_COLUMNS = ("月份", "缴费单位", "缴费基数（元）", "险种", "状态")
EARLIEST_MONTH = "1992-01"


@dataclass(frozen=True, slots=True)
class Issue:
    """What the platform adds to a case when it gives something."""

    number: str
    issuer: str
    issued_at: datetime
    verification_code: str
    verification_url: str


def business_licence(body: CaseBody, issue: Issue) -> ResultRecord:
    """The licence of a sole trader."""
    form = body.form
    day = city_day(issue.issued_at).isoformat()
    return _record(
        "business-licence",
        issue,
        fields={
            "credit_code": issue.number,
            "name": form["trade-name"],
            "kind": "个体工商户",
            "operator": body.applicant.name,
            "premises": form["premises"],
            "composition": form["composition"],
            "capital_yuan": form["capital"],
            "scope": form["scope"],
            "registered_on": day,
        },
    )


def food_permit(body: CaseBody, issue: Issue) -> ResultRecord:
    """The filing certificate of a small eatery."""
    return _record(
        "food-permit",
        issue,
        fields={
            "name": body.form["trade-name"],
            "operator": body.applicant.name,
            "premises": body.form["premises"],
            "credit_code": body.form.get("licence-code", ""),
        },
    )


def proof(body: CaseBody, issue: Issue, months: Sequence[InsuredMonth]) -> ResultRecord:
    """What the register says about a person; an empty register is said as it is."""
    rows = _rows(months)
    first, last = asked_months(body, issue.issued_at)
    period = "全部记录" if first == EARLIEST_MONTH else f"{first} 至 {last}"
    return _record(
        "proof",
        issue,
        fields={
            "title": "社会保险参保缴费证明",
            "person:姓名": body.applicant.name,
            "person:公民身份号码": body.applicant.number,
            "person:查询险种": _kind_words(asked_kinds(body)),
            "person:查询时段": period,
            "statement": _statement(len({entry.month for entry in months})),
            "columns": "\t".join(PROOF_COLUMNS),
        },
        rows=rows,
    )


def asked_months(body: CaseBody, at: datetime) -> tuple[str, str]:
    """First and last month that the citizen asked for."""
    today = city_day(at)
    match body.form.get("period", ""):
        case "last-12-months":
            return months_back(today, 12), months_back(today, 1)
        case "last-24-months":
            return months_back(today, 24), months_back(today, 1)
        case "chosen":
            return _month(body.form.get("from", "")), _month(body.form.get("to", ""))
        case _:
            return EARLIEST_MONTH, month_of(today)


def asked_kinds(body: CaseBody) -> frozenset[str]:
    """Which insurances the citizen asked for."""
    wanted = body.form.get("insurance", "all")
    return frozenset({wanted}) if wanted in KIND_WORDS else frozenset(KIND_WORDS)


def _month(text: str) -> str:
    digits = "".join(character for character in text if character in "0123456789")
    return f"{digits[:4]}-{digits[4:6]}"


def _rows(months: Sequence[InsuredMonth]) -> tuple[tuple[str, ...], ...]:
    """One row per month: month, employer, base, insurances, standing."""
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for entry in months:
        key = (entry.month, entry.employer, entry.base_yuan, entry.standing)
        together.setdefault(key, []).append(entry.kind)
    return tuple(
        (month, employer, base, _kind_words(kinds), standing)
        for (month, employer, base, standing), kinds in together.items()
    )


def _kind_words(kinds: Collection[str]) -> str:
    return "、".join(word for kind, word in KIND_WORDS.items() if kind in kinds)


def _statement(count: int) -> str:
    if count == 0:
        return "经查本市社会保险登记，上列时段没有查到其缴费记录。"
    return f"经查本市社会保险登记，该参保人在上列时段共缴费 {count} 个月，明细如下。"


def _record(
    layout: str,
    issue: Issue,
    *,
    fields: dict[str, str],
    rows: tuple[tuple[str, ...], ...] = (),
) -> ResultRecord:
    return ResultRecord(
        layout=layout,
        number=issue.number,
        copy_seq=1,
        fields={
            **fields,
            "issuer": issue.issuer,
            "issued_on": city_day(issue.issued_at).isoformat(),
        },
        rows=rows,
        issued_at=issue.issued_at,
        issuer=issue.issuer,
        verification_url=issue.verification_url,
        verification_code=issue.verification_code,
    )
