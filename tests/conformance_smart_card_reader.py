"""What every ``SmartCardReader`` must do, virtual or real. Subclass it and give the hand.

For a real device (``-m hardware``) the hand is a person's: it prints what to do and waits. Cards of
real people are not for tests: a test card of the issuing office, or none.
"""

import threading
from typing import Protocol

import pytest

from devices.ports import Cancelled, NoCard
from devices.smart_card_reader.port import ChipRead, SmartCardReader
from devices.status import DeviceGoneError, Ready

PATIENCE_SECONDS = 30.0


class Bench(Protocol):
    """A reader, and somebody who lays cards."""

    reader: SmartCardReader

    def lay(self) -> None: ...
    def lift(self) -> None: ...


class SmartCardReaderConformance:
    """Needs a fixture ``bench`` with an open reader and no card in it."""

    def test_ready_reader_says_so(self, bench: Bench) -> None:
        assert bench.reader.probe() == Ready()
        assert bench.reader.capabilities() >= {"reads-social-security-cards"}

    def test_card_is_read_whole_into_memory_that_can_be_wiped(self, bench: Bench) -> None:
        bench.lay()
        outcome = bench.reader.read_card(PATIENCE_SECONDS, threading.Event())
        assert isinstance(outcome, ChipRead)
        assert {0x08, 0x09} <= {record.number for record in outcome.records}
        assert all(isinstance(record.value, bytearray) for record in outcome.records)
        outcome.wipe()
        assert not any(any(record.value) for record in outcome.records)

    def test_no_card_is_an_answer(self, bench: Bench) -> None:
        assert bench.reader.read_card(0.2, threading.Event()) == NoCard()

    def test_empty_slot_counts_as_taken(self, bench: Bench) -> None:
        assert bench.reader.wait_removed(PATIENCE_SECONDS, threading.Event())

    def test_cancelled_request_ends_as_cancelled(self, bench: Bench) -> None:
        cancelled = threading.Event()
        cancelled.set()
        assert bench.reader.read_card(PATIENCE_SECONDS, cancelled) == Cancelled()

    def test_request_cancelled_by_another_thread_ends_as_cancelled(self, bench: Bench) -> None:
        cancelled = threading.Event()
        outcomes: list[object] = []
        waiting = threading.Thread(
            target=lambda: outcomes.append(bench.reader.read_card(3600.0, cancelled)),
            name="waiting",
        )
        waiting.start()
        cancelled.set()
        waiting.join(PATIENCE_SECONDS)
        assert outcomes == [Cancelled()]

    def test_removal_is_seen_and_the_card_can_come_again(self, bench: Bench) -> None:
        bench.lay()
        first = bench.reader.read_card(PATIENCE_SECONDS, threading.Event())
        assert not bench.reader.wait_removed(0.1, threading.Event())
        bench.lift()
        assert bench.reader.wait_removed(PATIENCE_SECONDS, threading.Event())
        bench.lay()
        assert bench.reader.read_card(PATIENCE_SECONDS, threading.Event()) == first

    def test_reader_works_after_close_and_open(self, bench: Bench) -> None:
        bench.reader.close()
        bench.reader.close()
        with pytest.raises(DeviceGoneError):
            bench.reader.read_card(0.2, threading.Event())
        bench.reader.open()
        assert bench.reader.probe() == Ready()
