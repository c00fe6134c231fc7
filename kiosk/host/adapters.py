"""The house's own drivers, by the words that settings call them.

Owns the table from ``adapter`` words to classes and nothing else: ``devices/registry.py`` checks
entries against it. A new device model is one line here and one file beside its siblings; a driver
of another maker needs no line (``docs/write-a-driver.md``).
"""

from collections.abc import Mapping

from devices.document_scanner.camera import CameraDocumentScanner, CameraSettings
from devices.document_scanner.sane_escl import EsclScanner
from devices.document_scanner.sane_scanner import make_sane_scanner
from devices.document_scanner.sane_settings import EsclSettings, SaneSettings
from devices.id_reader.sam_hid import SamHidReader, SamHidSettings
from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.id_reader.sam_usb import SamUsbReader, SamUsbSettings
from devices.io_board.board_map import ModbusBoardSettings, mistakes
from devices.ports import Device
from devices.qr_scanner import wedge
from devices.qr_scanner.camera_scanner import CameraQrScanner, CameraScannerSettings
from devices.qr_scanner.hid_pos_scanner import HidPosScanner, HidPosScannerSettings
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.qr_scanner.ssi_scanner import SsiQrScanner, SsiScannerSettings
from devices.registry import Adapter
from devices.smart_card_reader.pcsc_reader import PcscCardReader, PcscSettings
from devices.speaker.alsa_speaker import AlsaSpeaker, AlsaSpeakerSettings
from devices.speaker.alsa_speaker import mistakes as speaker_mistakes
from devices.status import Role
from devices.transcript import ALL_SHOWN, ANSWERS_SHOWN, COMMANDS_SHOWN, STATUS_SHOWN
from kiosk.clock import Clock
from printer.licence.ipp_printer import (
    IppLicencePrinter,
    LicencePrinterSettings,
    settings_faults,
)
from printer.receipt.model_options import (
    SerialPrinterOptions,
    TcpPrinterOptions,
    UsbPrinterOptions,
    serial_printer,
    tcp_printer,
    usb_printer,
)


def _modbus_board(options: ModbusBoardSettings, clock: Clock) -> Device:
    # Every visit reads the settings, and only the host opens devices: the library's 50 ms and 4 MB
    # are spent where they are needed.
    from devices.io_board.modbus_board import ModbusBoard

    return ModbusBoard(options, clock)


ADAPTERS: Mapping[str, Adapter] = {
    "sam-serial": Adapter(Role.ID_READER, SamSerialSettings, SamSerialReader, wire=COMMANDS_SHOWN),
    "sam-usb": Adapter(Role.ID_READER, SamUsbSettings, SamUsbReader, wire=COMMANDS_SHOWN),
    "sam-hid": Adapter(Role.ID_READER, SamHidSettings, SamHidReader, wire=COMMANDS_SHOWN),
    "serial-scanner": Adapter(
        Role.QR_SCANNER,
        SerialScannerSettings,
        SerialQrScanner,
        check=wedge.mistakes,
        wire=COMMANDS_SHOWN,
    ),
    "ssi-scanner": Adapter(
        Role.QR_SCANNER, SsiScannerSettings, SsiQrScanner, check=wedge.mistakes, wire=COMMANDS_SHOWN
    ),
    "hid-pos-scanner": Adapter(
        Role.QR_SCANNER, HidPosScannerSettings, HidPosScanner, wire=COMMANDS_SHOWN
    ),
    "camera-scanner": Adapter(Role.QR_SCANNER, CameraScannerSettings, CameraQrScanner),
    "opencv-camera": Adapter(Role.DOCUMENT_SCANNER, CameraSettings, CameraDocumentScanner),
    "sane": Adapter(Role.PAGE_SCANNER, SaneSettings, make_sane_scanner),
    "escl": Adapter(Role.PAGE_SCANNER, EsclSettings, EsclScanner),
    "escpos-serial": Adapter(
        Role.RECEIPT_PRINTER, SerialPrinterOptions, serial_printer, wire=ANSWERS_SHOWN
    ),
    "escpos-tcp": Adapter(Role.RECEIPT_PRINTER, TcpPrinterOptions, tcp_printer, wire=ANSWERS_SHOWN),
    "escpos-usb": Adapter(Role.RECEIPT_PRINTER, UsbPrinterOptions, usb_printer, wire=ANSWERS_SHOWN),
    "ipp": Adapter(
        Role.LICENCE_PRINTER, LicencePrinterSettings, IppLicencePrinter, check=settings_faults
    ),
    "pcsc": Adapter(Role.SMART_CARD_READER, PcscSettings, PcscCardReader, wire=STATUS_SHOWN),
    "modbus-board": Adapter(
        Role.IO_BOARD, ModbusBoardSettings, _modbus_board, check=mistakes, wire=ALL_SHOWN
    ),
    "alsa-speaker": Adapter(Role.SPEAKER, AlsaSpeakerSettings, AlsaSpeaker, check=speaker_mistakes),
}
