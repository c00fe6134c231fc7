"""Frames between host and visit: whole however they are cut, refused when they are not ours."""

import json
import socket
import struct
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from devices.status import Actor, Attention, DeviceReport, Ready, Role, State, Unavailable
from kiosk.errors import ProtocolViolationError
from kiosk.host import messages as said
from kiosk.host.messages import CODEC
from kiosk.host.wire import MAX_BLOB_BYTES, MAX_HEADER_BYTES, Channel

NOON = datetime(2026, 11, 21, 12, 0, 0, 250_000, tzinfo=UTC)
STATUSES = (
    Ready(),
    Attention("media-low", Actor.HOST_STAFF, NOON),
    Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, NOON),
)


@contextmanager
def two_ends():
    ours, theirs = socket.socketpair()
    channel = Channel(theirs, CODEC)
    try:
        with ours:
            yield ours, channel
    finally:
        channel.close()


def raw(header, blob=b"", header_bytes=None, blob_bytes=None):
    """A frame, with the lengths that it claims."""
    claimed = len(header) if header_bytes is None else header_bytes
    return struct.pack(">II", claimed, len(blob) if blob_bytes is None else blob_bytes) + (
        header + blob
    )


def heard(data, sizes=()):
    """What a channel makes of bytes that arrive in pieces of these sizes."""
    frames = []
    with two_ends() as (ours, channel):
        for size in (*sizes, len(data)):
            piece, data = data[:size], data[size:]
            ours.sendall(piece)
            channel.receive(lambda frame: frames.append((frame.message, bytes(frame.blob))))
    return frames


@given(
    reports=some.lists(
        some.builds(
            DeviceReport,
            some.text(max_size=12),
            some.sampled_from(Role),
            some.text(max_size=12),
            some.sampled_from(STATUSES),
            some.frozensets(some.text(max_size=8), max_size=3),
        ),
        max_size=4,
    )
)
def test_every_report_comes_out_as_it_went_in(reports):
    message = said.DevicesChanged(tuple(reports))
    assert CODEC.decode(CODEC.encode(message)) == message


@given(blob=some.binary(max_size=300), sizes=some.lists(some.integers(1, 20), max_size=40))
def test_frames_are_whole_however_the_bytes_are_cut(blob, sizes):
    card = said.CardSettled(7, said.CardResult.READ)
    data = raw(CODEC.encode(card), blob) + raw(CODEC.encode(said.ShowVisit()))
    assert heard(data, sizes) == [(card, blob), (said.ShowVisit(), b"")]


def test_frames_are_whole_when_every_byte_comes_alone():
    card = said.CardSettled(7, said.CardResult.READ)
    data = raw(CODEC.encode(card), b"card") + raw(CODEC.encode(said.VisitBeat()))
    assert heard(data, [1] * len(data)) == [(card, b"card"), (said.VisitBeat(), b"")]


@given(header=some.binary(max_size=80))
def test_no_bytes_at_all_make_anything_but_a_message_or_a_refusal(header):
    try:
        message = CODEC.decode(header)
    except ProtocolViolationError:
        return
    assert not isinstance(message, dict)


@pytest.mark.parametrize(
    "tree",
    [
        {"_": "Popen", "args": "id"},
        {"_": "ReadCard"},
        {"_": "ReadCard", "request_id": "x", "timeout_seconds": 1.0},
        {"_": "StopWaiting", "request_id": 1, "also": 2},
        {"_": ["ReadCard"]},
        {"_": "datetime", "at": "yesterday"},
        {"request_id": 1},
        {"_": "map", "items": 5},
        {"_": "map", "items": [["key"]]},
        {"_": "map", "items": [[["key"], 1]]},
        {"_": "map", "items": [[{"_": "map"}, 1]]},
    ],
)
def test_what_is_not_one_of_our_messages_is_refused(tree):
    with pytest.raises(ProtocolViolationError):
        CODEC.decode(json.dumps(tree).encode())


@pytest.mark.parametrize(
    "header", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[" * 900 + b"]" * 900]
)
def test_what_is_not_json_is_refused(header):
    with pytest.raises(ProtocolViolationError):
        CODEC.decode(header)


def test_message_outside_the_list_is_not_sent():
    @dataclass(frozen=True)
    class Person:
        number: str

    with pytest.raises(ProtocolViolationError):
        CODEC.encode(Person("110101190001010014"))


@pytest.mark.parametrize(
    "lengths", [(MAX_HEADER_BYTES + 1, 0), (10, MAX_BLOB_BYTES + 1), (0, 0), (0xFFFFFFFF, 0)]
)
def test_frame_over_the_limit_is_refused_before_room_is_made_for_it(lengths):
    with two_ends() as (ours, channel):
        ours.sendall(struct.pack(">II", *lengths))
        with pytest.raises(ProtocolViolationError):
            channel.receive(lambda frame: None)
        assert len(channel._header) + len(channel._blob) == 0


def test_channel_is_closed_when_the_other_side_goes_in_mid_frame():
    with two_ends() as (ours, channel):
        ours.sendall(raw(CODEC.encode(said.ShowVisit()))[:11])
        ours.close()
        frames = []
        channel.receive(frames.append)
        channel.receive(frames.append)
        assert channel.is_closed
        assert frames == []
