"""A bench with real virtual devices on real wires, and a dock on the window of the tests."""

import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from devices.virtual.bench import Bench, BenchClient, VirtualDevice
from devices.virtual.camera import VirtualCamera
from devices.virtual.escl_scanner import VirtualEsclScanner
from devices.virtual.escpos_wire import TcpWire
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.io_board import VirtualIoBoard
from devices.virtual.licence_printer import VirtualLicencePrinter
from devices.virtual.pcscd import missing
from devices.virtual.qr_scanner import VirtualQrScanner
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from devices.virtual.smart_card import VirtualSmartCardReader
from devices.virtual.speaker import VirtualSpeaker
from kiosk.clock import SystemClock
from kiosk.i18n import Texts, load_texts
from screens.bench.dock_parts import DockKeyView, DockView, PanelView, Seen
from tests.fakes.io_board_rig import WIRED
from tests.receipt_samples import PRINTER_FONT, encode, sample
from tests.window.pilot import PATIENCE_SECONDS, PROJECT

#: With right check characters: the dock reads a receipt as the kiosk would.
ENVELOPE = "E-7K3M9CQT34FG-9F"
QUICK = ("id-reader", "qr-scanner", "receipt-printer")
#: Where a machine has no pcscd, the demo goes without its reader.
CHIPS = () if missing() else ("smart-card-reader",)
ALL = (*QUICK, "document-camera", "page-scanner", "licence-printer", *CHIPS, "io-board", "speaker")


def dock_texts() -> Texts:
    return load_texts(PROJECT / "config" / "locale" / "zh-CN")


@dataclass(frozen=True)
class BenchRig:
    """A bench that serves, its devices, and somebody who looks at it without the dock."""

    control: Path
    devices: Mapping[str, VirtualDevice]
    bench: Bench
    client: BenchClient
    receipt_port: int

    def seen(self, fault: str | None = "none") -> Seen:
        return Seen(self.client.states(), fault)

    def print_receipt(self) -> dict[str, object]:
        """A receipt with an envelope code comes out, over the printer's own wire."""
        with socket.create_connection(("127.0.0.1", self.receipt_port), timeout=60) as wire:
            wire.sendall(encode(sample(envelope_code=ENVELOPE)))
            clock = SystemClock()
            give_up = clock.monotonic() + PATIENCE_SECONDS
            while clock.monotonic() < give_up:
                state = self.client.states()["receipt-printer"]
                if state["newest"] is not None:
                    return state["newest"]
        raise AssertionError("no receipt came out")


@contextmanager
def running_bench(names: tuple[str, ...] = QUICK) -> Iterator[BenchRig]:
    """In a short folder: the address of a socket may have 107 characters."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dock-")))
        wire = TcpWire()
        devices = {name: _device(name, folder, wire) for name in names}
        bench = Bench(devices, folder / "bench")
        bench.start()
        stack.callback(bench.stop)
        client = stack.enter_context(closing(BenchClient(folder / "bench", 60.0)))
        yield BenchRig(folder / "bench", devices, bench, client, wire.port)


def _device(name: str, folder: Path, wire: TcpWire) -> VirtualDevice:
    clock = SystemClock()
    match name:
        case "id-reader":
            return VirtualIdReader(folder / "id-reader", clock)
        case "qr-scanner":
            return VirtualQrScanner(folder / "qr-scanner", clock)
        case "document-camera":
            return VirtualCamera(clock, size_px=(320, 180))
        case "receipt-printer":
            settings = VirtualReceiptPrinterSettings(PRINTER_FONT, folder / "receipts")
            return VirtualReceiptPrinter(wire, clock, settings)
        case "licence-printer":
            return VirtualLicencePrinter(folder / "licence", clock)
        case "page-scanner":
            return VirtualEsclScanner(clock)
        case "smart-card-reader":
            return VirtualSmartCardReader(folder / "pcscd")
        case "speaker":
            return VirtualSpeaker(folder / "asound.conf", "hall", clock, is_paced=False)
        case "io-board":
            return VirtualIoBoard(replace(WIRED, port=str(folder / "io-board")), clock)
        case _:
            raise LookupError(name)


def panel_of(view: DockView, name: str) -> PanelView:
    return next(panel for panel in view.panels if panel.name == name)


def key_of(view: DockView, panel: str, name: str) -> DockKeyView:
    return next(key for key in panel_of(view, panel).keys if key.name == name)
