"""The cable is pulled before, during and after a receipt, and put back."""

from pathlib import Path

import pytest

from devices.ports import ReceiptPrinted, ReceiptUncertain
from devices.status import DeviceGoneError, Unavailable, is_usable
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.virtual.escpos_wire import SerialWire
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from printer.document import Cut, Document, Paragraph
from printer.receipt.escpos_printer import EscposPrinter
from tests.receipt_meddling import MeddledTransport
from tests.receipt_samples import (
    CLOCK,
    PATIENT,
    PRINTER_FONT,
    encode,
    lines,
    network_printer,
    sample,
)


def test_opening_without_a_printer_says_gone(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        virtual.actions["unplug"]()
        with pytest.raises(DeviceGoneError):
            EscposPrinter(wire, CLOCK, PATIENT).open()


def test_pulled_before_a_receipt_says_gone_and_nothing_was_sent(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        virtual.actions["unplug"]()
        with pytest.raises(DeviceGoneError):
            printer.print_receipt(encode(sample()))
        assert virtual.state()["unfinished_lines"] == ()


def test_pulled_in_mid_job_is_uncertain_and_the_next_receipt_is_whole(tmp_path: Path) -> None:
    job = encode(sample())
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(MeddledTransport(wire, virtual.actions["unplug"]), CLOCK, PATIENT)
        printer.open()
        outcome = printer.print_receipt(job)
        assert isinstance(outcome, ReceiptUncertain)
        assert isinstance(outcome.status, Unavailable)
        with pytest.raises(DeviceGoneError):
            printer.probe()
        printer.close()
        virtual.actions["plug"]()
        virtual.actions["tear_off"]()
        printer.open()
        assert printer.print_receipt(job) == ReceiptPrinted()
        assert list(virtual.jobs[-1].lines) == lines(job)
        assert virtual.errors == []


def test_pulled_inside_a_picture_the_printer_does_not_swallow_the_next_receipt(
    tmp_path: Path,
) -> None:
    pictured = encode(Document((Paragraph("𠮷" * 20), Cut())))
    job = encode(sample())
    with network_printer(tmp_path) as (virtual, wire):

        def unplug_inside_the_picture() -> None:
            while virtual.state()["waiting_bytes"] == 0:
                pass  # each question lets the printer take in what has arrived
            virtual.actions["unplug"]()

        printer = EscposPrinter(MeddledTransport(wire, unplug_inside_the_picture), CLOCK, PATIENT)
        printer.open()
        assert isinstance(printer.print_receipt(pictured), ReceiptUncertain)
        assert virtual.state()["waiting_bytes"] != 0
        printer.close()
        virtual.actions["plug"]()
        printer.open()
        assert printer.print_receipt(job) == ReceiptPrinted()
        assert list(virtual.jobs[-1].lines) == lines(job)


def test_a_serial_printer_comes_back_under_its_stable_name(tmp_path: Path) -> None:
    link = tmp_path / "receipt-printer"
    settings = VirtualReceiptPrinterSettings(PRINTER_FONT, tmp_path / "receipts")
    virtual = VirtualReceiptPrinter(SerialWire(link), CLOCK, settings)
    virtual.start()
    printer = EscposPrinter(SerialTransport(SerialSettings(str(link)), CLOCK), CLOCK, PATIENT)
    try:
        printer.open()
        virtual.actions["unplug"]()
        with pytest.raises(DeviceGoneError):
            printer.probe()
        with pytest.raises(DeviceGoneError):
            printer.open()
        virtual.actions["plug"]()
        printer.open()
        assert is_usable(printer.probe())
    finally:
        printer.close()
        virtual.stop()
