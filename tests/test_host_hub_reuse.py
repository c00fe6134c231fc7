"""The number of a socket that was closed is given to the next one at once: nobody is confused."""

import socket
from collections.abc import Iterator

import pytest

from kiosk.host.hub import Hub
from kiosk.host.messages import CODEC, VisitBeat
from kiosk.host.wire import Channel, Frame


class Ends:
    """Socket pairs that do not outlive the test."""

    def __init__(self) -> None:
        self.ours: list[socket.socket] = []

    def pair(self) -> tuple[Channel, Channel]:
        host, visit = socket.socketpair()
        self.ours.append(visit)
        return Channel(host, CODEC), Channel(visit, CODEC)


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    made.close()


@pytest.fixture
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    for end in made.ours:
        end.close()


def _ignore(_: Frame) -> None:
    """Nothing is said here."""


def test_new_channel_under_the_number_of_a_closed_one_is_watched(hub: Hub, ends: Ends) -> None:
    gone: list[str] = []
    heard: list[object] = []
    first, _ = ends.pair()
    hub.attach(first, _ignore, lambda: gone.append("first"))
    number = first.sock.fileno()
    first.close()
    second, visit = ends.pair()
    assert second.sock.fileno() == number, "the kernel gives the lowest number that is free"
    hub.attach(second, lambda frame: heard.append(frame.message), lambda: gone.append("second"))
    visit.send(VisitBeat())

    def tick() -> None:
        if heard:
            hub.stop()

    hub.run(lambda _: None, tick)
    assert (heard, gone) == ([VisitBeat()], ["first"])


def test_channel_that_closed_itself_can_still_be_let_go(hub: Hub, ends: Ends) -> None:
    first, _ = ends.pair()
    hub.attach(first, _ignore, lambda: pytest.fail("nobody is to hear of it"))
    first.close()
    second, _ = ends.pair()
    hub.attach(second, _ignore, lambda: None)
    hub.detach(first)
    hub.run(lambda _: None, hub.stop)
    assert not second.is_closed


def test_owner_who_lets_go_of_a_second_closed_channel_is_not_called_for_it(
    hub: Hub, ends: Ends
) -> None:
    gone: list[str] = []
    first, second = ends.pair()[0], ends.pair()[0]

    def first_gone() -> None:
        gone.append("first")
        hub.detach(second)

    hub.attach(first, _ignore, first_gone)
    hub.attach(second, _ignore, lambda: gone.append("second"))
    first.close()
    second.close()
    hub.run(lambda _: None, hub.stop)
    assert gone == ["first"]
