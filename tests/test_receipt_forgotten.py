"""The host and a receipt that hangs at the mouth: told at once, waited for, never left behind."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devices.ports import ReceiptPrinter
from devices.status import DeviceReport, Role
from devices.virtual.receipt_printer import VirtualReceiptPrinter
from devices.worker import DeviceWorker
from kiosk.host.messages import PaperProgressed, PaperResult, PrintReceiptJob
from kiosk.host.paper_desk import PaperDesk
from printer.receipt.escpos_printer import EscposPrinter
from tests.fakes.licence_printer import FakeResultDesk
from tests.licence_rig import until
from tests.paper_rig import open_ledger
from tests.receipt_samples import CLOCK, encode, network_printer, sample
from tests.test_receipt_presenter import CUSTOM, lose_patience

_JOB = bytes(encode(sample()))
PATIENCE_SECONDS = 60.0


@dataclass
class Post:
    letters: "queue.SimpleQueue[PaperProgressed]" = field(default_factory=queue.SimpleQueue)

    def send(self, visit_id: str, message: PaperProgressed, blob: bytearray | None = None) -> None:
        self.letters.put(message)


class Hall:
    """A desk, a worker, a printer with a presenter, and hands."""

    def __init__(
        self,
        virtual: VirtualReceiptPrinter,
        printer: EscposPrinter,
        worker: DeviceWorker[ReceiptPrinter],
        desk: PaperDesk,
    ) -> None:
        self.virtual, self.printer, self._worker, self.desk = virtual, printer, worker, desk
        self.post = desk._post
        self.job = bytearray()

    def print_for(self, visit_id: str) -> PaperResult:
        self.job = bytearray(_JOB)
        self.desk.print_receipt(visit_id, PrintReceiptJob(1), self.job)
        return self.post.letters.get(timeout=PATIENCE_SECONDS).result  # type: ignore[attr-defined]

    def wait_idle(self) -> None:
        """The worker has finished all that was asked of it before."""
        done = threading.Event()
        self._worker.submit(lambda _: None, lambda _: done.set(), deadline_seconds=60.0)
        assert done.wait(PATIENCE_SECONDS)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with network_printer(tmp_path, presenter="custom") as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, CUSTOM)
        worker: DeviceWorker[ReceiptPrinter] = DeviceWorker(
            device_id="receipt-printer",
            role=Role.RECEIPT_PRINTER,
            model="escpos-tcp",
            device=printer,
            clock=CLOCK,
            on_change=_ignore,
        )
        with open_ledger(tmp_path, CLOCK) as ledger:
            desk = PaperDesk(
                post=Post(),  # type: ignore[arg-type]
                ledger=ledger,
                counter=FakeResultDesk(),
                uplink=None,  # type: ignore[arg-type]
                clock=CLOCK,
                receipts=worker,
                sheets=None,
            )
            worker.start()
            yield Hall(virtual, printer, worker, desk)
            desk.close()
            worker.stop(PATIENCE_SECONDS)


def _ignore(_: DeviceReport) -> None:
    """Nobody looks at the board here."""


def test_citizen_is_told_as_soon_as_it_is_there_to_take(hall: Hall) -> None:
    assert hall.print_for("visit-1") is PaperResult.PRINTED
    assert hall.virtual.state()["mouth"] == "receipt"
    assert not any(hall.job), "wiped, although the printer still waits for a hand"
    hall.virtual.actions["take"]()
    hall.wait_idle()
    assert hall.virtual.state()["taken"] == 1


def test_receipt_of_a_citizen_who_has_gone_is_drawn_back(hall: Hall) -> None:
    hall.print_for("visit-1")
    hall.desk.forget("visit-1")
    hall.wait_idle()
    seen = hall.virtual.state()
    assert (seen["mouth"], seen["retracted"], seen["on_the_floor"]) == ("empty", 1, 0)


def test_end_of_another_visit_draws_nothing_back(hall: Hall) -> None:
    hall.print_for("visit-1")
    hall.desk.forget("visit-0")
    hall.virtual.actions["take"]()
    hall.wait_idle()
    assert (hall.virtual.state()["taken"], hall.virtual.state()["retracted"]) == (1, 0)


def test_host_that_closes_down_leaves_no_receipt_hanging(hall: Hall) -> None:
    hall.print_for("visit-1")
    hall.desk.close()
    hall.wait_idle()
    assert hall.virtual.state()["retracted"] == 1


def test_next_citizen_gets_only_the_own_receipt(hall: Hall) -> None:
    hall.print_for("visit-1")
    hall.desk.forget("visit-1")
    assert hall.print_for("visit-2") is PaperResult.PRINTED
    hall.virtual.actions["take"]()
    hall.wait_idle()
    seen = hall.virtual.state()
    assert (seen["retracted"], seen["taken"], seen["on_the_floor"]) == (1, 1, 0)


def test_receipt_that_hung_while_the_plug_was_out_is_drawn_back_when_it_is_in_again(
    hall: Hall,
) -> None:
    hall.print_for("visit-1")
    hall.virtual.actions["unplug"]()
    hall.wait_idle()
    assert hall.virtual.state()["mouth"] == "receipt"
    hall.virtual.actions["plug"]()
    until(lambda: hall.virtual.state()["retracted"], lambda count: count == 1)


def test_printer_that_falls_silent_at_the_mouth_is_told_of_once(hall: Hall) -> None:
    assert hall.print_for("visit-1") is PaperResult.PRINTED
    hall.virtual.actions["fall_silent"]()
    lose_patience(hall.printer)
    hall.wait_idle()
    assert hall.post.letters.empty()  # type: ignore[attr-defined]
    hall.virtual.actions["speak_again"]()
