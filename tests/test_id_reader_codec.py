"""Frames of the SAM protocol: vectors, round trips, garbage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_reader import protocol
from devices.id_reader.protocol import (
    MAX_LENGTH,
    PREAMBLE,
    Answer,
    Command,
    Damaged,
    Frame,
    FrameParser,
    answers,
    as_answer,
    encode_answer,
    encode_request,
)

SAM_ID = bytes.fromhex(
    "AAAAAA9669 0014 000090 05000300AFDC320187D61200B168DE3A BC".replace(" ", "")
)


def feed(parser: FrameParser, data: bytes, step: int = 4096) -> list[bytes | Damaged]:
    """Everything that comes out; frames as copies of their bodies."""
    out: list[bytes | Damaged] = []
    for start in range(0, len(data), step):
        piece = data[start : start + step]
        parser.space()[: len(piece)] = piece
        parser.accept(len(piece))
        while (found := parser.next()) is not None:
            out.append(bytes(found.body) if isinstance(found, Frame) else found)
    return out


def bodies(found: list[bytes | Damaged]) -> list[bytes]:
    return [item for item in found if isinstance(item, bytes)]


@pytest.mark.parametrize(
    ("command", "wire"),
    [
        (protocol.RESET, "AAAAAA9669000310FFEC"),
        (protocol.STATUS, "AAAAAA9669000311FFED"),
        (protocol.READ_SAM_ID, "AAAAAA9669000312FFEE"),
        (protocol.FIND, "AAAAAA96690003200122"),
        (protocol.SELECT, "AAAAAA96690003200221"),
        (protocol.READ, "AAAAAA96690003300132"),
        (protocol.READ_ADDRESS, "AAAAAA96690003300330"),
        (protocol.READ_CHIP, "AAAAAA96690003300536"),
    ],
)
def test_request_is_the_bytes_of_the_table(command: Command, wire: str) -> None:
    assert command.request == bytes.fromhex(wire)


def test_request_with_data_and_answers_are_the_bytes_of_the_table() -> None:
    assert encode_request(b"\x61\xff", b"\x50") == bytes.fromhex("AAAAAA9669000461FF50CA")
    assert encode_answer(0x90) == bytes.fromhex("AAAAAA9669000400009094")
    assert encode_answer(0x9F, bytes(4)) == bytes.fromhex("AAAAAA9669000800009F0000000097")
    assert encode_answer(0x90, bytes(8)) == bytes.fromhex("AAAAAA9669000C000090") + bytes(
        8
    ) + bytes([0x9C])


def test_sam_identity_vector_is_read() -> None:
    (body,) = bodies(feed(FrameParser(), SAM_ID))
    answer = as_answer(Frame(memoryview(body)))
    assert answer is not None
    assert (answer.status, answer.wire_length) == (0x90, 27)
    assert bytes(answer.data) == bytes.fromhex("05000300AFDC320187D61200B168DE3A")


@given(st.lists(st.binary(min_size=3, max_size=300), max_size=5), st.integers(1, 64))
def test_frames_survive_any_cutting_of_the_stream(contents: list[bytes], step: int) -> None:
    wire = b"".join(encode_request(body[:2], body[2:]) for body in contents)
    assert feed(FrameParser(), wire, step) == contents


@given(st.binary(max_size=3000), st.integers(1, 200))
def test_garbage_never_makes_a_false_frame_or_an_endless_loop(noise: bytes, step: int) -> None:
    for body in bodies(feed(FrameParser(), noise, step)):
        assert encode_request(body[:2], body[2:])[1:] in noise


@given(st.binary(max_size=40).filter(lambda noise: b"\xaa" not in noise), st.integers(1, 20))
def test_frame_behind_garbage_is_found(noise: bytes, step: int) -> None:
    good = encode_answer(0x9F, bytes(4))
    assert bodies(feed(FrameParser(), noise + good, step)) == [good[7:-1]]


@given(st.integers(0, 1294), st.integers(1, 255))
def test_one_wrong_byte_anywhere_never_yields_a_frame_with_other_content(
    at: int, change: int
) -> None:
    good = encode_answer(0x90, b"\x01\x00\x04\x00" + bytes(range(256)) * 5)
    wrong = bytearray(good)
    wrong[at] ^= change
    for body in bodies(feed(FrameParser(), bytes(wrong))):
        assert body == good[7:-1]


def test_frame_behind_a_wrong_checksum_is_found() -> None:
    spoilt = encode_answer(0x80)[:-1] + b"\x00"
    found = feed(FrameParser(), spoilt + encode_answer(0x90))
    assert found == [Damaged(4), bytes([0, 0, 0x90])]


def test_checksum_is_verified_on_error_answers_too() -> None:
    spoilt = encode_answer(0x41)[:-1] + b"\x00"
    assert feed(FrameParser(), spoilt) == [Damaged(4)]


@pytest.mark.parametrize("length", [0, 1, MAX_LENGTH + 1, 0xFFFF])
def test_impossible_length_is_damage_and_does_not_wait(length: int) -> None:
    head = PREAMBLE + length.to_bytes(2, "big")
    found = feed(FrameParser(), head + encode_answer(0x90))
    assert found == [Damaged(length), bytes([0, 0, 0x90])]


def test_largest_frame_fits_behind_as_much_garbage() -> None:
    body = bytes(index & 0x7F for index in range(MAX_LENGTH - 1))
    wire = bytes(5000) + encode_request(body[:2], body[2:])
    assert bodies(feed(FrameParser(), wire * 3, 1000)) == [body] * 3


def test_short_vendor_frames_are_survived() -> None:
    sleep = bytes.fromhex("AAAAAA966900020002")
    (body,) = bodies(feed(FrameParser(), sleep))
    assert as_answer(Frame(memoryview(body))) is None


def test_frame_that_never_completes_gives_way_when_the_line_falls_silent() -> None:
    parser = FrameParser()
    stub = bytes.fromhex("AAAAAA9669000505050505")
    assert feed(parser, stub + encode_answer(0x9F, bytes(4))[:7]) == [Damaged(5)]
    parser = FrameParser()
    assert feed(parser, PREAMBLE + b"\x05\x08" + encode_answer(0x90)) == []
    assert parser.has_begun
    assert parser.abandon_head() == Damaged(0x0508)
    found = parser.next()
    assert isinstance(found, Frame)
    assert bytes(found.body) == bytes([0, 0, 0x90])


def test_frame_that_lost_its_first_byte_is_read() -> None:
    assert bodies(feed(FrameParser(), encode_answer(0x90)[1:])) == [bytes([0, 0, 0x90])]


def test_set_first_status_words_are_no_answer() -> None:
    assert as_answer(Frame(memoryview(b"\x00\x01\x90"))) is None
    assert as_answer(Frame(memoryview(b"\x01\x00\x90"))) is None


def test_wiped_parser_holds_no_byte_of_what_it_read() -> None:
    parser = FrameParser()
    feed(parser, encode_answer(0x90, "110101190001010014".encode("utf-16-le")) * 3, 11)
    assert any(parser._memory)
    parser.wipe()
    assert not any(parser._memory)


def reply(status: int, data: bytes = b"") -> Answer:
    return Answer(status, memoryview(data), 0)


PAYLOAD = b"\x01\x00\x04\x00" + bytes(1280)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (protocol.FIND, reply(0x9F, bytes(4))),
        (protocol.SELECT, reply(0x90, bytes(8))),
        (protocol.READ, reply(0x90, PAYLOAD)),
        (protocol.READ_ADDRESS, reply(0x90, bytes(140))),
        (protocol.READ_CHIP, reply(0x90, bytes(28))),
        (protocol.STATUS, reply(0x90)),
        (protocol.READ, reply(0x41)),
    ],
)
def test_own_answer_is_recognised(command: Command, answer: Answer) -> None:
    assert answers(command, answer)


@pytest.mark.parametrize(
    ("command", "stale"),
    [
        (protocol.SELECT, reply(0x9F, bytes(4))),
        (protocol.READ, reply(0x90, bytes(8))),
        (protocol.READ, reply(0x9F, bytes(4))),
        (protocol.STATUS, reply(0x90, PAYLOAD)),
        (protocol.FIND, reply(0x90, PAYLOAD)),
        (protocol.FIND, reply(0x90)),
        (protocol.READ_CHIP, reply(0x90, PAYLOAD)),
        (protocol.READ, reply(0x90, PAYLOAD[:-1])),
        (protocol.READ, reply(0x90, PAYLOAD + b"\0")),
        (protocol.READ, reply(0x41, b"\0")),
    ],
)
def test_answer_of_another_command_is_not_taken(command: Command, stale: Answer) -> None:
    assert not answers(command, stale)
