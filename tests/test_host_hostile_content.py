"""Messages right in shape and wrong in content: that visit ends, the host goes on."""

import socket
from types import SimpleNamespace

import pytest

from kiosk.errors import ProtocolViolationError
from kiosk.host.health_board import HealthBoard
from kiosk.host.host import Host
from kiosk.host.messages import CODEC, GiveRating, KeepFile
from kiosk.host.supervisor import Kind
from kiosk.host.wire import Channel, Frame
from tests.fakes.clock import FakeClock
from tests.session_rig import reports


class Refusing:
    """A desk that finds the content wrong."""

    def keep_file(self, *_):
        raise ValueError("badly formed id")

    rate = keep_file


@pytest.mark.parametrize(
    "message",
    [KeepFile(1, "x", "y", "z", 1), GiveRating("no id", "x", 9, ())],
)
def test_content_that_cannot_be_is_a_violation_of_that_visit(message):
    host = Host.__new__(Host)
    host._cases = Refusing()
    visit = SimpleNamespace(visit_id="v1", kind=Kind.CITIZEN)
    with pytest.raises(ProtocolViolationError, match=type(message).__name__):
        host._on_message(visit, Frame(message, bytearray()))


def test_violation_in_a_handler_reaches_the_loop_that_ends_the_visit():
    ours, theirs = socket.socketpair()
    mine, its = Channel(ours, CODEC), Channel(theirs, CODEC)
    its.send(GiveRating("no id", "x", 9, ()))

    def take(frame):
        raise ProtocolViolationError("GiveRating")

    with pytest.raises(ProtocolViolationError):
        mine.receive(take)
    mine.close()
    its.close()


def test_board_that_cannot_be_written_does_not_end_the_host(tmp_path):
    board = HealthBoard(tmp_path / "gone" / "health.json", FakeClock())
    board.look(reports().reports)
    board.close()
