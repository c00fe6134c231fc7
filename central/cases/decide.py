"""The automatic decision: an item, a case and the facts in; a ruling out.

Pure. Owns the rules. Must not fetch facts, allocate numbers or store.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from central.catalogue.offer import Item
from kiosk.uplink.contract import CaseBody, Decision, Mode

ADULT_YEARS = 18
#: What registration practice writes around a scope.
_SCOPE_MARKS = (
    "许可项目：",
    "一般项目：",
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the registers say at the moment of deciding."""

    today: date
    trade_name_taken: bool


@dataclass(frozen=True, slots=True)
class Granted:
    """Granted now."""


@dataclass(frozen=True, slots=True)
class Declined:
    """Not granted, with every reason, in words for the citizen."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """Accepted (受理); an officer decides until ``due_by``."""

    due_by: date


@dataclass(frozen=True, slots=True)
class TakenWithGap:
    """Accepted although something is missing (容缺受理), which must come until ``due_by``."""

    due_by: date


Ruling = Granted | Declined | Taken | TakenWithGap


def decide(item: Item, body: CaseBody, facts: Facts) -> Ruling:
    """What the platform says at once."""
    if item.decision is Decision.OFFICER:
        if body.promise is not None and body.promise.missing:
            return TakenWithGap(body.promise.due_by)
        return Taken(working_day_after(facts.today, item.limit_days))
    reasons = () if item.mode is Mode.QUERY else _against(item, body, facts)
    return Declined(reasons) if reasons else Granted()


def unlisted_scopes(item: Item, text: str) -> tuple[str, ...]:
    """The scopes of a form that are not on the item's list; all of an empty text is unlisted."""
    parts = [_bare_scope(part) for part in text.split("；")]
    return tuple(part for part in parts if part not in item.scopes)


def _bare_scope(part: str) -> str:
    words = part.strip()
    for mark in _SCOPE_MARKS:
        words = words.removeprefix(mark).removesuffix(mark)
    return words


def working_day_after(start: date, days: int) -> date:
    """``days`` working days later. Public holidays are not known here: weekends only."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _against(item: Item, body: CaseBody, facts: Facts) -> tuple[str, ...]:
    reasons = []
    birth = body.applicant.birth
    if birth is None or _age(birth, facts.today) < ADULT_YEARS:
        reasons.append("经营者要满 18 周岁，才能自己开业。")
    if facts.trade_name_taken:
        reasons.append("这个字号在本区已有人登记，请换一个字号。")
    if unlisted_scopes(item, body.form.get("scope", "")):
        reasons.append("这项经营范围不能当场登记，请到窗口办理。")
    return tuple(reasons)


def _age(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
