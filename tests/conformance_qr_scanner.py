"""What every ``QrScanner`` must do, virtual or real. Subclass it and give the hand.

For a real device (``-m hardware``) the hand is a person's: it prints what to do and waits.
"""

import threading
from typing import Protocol

import pytest

from devices.ports import Cancelled, CodeRead, NoCode, QrScanner
from devices.status import DeviceGoneError, Ready

SHOWN_CODE = "E-7K3M9CQT4NPX-HR"


class Bench(Protocol):
    """A scanner, and somebody who holds codes before it."""

    scanner: QrScanner

    def show(self, text: str) -> None: ...
    def hide(self) -> None: ...


class QrScannerConformance:
    """Needs a fixture ``bench`` with an open scanner and no code before it."""

    def test_ready_scanner_says_so(self, bench: Bench) -> None:
        assert bench.scanner.probe() == Ready()
        assert bench.scanner.capabilities() >= {"reads-qr"}

    def test_shown_code_is_read_whole_into_memory_that_can_be_wiped(self, bench: Bench) -> None:
        bench.show(SHOWN_CODE)
        outcome = bench.scanner.scan(20.0, threading.Event())
        assert isinstance(outcome, CodeRead)
        assert isinstance(outcome.payload, bytearray)
        assert outcome.payload == SHOWN_CODE.encode()
        assert outcome.symbology in {"qr", "unknown"}
        outcome.payload[:] = bytes(len(outcome.payload))

    def test_no_code_is_an_answer(self, bench: Bench) -> None:
        assert bench.scanner.scan(0.2, threading.Event()) == NoCode()

    def test_cancelled_request_ends_as_cancelled(self, bench: Bench) -> None:
        cancelled = threading.Event()
        cancelled.set()
        assert bench.scanner.scan(20.0, cancelled) == Cancelled()

    def test_request_cancelled_by_another_thread_ends_as_cancelled(self, bench: Bench) -> None:
        cancelled = threading.Event()
        outcomes: list[object] = []
        waiting = threading.Thread(
            target=lambda: outcomes.append(bench.scanner.scan(60.0, cancelled)), name="waiting"
        )
        waiting.start()
        cancelled.set()
        waiting.join(20.0)
        assert outcomes == [Cancelled()]

    def test_second_code_is_not_the_first_one(self, bench: Bench) -> None:
        payloads = []
        for text in (SHOWN_CODE, "Gamma-0002"):
            bench.show(text)
            outcome = bench.scanner.scan(20.0, threading.Event())
            assert isinstance(outcome, CodeRead)
            payloads.append(outcome.payload.decode())
            bench.hide()
        assert payloads == [SHOWN_CODE, "Gamma-0002"]

    def test_scanner_works_after_close_and_open(self, bench: Bench) -> None:
        bench.scanner.close()
        bench.scanner.close()
        with pytest.raises(DeviceGoneError):
            bench.scanner.scan(0.2, threading.Event())
        bench.scanner.open()
        assert bench.scanner.probe() == Ready()
