"""The receipt printer's conformance suite on each wire."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from devices.ports import ReceiptPrinter
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.usb_bulk import UsbBulkTransport, UsbSettings
from devices.virtual.escpos_wire import SerialWire, UsbWire
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from devices.virtual.usb_bus import VirtualUsbBus
from printer.receipt.escpos_printer import EscposPrinter
from tests.conformance_receipt_printer import ReceiptPrinterConformance
from tests.receipt_samples import CLOCK, PATIENT, PRINTER_FONT, network_printer
from tests.test_receipt_presenter import lose_patience


@dataclass(frozen=True)
class Machine:
    """The virtual device, waited for as long as it takes; only its silence is believed soon."""

    virtual: VirtualReceiptPrinter
    printer: EscposPrinter

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        return {**self.virtual.actions, "fall_silent": self._fall_silent}

    def _fall_silent(self) -> None:
        self.virtual.actions["fall_silent"]()
        lose_patience(self.printer)


@dataclass(frozen=True)
class Bench:
    """A printer with nothing wrong, and the virtual device behind it, if it is one."""

    printer: ReceiptPrinter
    virtual: Machine | None = None


class TestOverNetwork(ReceiptPrinterConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[Bench]:
        with network_printer(tmp_path) as (virtual, wire):
            printer = EscposPrinter(wire, CLOCK, PATIENT)
            printer.open()
            yield Bench(printer, Machine(virtual, printer))
            printer.close()


class TestOverSerial(ReceiptPrinterConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[Bench]:
        link = tmp_path / "receipt-printer"
        settings = VirtualReceiptPrinterSettings(PRINTER_FONT, tmp_path / "receipts")
        virtual = VirtualReceiptPrinter(SerialWire(link), CLOCK, settings)
        virtual.start()
        printer = EscposPrinter(SerialTransport(SerialSettings(str(link)), CLOCK), CLOCK, PATIENT)
        printer.open()
        yield Bench(printer, Machine(virtual, printer))
        printer.close()
        virtual.stop()


class TestOverUsb(ReceiptPrinterConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[Bench]:
        bus = VirtualUsbBus(CLOCK)
        settings = VirtualReceiptPrinterSettings(PRINTER_FONT, tmp_path / "receipts")
        virtual = VirtualReceiptPrinter(UsbWire(bus), CLOCK, settings)
        virtual.start()
        wire = UsbBulkTransport(UsbSettings(0x0FE6, 0x811E), CLOCK, bus)
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        yield Bench(printer, Machine(virtual, printer))
        printer.close()
        virtual.stop()


class TestWithPresenter(ReceiptPrinterConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[Bench]:
        with network_printer(tmp_path, presenter="custom") as (virtual, wire):
            printer = EscposPrinter(wire, CLOCK, replace(PATIENT, presenter="custom"))
            printer.open()
            yield Bench(printer, Machine(virtual, printer))
            printer.close()


class TestWithTearBar(ReceiptPrinterConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[Bench]:
        with network_printer(tmp_path, presenter="tear-bar") as (virtual, wire):
            printer = EscposPrinter(wire, CLOCK, replace(PATIENT, presenter="tear-bar"))
            printer.open()
            yield Bench(printer, Machine(virtual, printer))
            printer.close()


@pytest.mark.hardware
class TestOverRealSerial(ReceiptPrinterConformance):
    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        port = os.environ.get("OPENHALL_RECEIPT_PRINTER")
        if port is None:
            pytest.skip("OPENHALL_RECEIPT_PRINTER names no serial port")
        printer = EscposPrinter(SerialTransport(SerialSettings(port), CLOCK), CLOCK)
        printer.open()
        yield Bench(printer)
        printer.close()
