"""The thread beside the UI: words to and from the host, errands, and a host that hangs up."""

import queue
import socket
import threading

import pytest

from kiosk.host.messages import CODEC, CodeResult, CodeSettled, VisitBeat, VisitWoken
from kiosk.host.wire import Channel, Frame
from kiosk.visit.link import ErrandFailed, HostLost, Link

LIMIT_SECONDS = 60


class Ends:
    """Both ends of a link: the visit's thread, and a host that the test plays."""

    def __init__(self):
        mine, theirs = socket.socketpair()
        self.heard = queue.Queue()
        self.link = Link(theirs, self.heard.put)
        self.host = Channel(mine, CODEC)
        self.link.start()

    def next_event(self):
        return self.heard.get(timeout=LIMIT_SECONDS)

    def next_said(self):
        """The next message that reaches the host."""
        frames = []
        self.host.sock.setblocking(True)
        self.host.sock.settimeout(LIMIT_SECONDS)
        while not frames:
            self.host.sock.recv(1, socket.MSG_PEEK)
            self.host.sock.setblocking(False)
            self.host.receive(frames.append)
            self.host.sock.settimeout(LIMIT_SECONDS)
        return frames[0]

    def close(self):
        self.link.stop()
        self.host.close()


@pytest.fixture
def ends():
    both = Ends()
    yield both
    both.close()


def test_words_reach_the_host_with_their_bytes(ends):
    ends.link.send(VisitWoken())
    assert ends.next_said().message == VisitWoken()


def test_bytes_are_wiped_once_they_are_on_their_way(ends):
    blob = bytearray(b"a sealed case")
    ends.link.send(VisitBeat(), blob)
    assert ends.next_said().blob == b"a sealed case"
    ends.link.errand("after", lambda: "after")
    ends.next_event()
    assert not any(blob)


def test_words_of_the_host_are_delivered(ends):
    settled = CodeSettled(3, CodeResult.READ)
    ends.host.send(settled, bytearray(b"code"))
    heard = ends.next_event()
    assert isinstance(heard, Frame)
    assert (heard.message, bytes(heard.blob)) == (settled, b"code")


def test_errand_gives_its_value_as_an_event(ends):
    ends.link.errand("set", lambda: "a sheet")
    assert ends.next_event() == "a sheet"


def test_errand_that_fails_is_named_and_its_words_are_kept_in(ends, caplog):
    def fail():
        raise ValueError("张三 110101190001010014")

    ends.link.errand("set", fail)
    assert ends.next_event() == ErrandFailed("set")
    assert "110101190001010014" not in caplog.text
    assert "error=ValueError at=fail:" in caplog.text
    ends.link.errand("again", lambda: "alive")
    assert ends.next_event() == "alive"


def test_words_of_the_ui_never_wait_for_an_errand_however_many_they_are(ends):
    begun, may_end = threading.Event(), threading.Event()
    ends.link.errand("slow", lambda: begun.set() or may_end.wait(LIMIT_SECONDS))
    assert begun.wait(LIMIT_SECONDS)

    def speak():
        for _ in range(5000):
            ends.link.errand("small", lambda: None)

    ui = threading.Thread(target=speak, name="ui")
    ui.start()
    ui.join(LIMIT_SECONDS)
    has_waited = ui.is_alive()
    may_end.set()
    ui.join(LIMIT_SECONDS)
    assert not has_waited


def test_host_that_hangs_up_is_told_once(ends):
    ends.host.close()
    assert ends.next_event() == HostLost()
    ends.link.send(VisitBeat())
    ends.link.stop()
    assert ends.heard.empty()


def test_nonsense_of_the_host_ends_the_link(ends):
    ends.host.sock.setblocking(True)
    ends.host.sock.sendall(b"\xff" * 64)
    assert ends.next_event() == HostLost()
