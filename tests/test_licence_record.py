"""A platform's result becomes a sheet, or everything that it lacks is said at once."""

from dataclasses import replace
from datetime import date

import pytest

from printer.layouts.business_licence import BusinessLicence
from printer.layouts.food_permit import FoodPermit
from printer.layouts.proof import Proof
from printer.layouts.record import RecordUnreadable, sheet_from
from printer.licence.pdf import Composed
from tests.licence_samples import SampleRecord, composer

_LICENCE = SampleRecord(
    "business-licence",
    fields={
        "credit_code": "92350100MA0000000X",
        "name": "青禾市张三面馆",
        "kind": "个体工商户",
        "operator": "张三",
        "premises": "渡口路 12 号",
        "composition": "个人经营",
        "scope": "餐饮服务",
        "registered_on": "2026-11-21",
        "issued_on": "2026-11-21",
    },
)
_PROOF = SampleRecord(
    "proof",
    fields={
        "title": "社会保险参保缴费证明",
        "statement": "缴费 1 个月。",
        "person:姓名": "张三",
        "person:查询时段": "2026-01 至 2026-02",
        "columns": "月份\t险种",
        "issued_on": "2026-11-21",
    },
    rows=(("2026-01", "养老"),),
)
_PERMIT = SampleRecord(
    "food-permit",
    fields={"name": "饺子铺", "operator": "张三", "premises": "渡口路", "issued_on": "2026-11-21"},
)


@pytest.mark.parametrize("record", [_LICENCE, _PROOF, _PERMIT], ids=lambda each: each.layout)
def test_whole_record_is_set(record: SampleRecord) -> None:
    sheet = sheet_from(record)
    assert isinstance(sheet, BusinessLicence | Proof | FoodPermit)
    assert isinstance(composer().compose(sheet), Composed)


def test_licence_takes_its_values_from_the_record() -> None:
    sheet = sheet_from(_LICENCE)
    assert isinstance(sheet, BusinessLicence)
    assert (sheet.operator, sheet.registered_on) == ("张三", date(2026, 11, 21))


def test_proof_keeps_lines_and_columns_in_order() -> None:
    sheet = sheet_from(_PROOF)
    assert isinstance(sheet, Proof)
    assert [name for name, _ in sheet.person] == ["姓名", "查询时段"]
    assert sheet.columns == ("月份", "险种")


def test_everything_missing_is_said_at_once_without_values() -> None:
    fields = _LICENCE.fields | {"operator": "", "issued_on": "soon"}
    del fields["scope"]
    broken = sheet_from(replace(_LICENCE, fields=fields, verification_url=""))
    assert broken == RecordUnreadable(("operator", "scope", "issued_on", "verification_url"))


def test_row_of_another_length_is_refused() -> None:
    assert sheet_from(replace(_PROOF, rows=(("2026-01",),))) == RecordUnreadable(("rows",))


def test_unknown_layout_is_refused() -> None:
    unknown = sheet_from(replace(_LICENCE, layout="passport"))
    assert unknown == RecordUnreadable(("layout passport",))
