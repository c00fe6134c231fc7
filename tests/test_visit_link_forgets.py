"""A source that is given up is closed by the thread that reads it, never under its hands."""

import queue
import socket
import threading

import pytest

from kiosk.host.messages import CODEC
from kiosk.host.wire import Channel
from kiosk.visit.link import HostLost, Link

LIMIT_SECONDS = 60.0


class Source:
    """A page worker whose reader can be held at the critical spot."""

    def __init__(self):
        self._ours, self._theirs = socket.socketpair()
        self.is_read, self.may_go_on = threading.Event(), threading.Event()
        self.closed = threading.Event()
        self.was_closed_under_the_reader = False
        self.closed_by = ""

    def speak(self):
        self._theirs.send(b"!")

    def fileno(self):
        return self._ours.fileno()

    def receive(self):
        self.is_read.set()
        self.may_go_on.wait(LIMIT_SECONDS)
        self.was_closed_under_the_reader = self.closed.is_set()
        self._ours.recv(1)
        return ()

    def close(self):
        self._ours.close()
        self._theirs.close()
        self.closed_by = threading.current_thread().name
        self.closed.set()


@pytest.fixture
def host():
    ours, theirs = socket.socketpair()
    yield Channel(ours, CODEC), theirs
    ours.close()


@pytest.fixture
def heard():
    return queue.Queue()


@pytest.fixture
def link(host, heard):
    made = Link(host[1], heard.put)
    made.start()
    yield made
    made.stop()


def test_source_given_up_while_it_is_read_is_closed_after_that(link):
    source = Source()
    link.watch(source)
    source.speak()
    assert source.is_read.wait(LIMIT_SECONDS)
    link.forget(source, source.close)
    assert not source.closed.is_set()
    source.may_go_on.set()
    assert source.closed.wait(LIMIT_SECONDS)
    assert not source.was_closed_under_the_reader
    assert source.closed_by == "visit-link"


def test_source_given_up_after_the_host_hung_up_is_closed_at_the_end(link, host, heard):
    source = Source()
    link.watch(source)
    host[0].close()
    assert heard.get(timeout=LIMIT_SECONDS) == HostLost()
    link.forget(source, source.close)
    link.stop()
    assert source.closed.is_set()
