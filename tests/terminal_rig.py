"""A whole terminal on disk and on real wires, looked at through the front door."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import run_kiosk
from devices.virtual.camera import VirtualCamera
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.io_board import VirtualIoBoard
from devices.virtual.qr_scanner import VirtualQrScanner
from devices.virtual.receipt_printer import VirtualReceiptPrinter
from kiosk.clock import SystemClock
from tests.fakes.io_board_rig import WIRED
from tests.receipt_samples import ROOT, network_printer

NOBODY_THERE = "http://127.0.0.1:9"

SETTINGS = """\
terminal:
  id: QH-BJL-03
  name: 3 号机
  hall: 滨江路 24 小时厅
  city: 青禾市
  site: BJL
  region: "990100"
  complaint_line: "12345"
folders:
  state: {state}
  fonts: {fonts}
platform:
  url: {platform}
stock:
  first_serial: QH00000431
  sheets: 40
devices:{devices}
"""


@dataclass
class Terminal:
    """Settings under a temporary folder. Plug virtual devices in, then ``diagnose``."""

    folder: Path
    stack: ExitStack
    platform: str = NOBODY_THERE
    fonts: Path = ROOT / "config" / "fonts"
    devices: list[str] = field(default_factory=list)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def settings_file(self) -> Path:
        file = self.folder / "terminal.yaml"
        text = SETTINGS.format(
            state=self.state,
            fonts=self.fonts,
            platform=self.platform,
            devices="".join(self.devices) or " []",
        )
        file.write_text(text, "utf-8")
        return file

    def id_reader(self) -> VirtualIdReader:
        link = self.folder / "id-reader"
        self.add("id-reader", "sam-serial", port=link)
        return self._switch_on(VirtualIdReader(link, SystemClock()))

    def qr_scanner(self) -> VirtualQrScanner:
        link = self.folder / "qr-scanner"
        self.add("qr-scanner", "serial-scanner", port=link)
        return self._switch_on(VirtualQrScanner(link, SystemClock()))

    def camera(self) -> VirtualCamera:
        camera = self._switch_on(VirtualCamera(SystemClock(), size_px=(640, 480)))
        self.add("document-scanner", "opencv-camera", source=camera.url)
        return camera

    def receipt_printer(self, **options: object) -> VirtualReceiptPrinter:
        virtual, _ = self.stack.enter_context(network_printer(self.folder))
        host, port = virtual.address.split(":")
        self.add("receipt-printer", "escpos-tcp", host=host, port=port, **options)
        return virtual

    def io_board(self) -> VirtualIoBoard:
        settings = replace(WIRED, port=str(self.folder / "io-board"))
        contacts = {str(name): asdict(place) for name, place in settings.contacts.items()}
        self.add(
            "io-board",
            "modbus-board",
            port=settings.port,
            baud=settings.baud,
            contacts=json.dumps(contacts),
            temperature=json.dumps({"address": 0}),
            lights=json.dumps(dict(settings.lights)),
        )
        return self._switch_on(VirtualIoBoard(settings, SystemClock()))

    def add(self, role: str, adapter: str, **options: object) -> None:
        lines = [f"id: {role}", f"role: {role}", f"adapter: {adapter}", "options:"]
        lines += [f"  {name}: {value}" for name, value in options.items()]
        self.devices.append("\n  - " + "\n    ".join(lines))

    def run(self, *options: str) -> tuple[int, str]:
        """Exit code and what was printed."""
        out = io.StringIO()
        with redirect_stdout(out):
            code = run_kiosk.main(["diagnose", "--settings", str(self.settings_file), *options])
        return code, out.getvalue()

    def diagnose(self, *options: str) -> "Diagnosis":
        code, text = self.run("--json", *options)
        return Diagnosis(code, json.loads(text))

    def _switch_on(self, device: Any) -> Any:
        device.start()
        self.stack.callback(device.stop)
        return device


@dataclass(frozen=True)
class Diagnosis:
    """The exit code and the JSON document."""

    code: int
    document: dict[str, Any]

    def device(self, role: str) -> dict[str, Any]:
        (found,) = (each for each in self.document["devices"] if each["role"] == role)
        return dict(found)

    @property
    def troubles(self) -> set[tuple[str, str, str]]:
        """Where, why, who."""
        return {
            (each["where"], each["reason"], each["actor"]) for each in self.document["troubles"]
        }

    def troubles_at(self, where: str) -> set[tuple[str, str]]:
        return {(reason, actor) for place, reason, actor in self.troubles if place == where}


@contextmanager
def terminal(folder: Path) -> Iterator[Terminal]:
    with ExitStack() as stack:
        yield Terminal(folder, stack)
