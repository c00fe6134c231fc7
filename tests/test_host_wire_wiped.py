"""Whatever personal bytes a channel holds are zeroed when it lets go of them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.host.messages import CODEC, CardResult, CardSettled, PrintReceiptJob
from kiosk.host.wire import Channel, Frame

CANARY = b"110101190001010014"
LONGER_THAN_ANY_SOCKET_BUFFER = 8 * 1024 * 1024


@contextmanager
def two_ends() -> Iterator[tuple[Channel, Channel]]:
    one, other = socket.socketpair()
    channels = Channel(one, CODEC), Channel(other, CODEC)
    try:
        yield channels
    finally:
        for channel in channels:
            channel.close()


def all_zero(blob: bytearray) -> bool:
    return blob.count(0) == len(blob) > 0


def test_blob_that_was_sent_is_zeroed_here_and_whole_there():
    with two_ends() as (ours, theirs):
        heard: list[Frame] = []
        blob = bytearray(CANARY)
        ours.send(CardSettled(1, CardResult.READ), blob)
        theirs.receive(heard.append)
        assert all_zero(blob)
        assert heard[0].blob == CANARY


def test_blob_that_the_other_side_never_took_is_zeroed_at_the_end():
    with two_ends() as (ours, _):
        blob = bytearray(CANARY) + bytearray(LONGER_THAN_ANY_SOCKET_BUFFER)
        ours.send(CardSettled(1, CardResult.READ), blob)
        assert blob.startswith(CANARY)
        ours.close()
        assert all_zero(blob)


def test_blob_that_came_by_half_is_zeroed_when_the_sender_dies():
    with two_ends() as (ours, theirs):
        blob = bytearray(CANARY) + bytearray(LONGER_THAN_ANY_SOCKET_BUFFER)
        ours.send(PrintReceiptJob(1), blob)
        theirs.receive(lambda frame: None)
        half = theirs._blob
        assert half.startswith(CANARY)
        ours.close()
        theirs.receive(lambda frame: None)
        theirs.receive(lambda frame: None)
        assert theirs.is_closed
        assert all_zero(half)


def test_blob_that_was_handed_on_outlives_its_channel():
    with two_ends() as (ours, theirs):
        heard: list[Frame] = []
        ours.send(PrintReceiptJob(1), bytearray(CANARY))
        theirs.receive(heard.append)
        theirs.close()
        assert heard[0].blob == CANARY, "the printer is still at it"
