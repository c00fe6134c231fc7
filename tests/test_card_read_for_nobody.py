"""A card is read in the moment in which its visit goes: it is watched until somebody takes it.

Whoever comes next waits for that card and does nothing else, so somebody has to see it go.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from devices.ports import CardRead
from kiosk.host.device_desk import CardPresence, DeviceDesk
from kiosk.host.messages import ReadCard
from tests.service_desk_rig import Post

READ = ReadCard(1, 30.0)


@dataclass
class Reader:
    """The reader's worker: what it was told to do, and whom it tells when the test says so."""

    device_id: str = "id-reader"
    runs: list[Callable[[Any], Any]] = field(default_factory=list)
    begun: list[Callable[[Any], None]] = field(default_factory=list)

    def submit(
        self, run: Callable[[Any], Any], done: Callable[[Any], None], *, deadline_seconds: float
    ) -> None:
        self.runs.append(run)
        self.begun.append(done)


class Asked:
    """A driver that tells whether it is still waited for."""

    def read_card(self, timeout_seconds: float, cancelled: threading.Event) -> bool:
        return not cancelled.is_set()

    wait_removed = read_card


class Hall:
    """The desk between a reader and visits; what workers announce is heard by the hub's loop."""

    def __init__(self) -> None:
        self.reader, self.post = Reader(), Post()
        self.desk = DeviceDesk(self.post, self.reader, None)  # type: ignore[arg-type]

    def settle(self, which: int, outcome: object) -> None:
        """A command of the worker's ends, and the loop hears of it."""
        self.reader.begun[which](outcome)
        for event in self.post.events:
            assert isinstance(event, CardPresence)
            self.desk.card_moved(event)
        self.post.events.clear()


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_card_read_as_its_visit_went_is_watched_until_it_is_taken(hall: Hall) -> None:
    hall.desk.read_card("one", READ)
    hall.desk.forget("one")
    hall.settle(0, CardRead(bytearray(b"a card of 1900")))
    assert hall.desk.is_card_there
    assert len(hall.reader.begun) == 2
    hall.settle(1, True)
    assert not hall.desk.is_card_there


def test_card_of_a_visit_that_goes_on_is_watched_when_the_visit_has_gone(hall: Hall) -> None:
    hall.desk.read_card("one", READ)
    hall.settle(0, CardRead(bytearray(b"a card of 1900")))
    assert len(hall.reader.begun) == 1
    hall.desk.forget("one")
    assert len(hall.reader.begun) == 2


def test_host_that_ends_waits_for_no_card_that_was_left(hall: Hall) -> None:
    hall.desk.read_card("one", READ)
    hall.settle(0, CardRead(bytearray(b"a card of 1900")))
    hall.desk.read_card("two", READ)
    hall.desk.forget("one")
    assert [run(Asked()) for run in hall.reader.runs[1:]] == [True, True]
    hall.desk.close()
    assert [run(Asked()) for run in hall.reader.runs] == [False, False, False]
