"""Cover, cutter and the other things that stop a printer: who must act."""

from pathlib import Path

import pytest

from devices.ports import ReceiptPrinted, ReceiptRefused, ReceiptUncertain
from devices.status import Actor, Ready, State, Unavailable
from devices.transport.memory import MemoryTransport
from printer.receipt.escpos_printer import EscposPrinter
from tests.fakes.skipping_clock import SkippingClock
from tests.receipt_meddling import MeddledTransport
from tests.receipt_samples import CLOCK, PATIENT, encode, lines, network_printer, sample

TROUBLES = [
    ("open_cover", "close_cover", "cover-open", State.USER_ERROR, Actor.HOST_STAFF),
    ("jam_cutter", "free_cutter", "cutter-failure", State.HARDWARE_ERROR, Actor.TECHNICIAN),
    ("go_offline", "go_online", "offline", State.OFFLINE, Actor.TECHNICIAN),
]


@pytest.mark.parametrize(("break_it", "mend_it", "reason", "state", "actor"), TROUBLES)
def test_a_stopped_printer_refuses_and_says_who_must_act(
    tmp_path: Path, break_it: str, mend_it: str, reason: str, state: State, actor: Actor
) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, PATIENT)
        printer.open()
        virtual.actions[break_it]()
        outcome = printer.print_receipt(encode(sample()))
        assert isinstance(outcome, ReceiptRefused)
        assert isinstance(outcome.status, Unavailable)
        assert outcome.status.reason == reason
        assert outcome.status.state is state
        assert outcome.status.actor is actor
        virtual.actions[mend_it]()
        assert printer.probe() == Ready()


def test_a_cover_opened_in_mid_job_is_uncertain_and_closing_it_prints_no_rest(
    tmp_path: Path,
) -> None:
    job = encode(sample())
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(
            MeddledTransport(wire, virtual.actions["open_cover"]), CLOCK, PATIENT
        )
        printer.open()
        outcome = printer.print_receipt(job)
        assert isinstance(outcome, ReceiptUncertain)
        virtual.actions["close_cover"]()
        assert printer.probe() == Ready()
        assert not virtual.jobs
        virtual.actions["tear_off"]()
        assert printer.print_receipt(job) == ReceiptPrinted()
        assert list(virtual.jobs[-1].lines) == lines(job)


ANSWERS = [
    ((0x12, 0x12, 0x12, 0x1E), "media-low", Actor.HOST_STAFF),
    ((0x1A, 0x32, 0x12, 0x72), "media-empty", Actor.HOST_STAFF),
    ((0x1A, 0x12, 0x12, 0x7E), "media-empty", Actor.HOST_STAFF),
    ((0x1A, 0x16, 0x12, 0x72), "cover-open", Actor.HOST_STAFF),
    ((0x1A, 0x52, 0x1A, 0x12), "cutter-failure", Actor.TECHNICIAN),
    ((0x1A, 0x52, 0x32, 0x12), "unrecoverable-failure", Actor.TECHNICIAN),
    ((0x1A, 0x52, 0x52, 0x12), "head-over-temp", Actor.NOBODY),
    ((0x1A, 0x12, 0x12, 0x12), "offline", Actor.TECHNICIAN),
]


@pytest.mark.parametrize(("answers", "reason", "actor"), ANSWERS)
def test_status_bytes_of_the_manual_name_their_cause(
    answers: tuple[int, ...], reason: str, actor: Actor
) -> None:
    clock = SkippingClock()

    def peer(request: bytes) -> bytes:
        return bytes([answers[request[2] - 1]]) if request[:2] == b"\x10\x04" else b""

    printer = EscposPrinter(MemoryTransport(peer, clock), clock)
    printer.open()
    status = printer.probe()
    assert not isinstance(status, Ready)
    assert getattr(status, "reason", None) == reason
    assert getattr(status, "actor", None) is actor
