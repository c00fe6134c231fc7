"""A printer that takes its time: waited for as long as the settings say, not longer."""

from dataclasses import replace
from pathlib import Path

from devices.ports import ReceiptPrinted, ReceiptUncertain
from devices.status import Ready, Unavailable
from printer.receipt.escpos_printer import EscposPrinter
from tests.receipt_samples import CLOCK, PATIENT, encode, lines, network_printer, sample

#: Asks again and again while it waits.
CURIOUS = replace(PATIENT, look_seconds=0.05)


def test_a_slow_printer_is_waited_for_and_asked_meanwhile(tmp_path: Path) -> None:
    job = encode(sample())
    with network_printer(tmp_path) as (virtual, wire):
        virtual.actions["slow_down"](8000)
        printer = EscposPrinter(wire, CLOCK, CURIOUS)
        printer.open()
        assert printer.print_receipt(job) == ReceiptPrinted()
        assert list(virtual.jobs[0].lines) == lines(job)
        assert virtual.errors == [], "questions in mid-job must not end up on paper"


def test_a_printer_that_answers_and_never_ends_is_uncertain_and_forgets_the_rest(
    tmp_path: Path,
) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        virtual.actions["slow_down"](50)
        printer = EscposPrinter(wire, CLOCK, replace(CURIOUS, finish_seconds=0.4))
        printer.open()
        outcome = printer.print_receipt(encode(sample()))
        assert isinstance(outcome, ReceiptUncertain)
        assert isinstance(outcome.status, Unavailable)
        assert outcome.status.reason == "not-finished"
        virtual.actions["normal_speed"]()
        assert printer.probe() == Ready()
        assert not virtual.jobs
