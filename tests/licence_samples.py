"""Sample sheets of made-up people, and the words to print them with."""

import io
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import pikepdf

from kiosk.i18n import Texts, load_texts
from kiosk.paper.sheets import SheetOrder
from printer.layouts.business_licence import BusinessLicence
from printer.layouts.proof import Proof
from printer.licence.pdf import SheetComposer

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "config" / "fonts"
URL = "https://hall.qinghe.example/v/92350100MA0000000X-2-7K3M9Q"


@cache
def words() -> Texts:
    return load_texts(ROOT / "config" / "locale" / "zh-CN")


@cache
def composer() -> SheetComposer:
    return SheetComposer(FONTS, words())


def licence(**changes: object) -> BusinessLicence:
    values: dict[str, object] = {
        "credit_code": "92350100MA0000000X",
        "name": "青禾市张三面馆",
        "kind": "个体工商户",
        "operator": "张三",
        "premises": "青禾市南渡区河岸街道渡口路 12 号 1 层 103",
        "composition": "个人经营",
        "registered_on": date(2026, 11, 21),
        "scope": "餐饮服务（热食类食品制售）；食品销售（仅销售预包装食品）",
        "issuer": "青禾市市场监督管理局",
        "issued_on": date(2026, 11, 21),
        "copy_seq": 2,
        "verification_url": URL,
    }
    return BusinessLicence(**(values | changes))  # type: ignore[arg-type]


def proof(rows: int = 12) -> Proof:
    return Proof(
        title="社会保险参保缴费证明",
        number="QH-SB-000431",
        person=(("姓名", "张三"), ("公民身份号码", "110101190001010014")),
        statement="经查本市社会保险登记，此人在上列时段共缴费 12 个月，明细如下。",
        columns=("月份", "缴费单位", "缴费基数（元）"),
        rows=tuple((f"M{n:03d}", "青禾市晨光机械厂", "4650.00") for n in range(rows)),
        issuer="青禾市社会保险服务中心",
        issued_on=date(2026, 11, 21),
        verification_code="7K3M-9Q2X",
        verification_url=URL,
    )


def blank_pdf(pages: int = 1) -> bytearray:
    """The smallest job: what comes out matters here, not what stands on it."""
    pdf, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(842, 595))
    pdf.save(out)
    return bytearray(out.getvalue())


def order(number: str = "92350100MA0000000X", copy_seq: int = 1, pages: int = 1) -> SheetOrder:
    return SheetOrder(number, copy_seq, "case-1", "result-1", pages, numbered=pages == 1)


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """A platform's result, by shape."""

    layout: str
    number: str = "92350100MA0000000X"
    copy_seq: int = 1
    fields: dict[str, str] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()
    issuer: str = "青禾市市场监督管理局"
    verification_url: str = URL
    verification_code: str = "7K3M-9Q2X"
