"""Frames on a scanner's wire: every split, every ending, every prefix; garbage never breaks it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.qr_scanner.protocol import (
    LONGEST_CODE_BYTES,
    TERMINATORS,
    TRIGGERS,
    Answer,
    Frame,
    Framing,
    Inbox,
    Spoilt,
    decode_text,
)

NEWLAND = TRIGGERS["newland"].reply
assert NEWLAND is not None


def put(inbox: Inbox, data: bytes) -> None:
    with inbox.free_space() as space:
        space[: len(data)] = data
    inbox.arrived(len(data))


def one_frame(data: bytes, framing: Framing) -> Frame | Spoilt | None:
    inbox = Inbox(framing)
    put(inbox, data)
    return inbox.take() or inbox.take_at_silence()


def test_trigger_bytes_are_those_of_the_manuals() -> None:
    assert TRIGGERS["honeywell"].on == bytes.fromhex("16 54 0D")
    assert TRIGGERS["honeywell"].off == bytes.fromhex("16 55 0D")
    assert TRIGGERS["newland"].on == bytes.fromhex(
        "7E 01 30 30 30 30 23 53 43 4E 54 52 47 31 3B 03"
    )
    assert TRIGGERS["newland"].off == bytes.fromhex(
        "7E 01 30 30 30 30 23 53 43 4E 54 52 47 30 3B 03"
    )
    assert TRIGGERS["none"].on == TRIGGERS["none"].off == b""


@pytest.mark.parametrize("terminator", TERMINATORS.values(), ids=TERMINATORS.keys())
def test_each_ending_is_taken_off(terminator: bytes) -> None:
    framing = Framing(terminator)
    assert one_frame(b"ABC" + terminator, framing) == Frame(bytearray(b"ABC"), "unknown")


@pytest.mark.parametrize(("raw", "payload", "symbology"), [
    (b"]Q1ABC", b"ABC", "qr"),
    (b"]C0ABC", b"ABC", "code-128"),
    (b"]E06901234567892", b"6901234567892", "ean-upc"),
    (b"]d2ABC", b"ABC", "data-matrix"),
    (b"]L0ABC", b"ABC", "pdf417"),
    (b"]A0ABC", b"ABC", "code-39"),
    (b"]z0ABC", b"]z0ABC", "unknown"),
    (b"ABC", b"ABC", "unknown"),
    (b"]Q", b"]Q", "unknown"),
])  # fmt: skip
def test_aim_prefix_says_the_symbology(raw: bytes, payload: bytes, symbology: str) -> None:
    expected = Frame(bytearray(payload), symbology)
    assert one_frame(raw + b"\r", Framing(has_aim_prefix=True)) == expected


def test_a_prefix_that_was_not_ordered_is_content() -> None:
    assert one_frame(b"]Q1ABC\r", Framing()) == Frame(bytearray(b"]Q1ABC"), "unknown")


@pytest.mark.parametrize("data", [b"\r\r\r", b"\n", b"\r\n\r\n", b"]Q1\r"])
def test_an_empty_line_is_no_code(data: bytes) -> None:
    assert one_frame(data, Framing(has_aim_prefix=True)) is None


def test_line_feed_of_a_mistaken_setting_does_not_stick_to_the_next_code() -> None:
    inbox = Inbox(Framing(b"\r"))
    put(inbox, b"A\r\nB\r\n")
    assert inbox.take() == Frame(bytearray(b"A"), "unknown")
    assert inbox.take() == Frame(bytearray(b"B"), "unknown")
    assert inbox.take() is None
    assert inbox.take_at_silence() is None


def test_without_its_ending_a_code_is_spoilt_not_short() -> None:
    assert one_frame(b"E-7K3M9CQT", Framing(b"\r")) is Spoilt.UNTERMINATED


@pytest.mark.parametrize("terminator", [b"\r", b"\r\n", b""])
def test_longest_code_fits_and_one_byte_more_does_not(terminator: bytes) -> None:
    framing = Framing(terminator, longest_bytes=64)
    inbox = Inbox(framing)
    put(inbox, (b"x" * 63 + terminator)[:64])
    first = inbox.take() or inbox.take_at_silence()
    assert isinstance(first, Frame) or len(terminator) > 1
    inbox = Inbox(framing)
    put(inbox, b"x" * (64 + len(terminator)))
    assert inbox.take() is Spoilt.TOO_LONG
    put(inbox, b"the rest of it" + terminator)
    assert inbox.take() is None
    assert inbox.take_at_silence() is None
    put(inbox, b"next" + terminator)
    assert (inbox.take() or inbox.take_at_silence()) == Frame(bytearray(b"next"), "unknown")


def test_a_flood_is_told_once() -> None:
    inbox = Inbox(Framing())
    told = []
    for _ in range(5):
        with inbox.free_space() as space:
            room = len(space)
            space[:] = b"x" * room
        inbox.arrived(room)
        told.append(inbox.take())
    assert told == [Spoilt.TOO_LONG, None, None, None, None]
    assert room == LONGEST_CODE_BYTES + 1


@pytest.mark.parametrize(("status", "answer"), [
    (b"\x06", Answer.ACKNOWLEDGED), (b"\x15", Answer.REFUSED), (b"\x05", Answer.REFUSED),
])  # fmt: skip
def test_answer_to_a_command_is_told_from_a_code(status: bytes, answer: Answer) -> None:
    inbox = Inbox(Framing())
    inbox.expect_answer(NEWLAND)
    put(inbox, b"\x02\x010000#SCNTRG1" + status + b";\x03ABC\r")
    assert inbox.take_answer() is answer
    assert inbox.take() == Frame(bytearray(b"ABC"), "unknown")


def test_a_code_that_looks_like_an_answer_is_a_code_when_none_is_due() -> None:
    lie = b"\x02\x010000#SCNTRG1\x15;\x03"
    inbox = Inbox(Framing())
    inbox.expect_answer(NEWLAND)
    put(inbox, b"\x02\x010000#SCNTRG1\x06;\x03" + lie + b"\r")
    assert inbox.take_answer() is Answer.ACKNOWLEDGED
    assert inbox.take_answer() is None
    assert inbox.take() == Frame(bytearray(lie), "unknown")


@pytest.mark.parametrize(("raw", "text"), [
    ("张三".encode(), "张三"),
    ("张三".encode("gb18030"), "张三"),
    ("𠮷".encode("gb18030"), "𠮷"),
    (b"ABC", "ABC"),
    (b"", ""),
    (b"\xff\xff", None),
])  # fmt: skip
def test_text_is_utf_8_then_gb_18030_then_nothing(raw: bytes, text: str | None) -> None:
    assert decode_text(bytearray(raw)) == text


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(places)]


codes = st.lists(
    st.binary(min_size=1, max_size=40).filter(lambda code: not {10, 13} & set(code)),
    min_size=1,
    max_size=5,
)


@given(codes, st.lists(st.integers(0, 400), max_size=20))
def test_codes_arrive_whole_however_the_wire_splits_them(
    wanted: list[bytes], cuts: list[int]
) -> None:
    inbox = Inbox(Framing(b"\r\n"))
    seen = []
    for piece in split(b"".join(code + b"\r\n" for code in wanted), cuts):
        put(inbox, piece)
        while isinstance(frame := inbox.take(), Frame):
            seen.append(bytes(frame.payload))
    assert seen == wanted
    assert inbox.is_empty


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=30), st.booleans(),
       st.sampled_from([b"\r", b"\r\n", b""]))  # fmt: skip
def test_garbage_is_never_longer_than_a_code_and_leaves_nothing(
    pieces: list[bytes], expects_answer: bool, terminator: bytes
) -> None:
    framing = Framing(terminator, has_aim_prefix=True, longest_bytes=64)
    inbox = Inbox(framing)
    for byte in b"".join(pieces):
        if expects_answer:
            inbox.expect_answer(NEWLAND)
        put(inbox, bytes([byte]))
        inbox.take_answer()
        while (frame := inbox.take()) is not None:
            assert frame is Spoilt.TOO_LONG or 0 < len(frame.payload) <= 64 + len(terminator)
    inbox.take_at_silence()
    assert inbox.is_empty
    with inbox.free_space() as space:
        assert bytes(space) == bytes(64 + len(terminator))


def test_what_was_read_is_wiped_from_the_block() -> None:
    inbox = Inbox(Framing())
    put(inbox, b"110101190001010014\rrest")
    frame = inbox.take()
    assert isinstance(frame, Frame)
    inbox.wipe()
    with inbox.free_space() as space:
        assert not any(space)
