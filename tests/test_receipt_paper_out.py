"""The paper ends before a receipt, in the middle of one, or soon."""

from pathlib import Path

from devices.ports import ReceiptPrinted, ReceiptRefused, ReceiptUncertain
from devices.status import Actor, Attention, Ready, State, Unavailable
from printer.receipt.escpos_printer import EscposPrinter
from tests.receipt_samples import CLOCK, PATIENT, encode, lines, network_printer, sample


def test_no_paper_refuses_before_a_byte_is_sent(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        virtual.actions["paper_out"]()
        outcome = printer.print_receipt(encode(sample()))
        assert isinstance(outcome, ReceiptRefused)
        assert isinstance(outcome.status, Unavailable)
        assert outcome.status.state is State.USER_ERROR
        assert outcome.status.reason == "media-empty"
        assert outcome.status.actor is Actor.HOST_STAFF
        virtual.actions["refill"]()
        assert printer.probe() == Ready()
        assert not virtual.jobs, "what was refused must not come out later"


def test_paper_near_its_end_still_prints_and_calls_the_staff(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        virtual.actions["paper_near_end"]()
        assert printer.print_receipt(encode(sample())) == ReceiptPrinted()
        status = printer.probe()
        assert isinstance(status, Attention)
        assert (status.reason, status.actor) == ("media-low", Actor.HOST_STAFF)


def test_paper_that_ends_in_mid_job_is_uncertain_and_the_rest_never_comes_out(
    tmp_path: Path,
) -> None:
    job = encode(sample())
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        virtual.actions["paper_ends_after"](60)
        outcome = printer.print_receipt(job)
        assert isinstance(outcome, ReceiptUncertain)
        assert isinstance(outcome.status, Unavailable)
        assert outcome.status.reason == "media-empty"
        virtual.actions["refill"]()
        assert printer.probe() == Ready()
        (stump,) = virtual.jobs
        assert not stump.was_cut
        assert list(stump.lines) == lines(job)[: len(stump.lines)]
        assert len(stump.lines) < len(lines(job))
        assert virtual.state()["waiting_bytes"] == 0
        assert virtual.state()["unfinished_lines"] == ()


def test_the_next_receipt_after_a_refill_is_whole(tmp_path: Path) -> None:
    job = encode(sample())
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        virtual.actions["paper_ends_after"](60)
        printer.print_receipt(job)
        virtual.actions["refill"]()
        assert printer.print_receipt(job) == ReceiptPrinted()
        assert list(virtual.jobs[-1].lines) == lines(job)
        assert virtual.errors == []


def test_the_trouble_keeps_the_time_when_it_was_first_seen(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        virtual.actions["paper_out"]()
        assert printer.probe() == printer.probe()
