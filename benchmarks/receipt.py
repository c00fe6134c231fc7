"""Bytes and wire time of a real receipt: as text, and as one picture.

Prints ratios and counts; times are given only as multiples of what the wire itself needs.
Run: ``python -m benchmarks.receipt``
"""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from devices.transport.tcp import TcpSettings, TcpTransport
from devices.virtual.escpos_wire import TcpWire
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from kiosk.clock import SystemClock
from kiosk.i18n import load_texts
from printer.document import Document
from printer.layouts.receipt import (
    Accepted,
    Free,
    GivenMaterial,
    PromisedMaterial,
    ReceiptFacts,
    receipt,
)
from printer.receipt.encoder import EncoderSettings, ReceiptEncoder
from printer.receipt.escpos_printer import EscposPrinter

ROOT = Path(__file__).parents[1]
FONT = ROOT / "config/fonts/NotoSansCJKsc-Regular.otf"
PRINTER_FONT = ROOT / "config/fonts/NotoSansMonoCJKsc-Regular.otf"
CLOCK = SystemClock()
BITS_PER_BYTE = 10
ROUNDS = 20


def sample(masked_name: str) -> Document:
    at = datetime(2026, 4, 2, 13, 49, tzinfo=UTC)
    facts = ReceiptFacts(
        rung=Accepted(at, at, at, "SL20260402-000871", at),
        reference="QH2604-7K3M-92",
        service_name="个体户开业登记",
        service_version="v3.2.0",
        service_digest="9f2c4e8ab17d6035",
        site="滨江路 24 小时厅",
        terminal="3 号机",
        masked_name=masked_name,
        printed_at=at,
        follows_up="滨江街道便民服务中心",
        decides="临湖区市场监管部门",
        decision_limit="1 个工作日",
        fee=Free(),
        given=(GivenMaterial("身份证（读卡）"), GivenMaterial("租房合同", 3)),
        promised=(PromisedMaterial("房东身份证复印件", date(2026, 4, 17)),),
        envelope_code="7K3M-92",
        query_address="https://q.qinghe.example/c/QH2604-7K3M-92?k=4ZP9T2",
        rating_address="https://q.qinghe.example/r/7K3M92",
        complaint_phone="12345",
    )
    return receipt(facts, load_texts(ROOT / "config/locale/zh-CN"))


def seconds_of(action: object) -> float:
    started = CLOCK.monotonic()
    action()  # type: ignore[operator]
    return CLOCK.monotonic() - started


def printed_height_dots(picture: Path) -> int:
    from PIL import Image

    with Image.open(picture) as image:
        return image.height - 16  # the torn edge above and below


def main() -> None:
    encoder = ReceiptEncoder(EncoderSettings(FONT, 48))
    text, rare = encoder.encode(sample("张*")), encoder.encode(sample("𠮷*"))
    with tempfile.TemporaryDirectory() as folder:
        wire = TcpWire()
        settings = VirtualReceiptPrinterSettings(PRINTER_FONT, Path(folder))
        virtual = VirtualReceiptPrinter(wire, CLOCK, settings)
        virtual.start()
        transport = TcpTransport(TcpSettings("127.0.0.1", wire.port), CLOCK)
        printer = EscposPrinter(transport, CLOCK)
        printer.open()
        status = median(seconds_of(printer.probe) for _ in range(ROUNDS))
        outcome = printer.print_receipt(text)
        height = printed_height_dots(virtual.jobs[-1].picture)
        printer.close()
        virtual.stop()
    raster_bytes = height * 72
    encoding = median(seconds_of(lambda: encoder.encode(sample("张*"))) for _ in range(ROUNDS))
    rows = [("text, codes native", len(text)), ("one line as picture", len(rare))]
    rows.append(("all one picture", raster_bytes))
    print(f"outcome: {type(outcome).__name__}; paper {height / 8:.0f} mm, 48 columns")
    print("| receipt | bytes | x text | s at 9600 | s at 115200 |")
    print("|---|---|---|---|---|")
    for name, count in rows:
        bits = count * BITS_PER_BYTE
        print(
            f"| {name} | {count} | {count / len(text):.1f} | {bits / 9600:.2f} "
            f"| {bits / 115200:.2f} |"
        )
    wire_seconds = len(text) * BITS_PER_BYTE / 115200
    print(f"laying out and encoding: {encoding / wire_seconds:.3f} x its wire time at 115200")
    print(f"a round of four status questions over TCP: {status / wire_seconds:.3f} x the same")


if __name__ == "__main__":
    main()
