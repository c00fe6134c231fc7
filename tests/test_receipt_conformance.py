"""The receipt printer's conformance suite on each wire."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.ports import ReceiptPrinter
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.usb_bulk import UsbBulkTransport, UsbSettings
from devices.virtual.escpos_wire import SerialWire, UsbWire
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from devices.virtual.usb_bus import VirtualUsbBus
from printer.receipt.escpos_printer import EscposPrinter, EscposPrinterSettings
from tests.conformance_receipt_printer import ReceiptPrinterConformance
from tests.receipt_samples import CLOCK, PRINTER_FONT, network_printer


class TestOverNetwork(ReceiptPrinterConformance):
    @pytest.fixture
    def printer(self, tmp_path: Path) -> Iterator[ReceiptPrinter]:
        with network_printer(tmp_path) as (_, wire):
            printer = EscposPrinter(wire, CLOCK)
            printer.open()
            yield printer
            printer.close()


class TestOverSerial(ReceiptPrinterConformance):
    @pytest.fixture
    def printer(self, tmp_path: Path) -> Iterator[ReceiptPrinter]:
        link = tmp_path / "receipt-printer"
        settings = VirtualReceiptPrinterSettings(PRINTER_FONT, tmp_path / "receipts")
        virtual = VirtualReceiptPrinter(SerialWire(link), CLOCK, settings)
        virtual.start()
        printer = EscposPrinter(SerialTransport(SerialSettings(str(link)), CLOCK), CLOCK)
        printer.open()
        yield printer
        printer.close()
        virtual.stop()


class TestOverUsb(ReceiptPrinterConformance):
    @pytest.fixture
    def printer(self, tmp_path: Path) -> Iterator[ReceiptPrinter]:
        bus = VirtualUsbBus(CLOCK)
        settings = VirtualReceiptPrinterSettings(PRINTER_FONT, tmp_path / "receipts")
        virtual = VirtualReceiptPrinter(UsbWire(bus), CLOCK, settings)
        virtual.start()
        wire = UsbBulkTransport(UsbSettings(0x0FE6, 0x811E), CLOCK, bus)
        printer = EscposPrinter(wire, CLOCK)
        printer.open()
        yield printer
        printer.close()
        virtual.stop()


class TestWithPresenter(ReceiptPrinterConformance):
    @pytest.fixture
    def printer(self, tmp_path: Path) -> Iterator[ReceiptPrinter]:
        with network_printer(tmp_path, presenter="custom") as (_, wire):
            printer = EscposPrinter(wire, CLOCK, EscposPrinterSettings(presenter="custom"))
            printer.open()
            yield printer
            printer.close()


@pytest.mark.hardware
class TestOverRealSerial(ReceiptPrinterConformance):
    @pytest.fixture
    def printer(self) -> Iterator[ReceiptPrinter]:
        port = os.environ.get("OPENHALL_RECEIPT_PRINTER")
        if port is None:
            pytest.skip("OPENHALL_RECEIPT_PRINTER names no serial port")
        printer = EscposPrinter(SerialTransport(SerialSettings(port), CLOCK), CLOCK)
        printer.open()
        yield printer
        printer.close()
