"""The wires that the demo's terminal does not have, with their virtual devices in this process.

USB and HID are buses in memory under pyusb's and hidapi's seams, so that their peers cannot be
anywhere else; those on a pty are here to be with them. Threads and descriptors that are counted
are therefore of drivers and devices together. SANE's own ``test`` backend runs in scanimage.
"""

import contextlib
import os
import random
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.device_stand import BASE, CLOCK, TEMPLATE, Place, Stand, place_at
from benchmarks.device_work import DeviceWork
from devices.document_scanner.sane_scanner import make_sane_scanner
from devices.document_scanner.sane_settings import SaneSettings
from devices.id_reader.hid_layouts import HidLayout
from devices.id_reader.sam_hid import SamHidReader, SamHidSettings
from devices.id_reader.sam_usb import SamUsbReader, SamUsbSettings
from devices.ports import Device
from devices.qr_scanner.hid_pos_scanner import HidPosScanner, HidPosScannerSettings
from devices.qr_scanner.ssi_scanner import SsiQrScanner, SsiScannerSettings
from devices.status import Role
from devices.transcript import ANSWERS_SHOWN, COMMANDS_SHOWN, MASKED, Transcript
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.tap import heard_by
from devices.transport.usb_bulk import UsbBulkTransport, UsbSettings
from devices.virtual.escpos_wire import SerialWire, UsbWire, Wire
from devices.virtual.hid_bus import VirtualHidBus
from devices.virtual.hid_id_reader import IDS, VirtualHidIdReader
from devices.virtual.hid_pos_scanner import SCANNER, VirtualHidPosScanner
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from devices.virtual.ssi_scanner import VirtualSsiScanner
from devices.virtual.usb_bus import VirtualUsbBus
from devices.virtual.usb_id_reader import (
    FOUR_ENDPOINTS,
    PRODUCT_ID,
    TWO_ENDPOINTS,
    VENDOR_ID,
    VirtualUsbIdReader,
)
from kiosk.clock import take_short_turns
from kiosk.host.settings import load_setup
from printer.receipt.escpos_printer import EscposPrinter

FONT = BASE / "config" / "fonts" / "NotoSansMonoCJKsc-Regular.otf"
_SSI_BAUD = 115200


class Virtual(Protocol):
    """What hands and bad luck can do to it, by name."""

    @property
    def actions(self) -> Mapping[str, Callable[..., object]]: ...


class Startable(Virtual, Protocol):
    """One with a wire of its own."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class NearHand:
    """A hand in the same process."""

    virtual: Virtual

    def act(self, action: str, **values: object) -> None:
        """As ``BenchHand.act``."""
        self.virtual.actions[action](**values)


@contextmanager
def other_wires(folder: Path, seed: int) -> Iterator[Stand]:
    """Card readers on USB and HID, the other scanners' dialects, the printer's other sockets."""
    take_short_turns()
    folder.mkdir(parents=True)
    work = DeviceWork(load_setup(TEMPLATE, BASE), BASE, CLOCK, random.Random(seed))
    with ExitStack() as ending:
        places = tuple(_places(folder, ending))
        yield ending.enter_context(Stand(places, work).running())


def _places(folder: Path, ending: ExitStack) -> Iterator[Place]:
    def place(name: str, role: Role, virtual: Startable, build: Callable[[], Device]) -> Place:
        virtual.start()
        ending.callback(virtual.stop)
        wire = ANSWERS_SHOWN if role is Role.RECEIPT_PRINTER else COMMANDS_SHOWN

        def heard(transcript: Transcript) -> Device:
            with heard_by(transcript):
                return build()

        return place_at(name, role, heard, NearHand(virtual), wire)

    for name, endpoints in (("two", TWO_ENDPOINTS), ("four", FOUR_ENDPOINTS)):
        usb = VirtualUsbIdReader(CLOCK, endpoints=endpoints)
        build = _usb_reader(usb)
        yield place(f"id-reader, USB, {name} endpoints", Role.ID_READER, usb, build)
    for layout in HidLayout:
        hid = VirtualHidIdReader(CLOCK, layout)
        build = _hid_reader(hid, layout)
        yield place(f"id-reader, HID {layout.upper()}", Role.ID_READER, hid, build)
    bus = VirtualHidBus()
    pos = HidPosScannerSettings(SCANNER.vendor_id, SCANNER.product_id)
    yield place(
        "qr-scanner, HID-POS", Role.QR_SCANNER, VirtualHidPosScanner(bus),
        lambda: HidPosScanner(pos, CLOCK, bus),
    )  # fmt: skip
    port = folder / "ssi"
    yield place(
        "qr-scanner, Zebra SSI", Role.QR_SCANNER, VirtualSsiScanner(port, CLOCK, baud=_SSI_BAUD),
        lambda: SsiQrScanner(SsiScannerSettings(str(port), _SSI_BAUD), CLOCK),
    )  # fmt: skip
    yield from _receipt_printers(folder, place)
    sane = SaneTestBackend(folder / "sane")
    yield place_at(
        "page-scanner, SANE test backend", Role.PAGE_SCANNER,
        lambda _: make_sane_scanner(sane.settings, CLOCK), NearHand(sane), MASKED,
    )  # fmt: skip


def _usb_reader(virtual: VirtualUsbIdReader) -> Callable[[], Device]:
    settings = SamUsbSettings(VENDOR_ID, PRODUCT_ID)
    return lambda: SamUsbReader(settings, CLOCK, virtual.bus)


def _hid_reader(virtual: VirtualHidIdReader, layout: HidLayout) -> Callable[[], Device]:
    return lambda: SamHidReader(SamHidSettings(*IDS[layout], layout), CLOCK, virtual.bus)


def _receipt_printers(
    folder: Path, place: Callable[[str, Role, Startable, Callable[[], Device]], Place]
) -> Iterator[Place]:
    link, bus = folder / "receipt", VirtualUsbBus(CLOCK)
    wires: Mapping[str, Wire] = {"serial": SerialWire(link), "USB": UsbWire(bus)}
    transports: Mapping[str, Callable[[], SerialTransport | UsbBulkTransport]] = {
        "serial": lambda: SerialTransport(SerialSettings(str(link)), CLOCK),
        "USB": lambda: UsbBulkTransport(UsbSettings(0x0FE6, 0x811E), CLOCK, bus),
    }
    for name, wire in wires.items():
        pictures = folder / name
        pictures.mkdir()
        model = VirtualReceiptPrinterSettings(FONT, pictures)
        build = _printer_on(transports[name])
        virtual = VirtualReceiptPrinter(wire, CLOCK, model)
        yield place(f"receipt-printer, {name}", Role.RECEIPT_PRINTER, virtual, build)


def _printer_on(
    transport: Callable[[], SerialTransport | UsbBulkTransport],
) -> Callable[[], Device]:
    return lambda: EscposPrinter(transport(), CLOCK)


class SaneTestBackend:
    """A scanner of SANE's own: gone from the next list, and its scan killed in the middle."""

    _LINES = ("mode Color", "depth 8", "resolution 75.0", "geometry_max 300.0", "br_x 210.0",
              "br_y 297.0", 'test-picture "Color pattern"')  # fmt: skip

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._file = folder / "test.conf"
        self.settings = SaneSettings(
            backend="test", config_folder=str(folder), resolution_dpi=75, look_every_seconds=0.0
        )
        self.plug()

    @property
    def actions(self) -> Mapping[str, Callable[..., object]]:
        """What a hand can do; the backend's paper always lies there."""
        return {"unplug": self.unplug, "plug": self.plug, "lay": lambda: None}

    def plug(self) -> None:
        self._write(1)

    def unplug(self) -> None:
        self._write(0)
        for child in _children_with("--device-name=test"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def _write(self, devices: int) -> None:
        # Whole at every moment: a scan that begins now reads it.
        fresh = self._file.with_suffix(".new")
        fresh.write_text("\n".join((f"number_of_devices {devices}", *self._LINES, "")), "ascii")
        fresh.rename(self._file)


def _children_with(word: str) -> Iterator[int]:
    """Children of this process whose command says so."""
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with contextlib.suppress(OSError):
            for child in (task / "children").read_text().split():
                with contextlib.suppress(OSError):
                    if word in Path(f"/proc/{child}/cmdline").read_text("utf-8", "replace"):
                        yield int(child)
