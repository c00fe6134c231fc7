"""A printer that says nothing, or babbles, is not a printer with paper."""

from dataclasses import replace
from pathlib import Path

import pytest

from devices.ports import ReceiptPrinted, ReceiptUncertain
from devices.status import DeviceGoneError, Ready, Unavailable
from devices.transport.memory import MemoryTransport, delayed, whole
from printer.receipt.commands import COMPLETION_BARRIER
from printer.receipt.escpos_printer import EscposPrinter
from printer.receipt.status import SILENT
from tests.fakes.skipping_clock import SkippingClock
from tests.receipt_meddling import MeddledTransport
from tests.receipt_samples import CLOCK, IMPATIENT, PATIENT, encode, network_printer, sample
from tests.test_receipt_presenter import lose_patience

WELL, OFFLINE = b"\x12", b"\x1a"


def opened(answer: bytes) -> EscposPrinter:
    clock = SkippingClock()
    printer = EscposPrinter(MemoryTransport(lambda _: answer, clock), clock)
    printer.open()
    return printer


def test_silence_is_not_paper_ok(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, IMPATIENT)
        printer.open()
        virtual.actions["fall_silent"]()
        with pytest.raises(DeviceGoneError) as gone:
            printer.print_receipt(encode(sample()))
        assert gone.value.reason == SILENT


def test_silence_in_mid_job_is_uncertain(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):

        def fall_silent() -> None:
            virtual.actions["fall_silent"]()
            lose_patience(printer)

        # Until then it may take its time; a printer that was never well has no job to break off.
        settings = replace(PATIENT, finish_seconds=0.4)
        printer = EscposPrinter(MeddledTransport(wire, fall_silent), CLOCK, settings)
        printer.open()
        outcome = printer.print_receipt(encode(sample()))
        assert isinstance(outcome, ReceiptUncertain)
        assert isinstance(outcome.status, Unavailable)
        assert outcome.status.reason == SILENT
        assert not virtual.jobs


@pytest.mark.parametrize("byte", [0x00, 0x01, 0x10, 0x13, 0x92, 0xFF])
def test_a_byte_with_the_wrong_fixed_bits_is_not_believed(byte: int) -> None:
    with pytest.raises(DeviceGoneError) as gone:
        opened(bytes([byte])).probe()
    assert gone.value.reason == SILENT


def test_an_answer_after_its_deadline_does_not_answer_the_next_question() -> None:
    clock = SkippingClock()
    wire = MemoryTransport(lambda _: OFFLINE, clock, delayed(0.6))
    printer = EscposPrinter(wire, clock)
    printer.open()
    with pytest.raises(DeviceGoneError):
        printer.probe()
    clock.advance(0.2)
    wire.line, wire.peer = whole, lambda _: WELL
    assert printer.probe() == Ready()


def test_a_babbling_line_ends_at_the_deadline() -> None:
    with pytest.raises(DeviceGoneError):
        opened(b"\xff" * 4096).probe()


@pytest.mark.parametrize(("barrier", "is_believed"), [(0x00, True), (0x03, True), (0x0F, False)])
def test_a_printer_that_ran_out_of_paper_and_reports_itself_done_is_not_believed(
    barrier: int, is_believed: bool
) -> None:
    clock = SkippingClock()
    job = encode(sample())

    def says_done(request: bytes) -> bytes:
        return bytes([barrier]) if request.endswith(COMPLETION_BARRIER) else WELL

    printer = EscposPrinter(MemoryTransport(says_done, clock), clock)
    printer.open()
    outcome = printer.print_receipt(job)
    assert isinstance(outcome, ReceiptPrinted if is_believed else ReceiptUncertain)
    if isinstance(outcome, ReceiptUncertain):
        assert isinstance(outcome.status, Unavailable)
        assert outcome.status.reason == "media-empty"
