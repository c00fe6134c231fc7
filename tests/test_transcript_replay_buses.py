"""Frames of USB, HID and PC/SC devices, saved and played back: to the same outcomes, masked."""

import contextlib
import io
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import run_kiosk
from devices.id_reader.hid_layouts import HidLayout
from devices.id_reader.sam_hid import SamHidReader, SamHidSettings
from devices.id_reader.sam_usb import SamUsbReader, SamUsbSettings
from devices.qr_scanner.hid_pos_scanner import HidPosScanner, HidPosScannerSettings
from devices.smart_card_reader.conversation import CardGoneError
from devices.smart_card_reader.pcsc import CardMuteError, Service, Slot
from devices.smart_card_reader.pcsc_reader import PcscCardReader, PcscSettings
from devices.smart_card_reader.protocol import Answer, split_answer
from devices.transcript import Transcript
from devices.transport.tap import Tap, heard_by, tap_of_build
from devices.virtual.chip_card import CHIP_DECK, PoweredCard
from devices.virtual.escpos_wire import UsbWire
from devices.virtual.hid_bus import VirtualHidBus
from devices.virtual.hid_id_reader import IDS, VirtualHidIdReader
from devices.virtual.hid_pos_scanner import SCANNER, VirtualHidPosScanner
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from devices.virtual.usb_bus import VirtualUsbBus
from devices.virtual.usb_id_reader import FOUR_ENDPOINTS, VirtualUsbIdReader
from kiosk.clock import SystemClock
from kiosk.host.adapters import ADAPTERS
from kiosk.upkeep.conform import plan_of
from kiosk.upkeep.replay import NOT_REPLAYED, SAME
from printer.document import Cut, Document, Paragraph
from printer.receipt.model_options import usb_printer
from tests.fakes.id_reader_wires import USB_IDS
from tests.fakes.kept_worker import LIMIT_SECONDS, KeptWorker
from tests.receipt_samples import PRINTER_FONT, encode, patient

__all__ = ["patient"]

CLOCK = SystemClock()
NUMBER = "110101190001010014"


def written(options: Mapping[str, Any]) -> dict[str, Any]:
    """As settings have them."""
    return {
        name: f"0x{value:04x}" if name.endswith("_id") else value for name, value in options.items()
    }


@contextlib.contextmanager
def recorder(
    word: str, folder: Path, build: Callable[[], Any], **options: Any
) -> Iterator[KeptWorker]:
    """The driver is heard as the host hears it."""

    def heard(transcript: Transcript) -> Any:
        with heard_by(transcript):
            return build()

    made = KeptWorker(plan_of(word, ADAPTERS[word], written(options), folder), folder, heard)
    made.worker.start()
    try:
        yield made
    finally:
        made.worker.stop()


def never() -> threading.Event:
    return threading.Event()


def read_and_lift(made: KeptWorker, virtual: VirtualUsbIdReader | VirtualHidIdReader) -> None:
    virtual.lay("resident")
    made.run(lambda device: device.read_card(LIMIT_SECONDS, never()))
    virtual.lift()
    made.run(lambda device: device.wait_removed(LIMIT_SECONDS, never()))


def test_card_read_over_usb_is_replayed_whatever_the_endpoints_were(tmp_path: Path) -> None:
    virtual = VirtualUsbIdReader(CLOCK, endpoints=FOUR_ENDPOINTS)
    virtual.start()
    ids = dict(zip(("vendor_id", "product_id"), USB_IDS, strict=True))
    settings = SamUsbSettings(**ids)
    build = lambda: SamUsbReader(settings, CLOCK, virtual.bus)  # noqa: E731
    with recorder("sam-usb", tmp_path, build, **ids) as made:
        read_and_lift(made, virtual)
        saved = made.save()
    virtual.stop()
    assert made.replay() == (SAME, "1 CardRead: same\n2 True: same\n")
    assert NUMBER.encode("utf-16-le").hex(" ").upper() not in saved


@pytest.mark.parametrize("layout", ["h1", "h2"])
def test_card_read_over_hid_is_replayed_whatever_the_layout_was(
    layout: str, tmp_path: Path
) -> None:
    virtual = VirtualHidIdReader(CLOCK, layout)
    virtual.start()
    ids = dict(zip(("vendor_id", "product_id"), IDS[layout], strict=True))
    settings = SamHidSettings(**ids, layout=HidLayout(layout))
    build = lambda: SamHidReader(settings, CLOCK, virtual.bus)  # noqa: E731
    with recorder("sam-hid", tmp_path, build, **ids, layout=layout) as made:
        read_and_lift(made, virtual)
        made.save()
    virtual.stop()
    assert made.replay() == (SAME, "1 CardRead: same\n2 True: same\n")


def test_code_read_over_hid_is_replayed_and_only_its_shape_is_kept(tmp_path: Path) -> None:
    bus = VirtualHidBus()
    virtual = VirtualHidPosScanner(bus)
    virtual.start()
    ids = {"vendor_id": SCANNER.vendor_id, "product_id": SCANNER.product_id}
    build = lambda: HidPosScanner(HidPosScannerSettings(**ids), CLOCK, bus)  # noqa: E731
    with recorder("hid-pos-scanner", tmp_path, build, **ids) as made:
        virtual.show(NUMBER)
        made.run(lambda device: device.scan(LIMIT_SECONDS, never()))
        # Long enough for its light to be asked for; without that there is nothing to play back.
        made.run(lambda device: device.scan(1.5, never()))
        saved = made.save()
    virtual.stop()
    assert made.replay() == (SAME, "1 CodeRead: same\n2 NoCode: same\n")
    assert NUMBER.encode().hex(" ").upper() not in saved


def test_receipt_printed_over_usb_is_replayed(tmp_path: Path, patient: None) -> None:
    bus = VirtualUsbBus(CLOCK)
    settings = VirtualReceiptPrinterSettings(PRINTER_FONT, tmp_path / "receipts")
    virtual = VirtualReceiptPrinter(UsbWire(bus, "K80-0017"), CLOCK, settings)
    virtual.start()
    ids = {"vendor_id": 0x0FE6, "product_id": 0x811E}
    options = plan_of("escpos-usb", ADAPTERS["escpos-usb"], written(ids), tmp_path).options
    job = encode(Document((Paragraph(f"张三 {NUMBER}"), Cut())))
    build = lambda: usb_printer(options, CLOCK, bus)  # type: ignore[arg-type]  # noqa: E731
    with recorder("escpos-usb", tmp_path, build, **ids) as made:
        made.run(lambda device: device.print_receipt(job))
        virtual.actions["paper_out"]()
        made.run(lambda device: device.print_receipt(job))
        saved = made.save()
    virtual.stop()
    assert made.replay() == (SAME, "1 ReceiptPrinted: same\n2 ReceiptRefused: same\n")
    assert NUMBER.encode().hex(" ").upper() not in saved


class Slots(Service):
    """PC/SC in memory: a powered card of the deck, heard as through scard."""

    def __init__(self) -> None:
        super().__init__("")
        self.card = ""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def readers(self) -> list[str]:
        return ["slot"]

    def slots(self, known: list[tuple[str, int]], timeout_seconds: float) -> list[Slot]:
        is_mute = bool(self.card) and CHIP_DECK[self.card].is_mute
        return [Slot(name, bool(self.card), is_mute, state) for name, state in known]

    def connect(self, name: str) -> "Powered":  # type: ignore[override]
        if CHIP_DECK[self.card].is_mute:
            raise CardMuteError
        return Powered(PoweredCard(CHIP_DECK[self.card]), self._tap)


class Powered:
    def __init__(self, card: PoweredCard, tap: Tap) -> None:
        self._card, self._tap = card, tap

    def exchange(self, command: bytes) -> Answer:
        self._tap.sent(command)
        raw = bytearray(self._card.answer(command))
        with memoryview(raw) as view:
            self._tap.received(view)
        answer = split_answer(raw)
        if answer is None:
            raise CardGoneError
        return answer

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("card", "outcome"),
    [
        ("social-security", "ChipRead"),
        ("social-security-contactless", "ChipRead"),
        ("bank-card", "ChipForeign"),
        ("locked", "ChipRefused"),
        ("garbled", "ChipGarbled"),
        ("turned-over", "ChipMute"),
        ("", "NoCard"),
    ],
)
def test_chip_card_is_replayed_with_its_status_words_and_none_of_its_records(
    card: str, outcome: str, tmp_path: Path
) -> None:
    slots: list[Slots] = []

    def build() -> PcscCardReader:
        assert tap_of_build() is not None
        slots.append(Slots())
        slots[0].card = card
        return PcscCardReader(PcscSettings(), CLOCK, slots[0])

    with recorder("pcsc", tmp_path, build) as made:
        made.run(lambda device: device.read_card(0.2, never()))
        slots[0].card = ""
        made.run(lambda device: device.wait_removed(LIMIT_SECONDS, never()))
        saved = made.save()
    assert made.replay() == (SAME, f"1 {outcome}: same\n2 True: same\n")
    for secret in (NUMBER, "650102190203150105"):
        assert secret.encode().hex(" ").upper() not in saved
    assert "张三".encode("gb18030").hex(" ").upper() not in saved


@pytest.mark.parametrize(
    ("word", "options"),
    [("sam-usb", {"layout": "oval"}), ("sam-hid", {}), ("pcsc", {"reader": 7})],
)
def test_transcript_whose_options_are_no_drivers_cannot_be_replayed(
    word: str, options: dict[str, object], tmp_path: Path
) -> None:
    header = {"transcript": 1, "role": "id-reader", "adapter": word, "options": options}
    (tmp_path / "frames.jsonl").write_text(json.dumps(header) + "\n", "utf-8")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run_kiosk.main(["replay", str(tmp_path / "frames.jsonl")]) == NOT_REPLAYED
