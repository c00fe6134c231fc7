"""All virtual devices of one terminal, each at the far end of the wire that its settings name.

Owns the mapping from an adapter's options to its peer. A wire that leads elsewhere (a real port, a
real printer) gets no peer: half a terminal may be real.
"""

import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from devices.document_scanner.camera import CameraSettings
from devices.document_scanner.sane_settings import EsclSettings
from devices.id_reader.sam_serial import SamSerialSettings
from devices.io_board.board_map import ModbusBoardSettings
from devices.qr_scanner.protocol import TERMINATORS
from devices.qr_scanner.serial_scanner import SerialScannerSettings
from devices.qr_scanner.ssi_scanner import SsiScannerSettings
from devices.smart_card_reader.pcsc_reader import PcscSettings
from devices.speaker.alsa_speaker import AlsaSpeakerSettings
from devices.transport.serial_port import SerialSettings
from devices.transport.tcp import TcpSettings
from devices.virtual.bench import Bench, VirtualDevice
from devices.virtual.camera import VirtualCamera
from devices.virtual.escl_scanner import VirtualEsclScanner
from devices.virtual.escpos_wire import SerialWire, TcpWire
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.io_board import VirtualIoBoard
from devices.virtual.licence_printer import VirtualLicencePrinter
from devices.virtual.pcscd import missing
from devices.virtual.qr_scanner import VirtualQrScanner
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from devices.virtual.smart_card import VirtualSmartCardReader
from devices.virtual.speaker import VirtualSpeaker, is_somebody_elses
from devices.virtual.ssi_scanner import VirtualSsiScanner
from kiosk.clock import Clock

log = logging.getLogger(__name__)

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NETWORK = ("http", "https", "ipp", "ipps")
_REAL_PORTS = "/dev/"
#: The driver's words for an option class may change; these are what the demo is wired with.
_RECEIPT_FONT = "NotoSansMonoCJKsc-Regular.otf"


def make_virtual_devices(
    devices: Mapping[str, tuple[str, object]], folder: Path, fonts: Path, clock: Clock
) -> dict[str, VirtualDevice]:
    """A peer for every device whose wire can have one; keys are the device ids."""
    found: dict[str, VirtualDevice] = {}
    for device_id, (adapter, options) in devices.items():
        make = _MAKERS.get(adapter)
        if make is None or _leads_elsewhere(options):
            continue
        peer = make(options, folder / device_id, fonts, clock)
        if peer is not None:
            found[device_id] = peer
    return found


def _leads_elsewhere(options: object) -> bool:
    """Whether the wire is real: a port of this machine, somebody else's address, a camera's file.

    A peer there would take the place of the true device: a virtual port replaces the name it has.
    """
    for name in ("source", "url", "uri"):
        if address := getattr(options, name, ""):
            split = urlsplit(address)
            return split.scheme not in _NETWORK or split.hostname not in _LOOPBACK
    if host := getattr(options, "host", ""):
        return host not in _LOOPBACK
    port = getattr(options, "port", "")
    return isinstance(port, str) and port.startswith(_REAL_PORTS)


def _id_reader(options: object, _: Path, __: Path, clock: Clock) -> VirtualDevice:
    assert isinstance(options, SamSerialSettings)  # noqa: S101  (the table below pairs them)
    return VirtualIdReader(Path(options.port), clock)


def _camera(options: object, _: Path, __: Path, clock: Clock) -> VirtualDevice:
    assert isinstance(options, CameraSettings)  # noqa: S101
    return VirtualCamera(clock, port=urlsplit(options.source).port or 0)


def _page_scanner(options: object, _: Path, __: Path, clock: Clock) -> VirtualDevice:
    assert isinstance(options, EsclSettings)  # noqa: S101
    return VirtualEsclScanner(clock, port=urlsplit(options.url).port or 0)


def _receipt_tcp(options: object, folder: Path, fonts: Path, clock: Clock) -> VirtualDevice:
    assert isinstance(options, TcpSettings)  # noqa: S101
    return _receipt_printer(TcpWire(options.port), options, folder, fonts, clock)


def _receipt_serial(options: object, folder: Path, fonts: Path, clock: Clock) -> VirtualDevice:
    assert isinstance(options, SerialSettings)  # noqa: S101
    return _receipt_printer(SerialWire(Path(options.port)), options, folder, fonts, clock)


def _receipt_printer(
    wire: TcpWire | SerialWire, options: object, folder: Path, fonts: Path, clock: Clock
) -> VirtualDevice:
    folder.mkdir(parents=True, exist_ok=True)
    settings = VirtualReceiptPrinterSettings(
        font_file=fonts / _RECEIPT_FONT,
        pictures=folder,
        presenter=getattr(options, "presenter", "none"),
    )
    return VirtualReceiptPrinter(wire, clock, settings)


def _licence_printer(options: object, folder: Path, _: Path, clock: Clock) -> VirtualDevice:
    port = urlsplit(options.uri).port or 0  # type: ignore[attr-defined]
    return VirtualLicencePrinter(folder, clock, port=port)


def _qr_scanner(options: object, _: Path, __: Path, clock: Clock) -> VirtualDevice:
    assert isinstance(options, SerialScannerSettings)  # noqa: S101
    return VirtualQrScanner(
        Path(options.port),
        clock,
        baud=options.baud,
        trigger=options.trigger,
        terminator=TERMINATORS[options.terminator],
        aim_prefix=b"]Q1" if options.aim_prefix else b"",
    )


def _ssi_scanner(options: object, _: Path, __: Path, clock: Clock) -> VirtualDevice:
    assert isinstance(options, SsiScannerSettings)  # noqa: S101
    return VirtualSsiScanner(Path(options.port), clock, baud=options.baud)


def _smart_card_reader(options: object, _: Path, __: Path, ___: Clock) -> VirtualDevice | None:
    """Only behind a daemon of our own: the system's has the readers of the system."""
    assert isinstance(options, PcscSettings)  # noqa: S101
    if not options.service_socket:
        return None
    if lack := missing():
        log.warning("no virtual smart-card reader: %s", lack)
        return None
    return VirtualSmartCardReader(Path(options.service_socket))


def _io_board(options: object, _: Path, __: Path, clock: Clock) -> VirtualDevice:
    assert isinstance(options, ModbusBoardSettings)  # noqa: S101
    return VirtualIoBoard(options, clock)


def _speaker(options: object, _: Path, __: Path, clock: Clock) -> VirtualDevice | None:
    """Only behind a configuration of our own: the system's has the cards of the system."""
    assert isinstance(options, AlsaSpeakerSettings)  # noqa: S101
    if not options.asound_config or is_somebody_elses(Path(options.asound_config)):
        return None
    return VirtualSpeaker(Path(options.asound_config), options.pcm, clock)


_MAKERS: Mapping[str, Callable[[object, Path, Path, Clock], VirtualDevice | None]] = {
    "sam-serial": _id_reader,
    "opencv-camera": _camera,
    "escl": _page_scanner,
    "escpos-tcp": _receipt_tcp,
    "escpos-serial": _receipt_serial,
    "ipp": _licence_printer,
    "serial-scanner": _qr_scanner,
    "ssi-scanner": _ssi_scanner,
    "pcsc": _smart_card_reader,
    "modbus-board": _io_board,
    "alsa-speaker": _speaker,
}


def run_virtual_devices(
    *,
    devices: Mapping[str, tuple[str, object]],
    folder: Path,
    fonts: Path,
    control: Path,
    clock: Clock,
) -> int:
    """Serve until a signal comes. The first line on stdout says that every device is there."""
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(make_virtual_devices(devices, folder / "virtual", fonts, clock), control)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    bench.start()
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
    while not clock.wait(ended, 3600.0):
        pass
    bench.stop()
    return 0
