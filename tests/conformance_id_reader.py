"""What every ``IdReader`` must do, virtual or real. Subclass it and give the two hands.

For a real device (``-m hardware``) the hands are a person's: they print what to do and wait.
"""

import threading
from typing import Protocol

import pytest

from devices.id_reader.payload import CardContent, parse_payload
from devices.ports import Cancelled, CardRead, IdReader, NoCard
from devices.status import DeviceGoneError, Ready


class Bench(Protocol):
    """A reader, and somebody who lays cards on it."""

    reader: IdReader

    def lay(self) -> None: ...
    def lift(self) -> None: ...


class IdReaderConformance:
    """Needs a fixture ``bench`` with an open reader and no card on it."""

    def test_ready_reader_says_so(self, bench: Bench) -> None:
        assert bench.reader.probe() == Ready()
        assert bench.reader.capabilities() >= {"reads-text"}

    def test_card_on_the_reader_is_read_whole(self, bench: Bench) -> None:
        bench.lay()
        outcome = bench.reader.read_card(20.0, threading.Event())
        assert isinstance(outcome, CardRead)
        assert isinstance(parse_payload(outcome.payload), CardContent)
        outcome.payload[:] = bytes(len(outcome.payload))

    def test_no_card_is_an_answer(self, bench: Bench) -> None:
        assert bench.reader.read_card(0.1, threading.Event()) == NoCard()

    def test_cancelled_request_ends_as_cancelled(self, bench: Bench) -> None:
        cancelled = threading.Event()
        cancelled.set()
        assert bench.reader.read_card(20.0, cancelled) == Cancelled()
        assert not bench.reader.wait_removed(20.0, cancelled)

    def test_resting_card_is_still_there_and_lifted_card_is_gone(self, bench: Bench) -> None:
        bench.lay()
        assert isinstance(bench.reader.read_card(20.0, threading.Event()), CardRead)
        assert not bench.reader.wait_removed(0.5, threading.Event())
        bench.lift()
        assert bench.reader.wait_removed(20.0, threading.Event())

    def test_card_laid_again_is_read_again(self, bench: Bench) -> None:
        payloads = []
        for _ in range(2):
            bench.lay()
            outcome = bench.reader.read_card(20.0, threading.Event())
            assert isinstance(outcome, CardRead)
            payloads.append(outcome.payload)
            bench.lift()
            assert bench.reader.wait_removed(20.0, threading.Event())
        assert payloads[0] == payloads[1]

    def test_reader_works_after_close_and_open(self, bench: Bench) -> None:
        bench.reader.close()
        bench.reader.close()
        with pytest.raises(DeviceGoneError):
            bench.reader.probe()
        bench.reader.open()
        assert bench.reader.probe() == Ready()
