"""A receipt printer at a USB plug that is pulled, shared, or swapped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.ports import ReceiptPrinted, ReceiptUncertain
from devices.status import DeviceGoneError, Ready, Unavailable
from devices.transport.usb_bulk import UsbBulkTransport, UsbSettings
from devices.virtual.escpos_wire import UsbWire
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from devices.virtual.usb_bus import VirtualUsbBus
from printer.receipt.escpos_printer import EscposPrinter
from tests.receipt_meddling import MeddledTransport
from tests.receipt_samples import CLOCK, PATIENT, PRINTER_FONT, encode, lines, sample
from tests.test_receipt_presenter import lose_patience

_JOB = bytes(encode(sample()))


@pytest.fixture
def bus() -> VirtualUsbBus:
    return VirtualUsbBus(CLOCK)


@pytest.fixture
def virtual(bus: VirtualUsbBus, tmp_path: Path) -> Iterator[VirtualReceiptPrinter]:
    settings = VirtualReceiptPrinterSettings(PRINTER_FONT, tmp_path / "receipts")
    printer = VirtualReceiptPrinter(UsbWire(bus, "K80-0017"), CLOCK, settings)
    printer.start()
    yield printer
    printer.stop()


def wire(bus: VirtualUsbBus) -> UsbBulkTransport:
    return UsbBulkTransport(UsbSettings(0x0FE6, 0x811E, "K80-0017"), CLOCK, bus)


def opened(transport: UsbBulkTransport | MeddledTransport) -> EscposPrinter:
    printer = EscposPrinter(transport, CLOCK, PATIENT)
    printer.open()
    return printer


def test_receipt_comes_out_as_over_any_other_wire(
    bus: VirtualUsbBus, virtual: VirtualReceiptPrinter
) -> None:
    printer = opened(wire(bus))
    assert printer.print_receipt(bytearray(_JOB)) == ReceiptPrinted()
    assert list(virtual.jobs[0].lines) == lines(_JOB)
    assert virtual.errors == []
    printer.close()


def test_plug_pulled_in_mid_job_is_uncertain_and_the_rest_never_comes_out(
    bus: VirtualUsbBus, virtual: VirtualReceiptPrinter
) -> None:
    printer = opened(MeddledTransport(wire(bus), virtual.actions["unplug"]))
    outcome = printer.print_receipt(bytearray(_JOB))
    assert isinstance(outcome, ReceiptUncertain)
    assert isinstance(outcome.status, Unavailable)
    assert outcome.status.reason == "unplugged"
    with pytest.raises(DeviceGoneError):
        printer.probe()
    printer.close()
    virtual.actions["plug"]()
    printer.open()
    assert printer.probe() == Ready()
    assert not virtual.jobs
    virtual.actions["tear_off"]()
    assert printer.print_receipt(bytearray(_JOB)) == ReceiptPrinted()
    assert list(virtual.jobs[-1].lines) == lines(_JOB)
    printer.close()


def test_silent_printer_at_a_whole_cable_has_no_paper_that_anybody_knows_of(
    bus: VirtualUsbBus, virtual: VirtualReceiptPrinter
) -> None:
    printer = opened(wire(bus))
    virtual.actions["fall_silent"]()
    lose_patience(printer)
    with pytest.raises(DeviceGoneError, match="silent"):
        printer.probe()
    printer.close()


def test_printer_of_another_serial_number_in_its_place_is_not_taken(
    bus: VirtualUsbBus, virtual: VirtualReceiptPrinter
) -> None:
    other = UsbBulkTransport(UsbSettings(0x0FE6, 0x811E, "K80-0018"), CLOCK, bus)
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        opened(other)
