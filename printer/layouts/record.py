"""From a result as the platform delivers it to a sheet. Owns the closed list of layouts.

Whatever a record lacks is reported at once; must not guess a missing value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from printer.layouts.business_licence import BusinessLicence
from printer.layouts.food_permit import FoodPermit
from printer.layouts.proof import Proof

OfficialSheet = BusinessLicence | Proof | FoodPermit
_PERSON = "person:"


class Record(Protocol):
    """What ``kiosk.uplink.contract.ResultRecord`` is seen from here."""

    @property
    def layout(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def copy_seq(self) -> int: ...
    @property
    def fields(self) -> Mapping[str, str]: ...
    @property
    def rows(self) -> tuple[tuple[str, ...], ...]: ...
    @property
    def issuer(self) -> str: ...
    @property
    def verification_url(self) -> str: ...
    @property
    def verification_code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RecordUnreadable:
    """The platform's record does not make this sheet: names of fields, never their values."""

    problems: tuple[str, ...]


def sheet_from(record: Record) -> OfficialSheet | RecordUnreadable:
    """The sheet that ``record`` describes."""
    if record.layout not in _LAYOUTS:
        return RecordUnreadable((f"layout {record.layout}",))
    needed, days, build = _LAYOUTS[record.layout]
    problems = [name for name in needed if not record.fields.get(name)]
    problems += [name for name in days if _day(record, name) is None]
    if record.layout == "proof" and _ragged(record):
        problems.append("rows")
    if not record.verification_url:
        problems.append("verification_url")
    return RecordUnreadable(tuple(problems)) if problems else build(record)


def _business_licence(record: Record) -> BusinessLicence:
    fields = record.fields
    return BusinessLicence(
        credit_code=fields["credit_code"],
        name=fields["name"],
        kind=fields["kind"],
        operator=fields["operator"],
        premises=fields["premises"],
        composition=fields["composition"],
        registered_on=_sure_day(record, "registered_on"),
        scope=fields["scope"],
        issuer=record.issuer,
        issued_on=_sure_day(record, "issued_on"),
        copy_seq=record.copy_seq,
        verification_url=record.verification_url,
    )


def _proof(record: Record) -> Proof:
    fields = record.fields
    people = (name for name in fields if name.startswith(_PERSON))
    return Proof(
        title=fields["title"],
        number=record.number,
        person=tuple((name.removeprefix(_PERSON), fields[name]) for name in people),
        statement=fields["statement"],
        columns=_columns(record),
        rows=record.rows,
        issuer=record.issuer,
        issued_on=_sure_day(record, "issued_on"),
        verification_code=record.verification_code,
        verification_url=record.verification_url,
    )


def _food_permit(record: Record) -> FoodPermit:
    fields = record.fields
    return FoodPermit(
        number=record.number,
        name=fields["name"],
        operator=fields["operator"],
        premises=fields["premises"],
        credit_code=fields.get("credit_code", ""),
        issuer=record.issuer,
        issued_on=_sure_day(record, "issued_on"),
        verification_url=record.verification_url,
    )


#: Layout: fields that must have a value, days, builder.
_LAYOUTS: Mapping[
    str, tuple[tuple[str, ...], tuple[str, ...], Callable[[Record], OfficialSheet]]
] = {
    "business-licence": (
        ("credit_code", "name", "kind", "operator", "premises", "composition", "scope"),
        ("registered_on", "issued_on"),
        _business_licence,
    ),
    "proof": (("title", "statement", "columns"), ("issued_on",), _proof),
    "food-permit": (("name", "operator", "premises"), ("issued_on",), _food_permit),
}


def _columns(record: Record) -> tuple[str, ...]:
    return tuple(record.fields.get("columns", "").split("\t"))


def _ragged(record: Record) -> bool:
    return any(len(row) != len(_columns(record)) for row in record.rows)


def _day(record: Record, name: str) -> date | None:
    try:
        return date.fromisoformat(record.fields.get(name, ""))
    except ValueError:
        return None


def _sure_day(record: Record, name: str) -> date:
    """A day that ``sheet_from`` has already found to be one."""
    return date.fromisoformat(record.fields[name])
