"""A sealed packet opens for one key and one purpose, whole, or not at all."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.uplink.contract import case_context, file_context, result_context
from kiosk.uplink.packet import (
    HEADER_BYTES,
    SEGMENT_BYTES,
    TAG_BYTES,
    PacketRefusedError,
    decode_key,
    encode_key,
    new_key_pair,
    open_packet,
    seal,
)

KEYS = new_key_pair()
CONTEXT = b"openhall/test"
STEP = SEGMENT_BYTES + TAG_BYTES
THREE_SEGMENTS = bytes(range(256)) * (SEGMENT_BYTES // 256) * 2 + b"the end"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal(THREE_SEGMENTS, KEYS.public, CONTEXT)


def segments(packet: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    body = packet[HEADER_BYTES:]
    return packet[:HEADER_BYTES], body[:STEP], body[STEP : 2 * STEP], body[2 * STEP :]


@pytest.mark.parametrize("size", [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1])
def test_what_was_sealed_comes_out_at_every_edge_of_a_segment(size: int) -> None:
    plain = bytearray(b"\xa5" * size)
    assert open_packet(seal(plain, KEYS.public, CONTEXT), KEYS.private, CONTEXT) == plain


def test_three_segments_come_out_whole(sealed: bytes) -> None:
    assert open_packet(sealed, KEYS.private, CONTEXT) == THREE_SEGMENTS


@given(st.binary(max_size=200))
def test_the_same_content_never_looks_the_same_and_is_not_to_be_seen(plain: bytes) -> None:
    one, two = seal(plain, KEYS.public, CONTEXT), seal(plain, KEYS.public, CONTEXT)
    assert one != two
    assert len(plain) < 8 or plain not in one


def test_another_key_is_refused(sealed: bytes) -> None:
    with pytest.raises(PacketRefusedError):
        open_packet(sealed, new_key_pair().private, CONTEXT)


def test_another_context_is_refused() -> None:
    case_id, other_id = uuid4(), uuid4()
    contexts = {
        case_context(case_id),
        case_context(other_id),
        file_context(case_id, other_id),
        file_context(other_id, case_id),
        result_context(case_id, other_id),
    }
    assert len(contexts) == 5
    packet = seal(b"x", KEYS.public, case_context(case_id))
    for context in contexts - {case_context(case_id)}:
        with pytest.raises(PacketRefusedError):
            open_packet(packet, KEYS.private, context)


def test_a_dropped_last_segment_is_refused(sealed: bytes) -> None:
    head, first, second, _ = segments(sealed)
    with pytest.raises(PacketRefusedError):
        open_packet(head + first + second, KEYS.private, CONTEXT)


def test_swapped_doubled_or_added_segments_are_refused(sealed: bytes) -> None:
    head, first, second, last = segments(sealed)
    other_last = segments(seal(THREE_SEGMENTS, KEYS.public, CONTEXT))[3]
    for body in (
        second + first + last,
        first + first + last,
        first + second + last + last,
        first + second + second + last,
        first + second + other_last,
    ):
        with pytest.raises(PacketRefusedError):
            open_packet(head + body, KEYS.private, CONTEXT)


@given(st.data())
def test_any_altered_bit_is_refused(data: st.DataObject) -> None:
    packet = bytearray(seal(b"a short case", KEYS.public, CONTEXT))
    at = data.draw(st.integers(0, len(packet) - 1))
    packet[at] ^= 1 << data.draw(st.integers(0, 7))
    # The top bit of an X25519 key is ignored by the curve; it is bound in by the key derivation.
    with pytest.raises(PacketRefusedError):
        open_packet(packet, KEYS.private, CONTEXT)


@given(st.integers(0, HEADER_BYTES + TAG_BYTES + 11))
def test_any_cut_is_refused(length: int) -> None:
    packet = seal(b"a short case", KEYS.public, CONTEXT)
    with pytest.raises(PacketRefusedError):
        open_packet(packet[:length], KEYS.private, CONTEXT)


@given(st.binary(max_size=300))
def test_garbage_is_refused(garbage: bytes) -> None:
    for packet in (garbage, b"OHP1\x01\x01\x01\x00" + garbage):
        with pytest.raises(PacketRefusedError):
            open_packet(packet, KEYS.private, CONTEXT)


def test_a_key_of_the_zero_point_is_refused() -> None:
    packet = bytearray(seal(b"x", KEYS.public, CONTEXT))
    packet[8:HEADER_BYTES] = bytes(32)
    with pytest.raises(PacketRefusedError):
        open_packet(packet, KEYS.private, CONTEXT)


def test_keys_travel_as_text() -> None:
    assert decode_key(encode_key(KEYS.public)) == KEYS.public
    for text in ("", "AAAA", "not base64!", "A" * 43):
        with pytest.raises(ValueError):  # noqa: PT011
            decode_key(text)
