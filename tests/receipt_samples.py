"""The receipt of the story that the screens tell, and readers for what came out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from devices.transport.tcp import TcpSettings, TcpTransport
from devices.virtual.escpos_interpreter import (
    CutPaper,
    Happening,
    Interpreter,
    PrintLine,
    QrSymbol,
    RasterImage,
    Unknown,
)
from devices.virtual.escpos_mouth import MouthKind
from devices.virtual.escpos_wire import TcpWire
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from kiosk.clock import SystemClock
from kiosk.i18n import load_texts
from printer.document import Cut, Document, Element
from printer.layouts.receipt import (
    Accepted,
    Free,
    GivenMaterial,
    PromisedMaterial,
    ReceiptFacts,
    Received,
    Rung,
    Stored,
    receipt,
)
from printer.receipt import model_options
from printer.receipt.encoder import EncoderSettings, ReceiptEncoder
from printer.receipt.escpos_printer import EscposPrinterSettings

ROOT = Path(__file__).parents[1]
FONT = ROOT / "config/fonts/NotoSansCJKsc-Regular.otf"
PRINTER_FONT = ROOT / "config/fonts/NotoSansMonoCJKsc-Regular.otf"
WORDS = load_texts(ROOT / "config/locale/zh-CN")
CLOCK = SystemClock()

AT_STORED = datetime(2026, 4, 2, 13, 49, 2, tzinfo=UTC)
AT_RECEIVED = datetime(2026, 4, 2, 13, 49, 31, tzinfo=UTC)
AT_ACCEPTED = datetime(2026, 4, 2, 13, 49, 33, tzinfo=UTC)
DUE = datetime(2026, 4, 3, 10, 0, tzinfo=UTC)

STORED = Stored(AT_STORED)
RECEIVED = Received(AT_STORED, AT_RECEIVED)
ACCEPTED = Accepted(AT_STORED, AT_RECEIVED, AT_ACCEPTED, "SL20260402-000871", DUE)

QUERY = "https://q.qinghe.example/c/QH2604-7K3M-92?k=4ZP9T2"
RATING = "https://q.qinghe.example/r/7K3M92"
ENVELOPE = "E-7K3M9CQT34FG-3E"

#: Real wires, short patience: nothing here waits longer than it takes to know.
IMPATIENT = EscposPrinterSettings(
    answer_seconds=0.3, send_seconds=2.0, finish_seconds=0.4, look_seconds=0.05
)

#: For tests in which nothing is late: a loaded machine may take its time all the same.
PATIENT = EscposPrinterSettings(
    answer_seconds=10.0, send_seconds=30.0, finish_seconds=30.0, look_seconds=0.1
)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printers that settings name are waited for like those that a test makes itself."""
    settings = partial(EscposPrinterSettings, answer_seconds=PATIENT.answer_seconds)
    monkeypatch.setattr(model_options, "EscposPrinterSettings", settings)


FACTS = ReceiptFacts(
    rung=STORED,
    reference="QH2604-7K3M-92",
    service_name="个体户开业登记",
    service_version="v3.2.0",
    service_digest="9f2c4e8ab17d6035aa",
    site="滨江路 24 小时厅",
    terminal="3 号机",
    masked_name="张*",
    printed_at=datetime(2026, 4, 2, 13, 49, 40, tzinfo=UTC),
    follows_up="滨江街道便民服务中心",
    decides="临湖区市场监管部门",
    decision_limit="1 个工作日",
    fee=Free(),
    given=(GivenMaterial("身份证（读卡）"), GivenMaterial("租房合同", 3)),
    promised=(PromisedMaterial("房东身份证复印件", date(2026, 4, 17)),),
    envelope_code=ENVELOPE,
    query_address=QUERY,
    rating_address=RATING,
    complaint_phone="12345",
)


def sample(rung: Rung = STORED, **changes: object) -> Document:
    return receipt(replace(FACTS, rung=rung, **changes), WORDS)


def encode(document: Document, columns: Literal[32, 48] = 48) -> bytearray:
    return ReceiptEncoder(EncoderSettings(FONT, columns)).encode(document)


def encode_elements(*elements: Element, columns: Literal[32, 48] = 48) -> bytearray:
    return encode(Document((*elements, Cut())), columns)


def happenings(job: bytes | bytearray) -> list[Happening]:
    """What the printer's own reading of the standard makes of the bytes."""
    interpreter, seen = Interpreter(), []
    interpreter.feed(bytes(job))
    while True:
        whole, happening = interpreter.step()
        if not whole:
            assert interpreter.pending_bytes == 0, "the job ends inside a command"
            return seen
        if happening is not None:
            seen.append(happening)


def lines(job: bytes | bytearray) -> list[str]:
    """Text lines as printed; pictures are not text."""
    return [
        "".join(glyph.character for glyph in happening.glyphs)
        for happening in happenings(job)
        if isinstance(happening, PrintLine)
    ]


def pictures(job: bytes | bytearray) -> list[RasterImage]:
    return [happening for happening in happenings(job) if isinstance(happening, RasterImage)]


def codes(job: bytes | bytearray) -> list[bytes]:
    return [happening.data for happening in happenings(job) if isinstance(happening, QrSymbol)]


def cuts(job: bytes | bytearray) -> int:
    return sum(isinstance(happening, CutPaper) for happening in happenings(job))


def misunderstood(job: bytes | bytearray) -> list[Unknown]:
    return [happening for happening in happenings(job) if isinstance(happening, Unknown)]


@contextmanager
def network_printer(
    folder: Path, columns: Literal[32, 48] = 48, presenter: MouthKind = "none"
) -> Iterator[tuple[VirtualReceiptPrinter, TcpTransport]]:
    """A virtual printer that is on, and a wire to it that is not yet open."""
    wire = TcpWire()
    settings = VirtualReceiptPrinterSettings(PRINTER_FONT, folder / "receipts", columns, presenter)
    printer = VirtualReceiptPrinter(wire, CLOCK, settings)
    printer.start()
    transport = TcpTransport(TcpSettings("127.0.0.1", wire.port), CLOCK)
    try:
        yield printer, transport
    finally:
        transport.close()
        printer.stop()
