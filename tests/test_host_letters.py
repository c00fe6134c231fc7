"""Letters to visits: delivered to the right one, wiped when it is over; events from any thread."""

import socket
import threading

import pytest

from kiosk.host.hub import Hub
from kiosk.host.messages import CODEC, CardResult, CardSettled, ShowVisit
from kiosk.host.post_office import Letter, PostOffice
from kiosk.host.wire import Channel, Frame

CANARY = b"110101190001010014"


class LiveVisit:
    """What the post office knows of a visit."""

    def __init__(self):
        self.got = []

    def send(self, message, blob=None):
        self.got.append((message, None if blob is None else bytes(blob)))


class Visits:
    """The supervisor's book of live visits."""

    def __init__(self, **live):
        self._live = live

    def find(self, visit_id):
        return self._live.get(visit_id)


@pytest.fixture
def hub():
    made = Hub()
    yield made
    made.close()


def posted(hub, count=1):
    """Run the loop until so many events were delivered."""
    events = []

    def take(event):
        events.append(event)
        if len(events) == count:
            hub.stop()

    hub.run(take, lambda: None)
    return events


def test_letter_reaches_the_visit_that_it_is_for(hub):
    post, mine, other = PostOffice(hub), LiveVisit(), LiveVisit()
    card = CardSettled(3, CardResult.READ)
    post.send("mine", card, bytearray(CANARY))
    (letter,) = posted(hub)
    post.deliver(letter, Visits(mine=mine, other=other))
    assert mine.got == [(card, CANARY)]
    assert other.got == []


def test_card_that_comes_after_its_visit_is_wiped_and_goes_to_nobody(hub):
    post, next_one = PostOffice(hub), LiveVisit()
    blob = bytearray(CANARY)
    post.send("over", CardSettled(3, CardResult.READ), blob)
    (letter,) = posted(hub)
    post.deliver(letter, Visits(next=next_one))
    assert next_one.got == []
    assert blob == bytes(len(CANARY))


def test_letter_without_a_blob_to_a_finished_visit_is_dropped(hub):
    PostOffice(hub).deliver(Letter("over", ShowVisit()), Visits())


def test_events_of_many_threads_all_arrive_and_in_the_order_of_each(hub):
    def post(name):
        for number in range(200):
            hub.post((name, number))

    threads = [threading.Thread(target=post, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    events = posted(hub, 800)
    for thread in threads:
        thread.join()
    for name in "abcd":
        assert [number for who, number in events if who == name] == list(range(200))


def test_channel_that_breaks_the_protocol_is_closed_and_its_owner_hears_of_it_once(hub):
    ours, theirs = socket.socketpair()
    channel, closed, frames = Channel(theirs, CODEC), [], []
    hub.attach(channel, frames.append, lambda: (closed.append(1), hub.stop()))
    with ours:
        ours.sendall(b"\xff" * 8)
        hub.run(lambda event: None, lambda: None)
    assert closed == [1]
    assert frames == []
    assert channel.is_closed


def test_channel_that_was_detached_calls_nobody_back(hub):
    ours, theirs = socket.socketpair()
    channel, heard = Channel(theirs, CODEC), []
    hub.attach(channel, heard.append, lambda: heard.append("closed"))
    with ours:
        hub.detach(channel)
        hub.post("one round")
        posted(hub)
    assert heard == []


def test_more_than_the_socket_takes_at_once_is_sent_as_the_other_side_reads(hub):
    ours, theirs = socket.socketpair()
    near, far = Channel(ours, CODEC), Channel(theirs, CODEC)
    size, frames = 4 * 1024 * 1024, []
    hub.attach(near, lambda frame: None, lambda: None)

    def hear(frame: Frame):
        frames.append(frame)
        hub.stop()

    hub.attach(far, hear, lambda: None)
    near.send(CardSettled(1, CardResult.READ), bytearray(b"x" * size))
    assert near.wants_to_write()
    hub.run(lambda event: None, lambda: None)
    assert len(frames[0].blob) == size
    assert not near.wants_to_write()
