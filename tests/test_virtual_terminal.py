"""Which devices of a terminal get a virtual peer: those on wires of the demo, and no real one."""

from dataclasses import replace
from pathlib import Path

import pytest

from devices.document_scanner.camera import CameraSettings
from devices.document_scanner.sane_settings import EsclSettings
from devices.id_reader.sam_serial import SamSerialSettings
from devices.qr_scanner.serial_scanner import SerialScannerSettings
from devices.qr_scanner.ssi_scanner import SsiScannerSettings
from devices.smart_card_reader.pcsc_reader import PcscSettings
from devices.speaker.alsa_speaker import AlsaSpeakerSettings
from devices.virtual.speaker import VirtualSpeaker
from devices.virtual.terminal import make_virtual_devices
from kiosk.clock import SystemClock
from printer.licence.ipp_printer import LicencePrinterSettings
from printer.receipt.model_options import SerialPrinterOptions, TcpPrinterOptions
from tests.fakes.io_board_rig import WIRED
from tests.receipt_samples import FONT


def peers(folder: Path, adapter: str, options: object) -> set[str]:
    devices = {"one": (adapter, options)}
    made = make_virtual_devices(devices, folder / "virtual", FONT.parent, SystemClock())
    for peer in made.values():
        peer.stop()
    return set(made)


REAL = [
    ("sam-serial", SamSerialSettings("/dev/serial/by-id/usb-reader")),
    ("serial-scanner", SerialScannerSettings("/dev/ttyACM0")),
    ("escpos-serial", SerialPrinterOptions("/dev/serial/by-path/pci-0")),
    ("escpos-tcp", TcpPrinterOptions("192.168.7.20", 9100)),
    ("ipp", LicencePrinterSettings("ipp://printer.example/ipp/print")),
    ("escl", EsclSettings(url="http://192.168.7.21/eSCL")),
    ("opencv-camera", CameraSettings("/dev/v4l/by-id/usb-camera")),
    ("opencv-camera", CameraSettings("http://192.168.7.22/stream")),
    ("opencv-camera", CameraSettings("folder:/srv/pictures")),
    ("ssi-scanner", SsiScannerSettings("/dev/ttyUSB0")),
    ("pcsc", PcscSettings()),
    ("alsa-speaker", AlsaSpeakerSettings("plughw:CARD=Device")),
]
VIRTUAL = [
    ("sam-serial", lambda folder: SamSerialSettings(str(folder / "id-reader"))),
    ("escpos-serial", lambda folder: SerialPrinterOptions(str(folder / "printer"))),
    ("escpos-tcp", lambda _: TcpPrinterOptions("127.0.0.1", 0)),
    ("ipp", lambda _: LicencePrinterSettings("ipp://localhost:18631/ipp/print")),
    ("escl", lambda _: EsclSettings(url="http://127.0.0.1:18090/eSCL")),
    ("opencv-camera", lambda _: CameraSettings("http://127.0.0.1:18080/stream")),
    ("ssi-scanner", lambda folder: SsiScannerSettings(str(folder / "qr-scanner"))),
    ("alsa-speaker", lambda folder: AlsaSpeakerSettings("hall", str(folder / "asound.conf"))),
]


@pytest.mark.parametrize(("adapter", "options"), REAL, ids=[str(row[1])[:60] for row in REAL])
def test_device_on_a_real_wire_gets_no_peer(adapter: str, options: object, tmp_path: Path) -> None:
    assert peers(tmp_path, adapter, options) == set()


@pytest.mark.parametrize(("adapter", "options"), VIRTUAL, ids=[row[0] for row in VIRTUAL])
def test_device_on_a_wire_of_the_demo_gets_one(adapter: str, options, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert peers(tmp_path, adapter, options(tmp_path)) == {"one"}


def test_board_at_a_real_port_gets_no_peer(tmp_path: Path) -> None:
    assert peers(tmp_path, "modbus-board", replace(WIRED, port="/dev/ttyUSB1")) == set()


def test_loudspeaker_behind_a_configuration_of_the_hall_gets_none_and_leaves_it(
    tmp_path: Path,
) -> None:
    config = tmp_path / "asound.conf"
    config.write_text("pcm.!hall { type hw card 1 }\n", "utf-8")
    assert peers(tmp_path, "alsa-speaker", AlsaSpeakerSettings("hall", str(config))) == set()
    assert config.read_text("utf-8") == "pcm.!hall { type hw card 1 }\n"


def test_loudspeaker_behind_what_cannot_be_read_gets_none(tmp_path: Path) -> None:
    config = tmp_path / "asound.conf"
    config.mkdir()
    assert peers(tmp_path, "alsa-speaker", AlsaSpeakerSettings("hall", str(config))) == set()


def test_loudspeaker_whose_virtual_card_was_left_by_a_killed_one_gets_a_new_one(
    tmp_path: Path,
) -> None:
    config = tmp_path / "asound.conf"
    killed = VirtualSpeaker(config, "hall", SystemClock())
    killed.start()
    left = config.read_bytes()
    killed.stop()
    config.write_bytes(left)
    assert peers(tmp_path, "alsa-speaker", AlsaSpeakerSettings("hall", str(config))) == {"one"}
