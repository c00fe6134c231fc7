"""A receipt is presented, and taken, or drawn back in so that no stranger gets it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.ports import (
    ReceiptLeft,
    ReceiptPrinted,
    ReceiptRefused,
    ReceiptRetracted,
    ReceiptTaken,
    ReceiptUncertain,
)
from devices.status import Actor, DeviceGoneError, DeviceStatus, Ready, State, Unavailable
from devices.transport.tcp import TcpTransport
from devices.virtual.receipt_printer import VirtualReceiptPrinter
from printer.receipt import presenter
from printer.receipt.commands import STATUS_REQUEST
from printer.receipt.escpos_printer import EscposPrinter
from tests.licence_rig import until
from tests.receipt_meddling import MeddledTransport
from tests.receipt_samples import CLOCK, PATIENT, encode, network_printer, sample

CUSTOM = replace(PATIENT, presenter="custom")
TEAR_BAR = replace(PATIENT, presenter="tear-bar")
PATIENCE_SECONDS = 30.0


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[tuple[VirtualReceiptPrinter, TcpTransport]]:
    with network_printer(tmp_path, presenter="custom") as made:
        yield made


@pytest.fixture
def torn(tmp_path: Path) -> Iterator[tuple[VirtualReceiptPrinter, TcpTransport]]:
    with network_printer(tmp_path, presenter="tear-bar") as made:
        yield made


_JOB = bytes(encode(sample()))


def job() -> bytearray:
    return bytearray(_JOB)


def opened(wire: TcpTransport, settings: object = CUSTOM) -> EscposPrinter:
    printer = EscposPrinter(wire, CLOCK, settings)  # type: ignore[arg-type]
    printer.open()
    return printer


def lose_patience(printer: EscposPrinter) -> None:
    """From now on the printer is silent, and waiting for it proves nothing more."""
    printer._conversation._answer_seconds = 0.2


class AskedOfItsMouth(MeddledTransport):
    """Calls ``meddle`` with the last question that every model answers."""

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        if bytes(data) == STATUS_REQUEST + b"\x04" and self._meddle is not None:
            self._meddle()
        super().write(data, deadline)


def gone_away() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


def trouble(status: DeviceStatus) -> tuple[str, State, Actor]:
    assert isinstance(status, Unavailable)
    return status.reason, status.state, status.actor


class TestWithPresenter:
    def test_it_says_what_it_can_sense(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        said = opened(bench[1]).capabilities()
        assert {"presents", "senses-receipt-taken", "retracts"} <= said

    def test_finished_receipt_is_presented_and_not_dropped(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        assert opened(wire).print_receipt(job()) == ReceiptPrinted()
        assert virtual.state()["mouth"] == "receipt"
        assert virtual.errors == []

    def test_receipt_in_a_hand_is_taken(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        printer.print_receipt(job())
        hand = threading.Timer(0.05, virtual.actions["take"])
        hand.start()
        assert printer.await_taken(PATIENCE_SECONDS, threading.Event()) == ReceiptTaken()
        hand.join()
        assert virtual.state()["taken"] == 1
        assert printer.probe() == Ready()

    def test_receipt_that_nobody_takes_in_time_is_drawn_back(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        printer.print_receipt(job())
        assert printer.await_taken(0.01, threading.Event()) == ReceiptRetracted()
        assert (virtual.state()["mouth"], virtual.state()["retracted"]) == ("empty", 1)
        assert printer.probe() == Ready()

    def test_receipt_of_somebody_who_has_gone_is_drawn_back_at_once(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        printer.print_receipt(job())
        assert printer.await_taken(PATIENCE_SECONDS, gone_away()) == ReceiptRetracted()
        assert virtual.state()["retracted"] == 1

    def test_receipt_left_over_a_restart_is_drawn_back_before_anybody_comes(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        printer.print_receipt(job())
        printer.close()
        assert opened(wire).probe() == Ready()
        assert virtual.state()["retracted"] == 1

    def test_next_receipt_never_pushes_the_last_one_into_the_hall(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        printer.print_receipt(job())
        assert printer.print_receipt(job()) == ReceiptPrinted()
        seen = virtual.state()
        assert (seen["retracted"], seen["on_the_floor"], seen["mouth"]) == (1, 0, "receipt")

    def test_probes_while_the_citizen_reaches_out_leave_the_receipt_alone(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        printer.print_receipt(job())
        assert printer.probe() == Ready()
        assert virtual.state()["mouth"] == "receipt"

    def test_receipt_that_cannot_be_drawn_back_calls_the_staff_until_it_is_gone(
        self,
        bench: tuple[VirtualReceiptPrinter, TcpTransport],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        virtual, wire = bench
        monkeypatch.setattr(presenter, "_RETRACT_SECONDS", 0.3)
        printer = opened(wire)
        printer.print_receipt(job())
        virtual.actions["block_retract"]()
        outcome = printer.await_taken(0.01, threading.Event())
        assert isinstance(outcome, ReceiptLeft)
        expected = ("receipt-left", State.USER_ERROR, Actor.HOST_STAFF)
        assert trouble(outcome.status) == trouble(printer.probe()) == expected
        refused = printer.print_receipt(job())
        assert isinstance(refused, ReceiptRefused)
        monkeypatch.undo()  # from now on it is drawn back, as soon as the machine gets its turn
        virtual.actions["free_presenter"]()
        assert printer.probe() == Ready()

    @pytest.mark.parametrize(
        ("break_it", "expected"),
        [
            ("jam_presenter", ("presenter-jam", State.USER_ERROR, Actor.HOST_STAFF)),
            ("break_presenter", ("presenter-failure", State.HARDWARE_ERROR, Actor.TECHNICIAN)),
        ],
    )
    def test_stuck_presenter_refuses_the_next_receipt_and_says_who_must_act(
        self,
        bench: tuple[VirtualReceiptPrinter, TcpTransport],
        break_it: str,
        expected: tuple[str, State, Actor],
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        virtual.actions[break_it]()
        outcome = printer.print_receipt(job())
        assert isinstance(outcome, ReceiptRefused)
        assert trouble(outcome.status) == expected
        assert not virtual.jobs

    def test_receipt_stuck_on_its_way_out_is_never_claimed_as_printed(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        meddled = MeddledTransport(wire, virtual.actions["jam_presenter"])
        printer = opened(meddled)  # type: ignore[arg-type]
        outcome = printer.print_receipt(job())
        assert isinstance(outcome, ReceiptUncertain)
        assert trouble(outcome.status)[0] == "presenter-jam"

    def test_jam_while_waiting_is_not_taken(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        printer.print_receipt(job())
        virtual.actions["jam_presenter"]()
        outcome = printer.await_taken(PATIENCE_SECONDS, threading.Event())
        assert isinstance(outcome, ReceiptLeft)
        assert trouble(outcome.status)[0] == "presenter-jam"

    def test_technician_sees_what_hangs_at_the_mouth_and_looking_changes_nothing(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        assert printer.inspect().facts["mouth"] == "empty"
        printer.print_receipt(job())
        assert printer.inspect().facts["mouth"] == "receipt"
        assert virtual.state()["mouth"] == "receipt"
        virtual.actions["jam_presenter"]()
        assert printer.inspect().fault == "presenter-jam"

    def test_silence_is_never_taken(
        self, bench: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = bench
        printer = opened(wire)
        printer.print_receipt(job())
        virtual.actions["fall_silent"]()
        lose_patience(printer)
        with pytest.raises(DeviceGoneError):
            printer.await_taken(PATIENCE_SECONDS, threading.Event())


class TestWithTearBar:
    def test_torn_off_is_taken(self, torn: tuple[VirtualReceiptPrinter, TcpTransport]) -> None:
        virtual, wire = torn
        printer = opened(wire, TEAR_BAR)
        assert printer.capabilities() >= {"senses-receipt-taken"}
        assert not printer.capabilities() & {"presents", "retracts"}
        assert printer.print_receipt(job()) == ReceiptPrinted()
        hand = threading.Timer(0.05, virtual.actions["take"])
        hand.start()
        assert printer.await_taken(PATIENCE_SECONDS, threading.Event()) == ReceiptTaken()
        hand.join()
        assert virtual.errors == []

    def test_left_receipt_is_nobodys_to_print_behind_until_it_is_torn_off(
        self, torn: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        virtual, wire = torn
        printer = opened(wire, TEAR_BAR)
        printer.print_receipt(job())
        left = printer.await_taken(0.01, threading.Event())
        assert isinstance(left, ReceiptLeft)
        refused = printer.print_receipt(job())
        assert isinstance(refused, ReceiptRefused)
        expected = ("receipt-left", State.USER_ERROR, Actor.HOST_STAFF)
        assert trouble(left.status) == trouble(refused.status) == expected
        virtual.actions["take"]()
        assert printer.print_receipt(job()) == ReceiptPrinted()
        assert virtual.state()["on_the_floor"] == 0


class TestWithoutPresenter:
    def test_model_without_one_is_never_asked_about_it(self, tmp_path: Path) -> None:
        with network_printer(tmp_path) as (virtual, wire):
            printer = opened(wire, PATIENT)
            assert not printer.capabilities() & {"presents", "senses-receipt-taken", "retracts"}
            printer.print_receipt(job())
            assert printer.await_taken(PATIENCE_SECONDS, threading.Event()) == ReceiptTaken()
            assert virtual.errors == []

    def test_settings_that_promise_one_to_a_model_without_are_found_out(
        self, tmp_path: Path
    ) -> None:
        with network_printer(tmp_path) as (virtual, wire):
            printer = opened(AskedOfItsMouth(wire, lambda: lose_patience(printer)))  # type: ignore[arg-type]
            with pytest.raises(DeviceGoneError):
                printer.probe()
            assert until(lambda: virtual.errors, bool)

    def test_tear_bars_bit_from_a_model_without_is_not_believed(
        self, torn: tuple[VirtualReceiptPrinter, TcpTransport]
    ) -> None:
        _, wire = torn
        printer = opened(wire, replace(PATIENT, answer_seconds=1.0))
        printer.print_receipt(job())
        lose_patience(printer)
        with pytest.raises(DeviceGoneError):
            printer.probe()
