"""An MJPEG stream as cameras really send it: lengths or none, torn, endless, lying."""

from collections.abc import Iterable

import pytest

from devices.document_scanner.mjpeg import MOST_HEAD_BYTES, MOST_PICTURE_BYTES, PictureParser

FIRST, SECOND = b"\xff\xd8first\r\n\xff\xd9", b"\xff\xd8second\n--\xff\xd9"


def with_length(picture: bytes, mark: bytes = b"--seam") -> bytes:
    head = b"%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
    return head % (mark, len(picture)) + picture + b"\r\n"


def without_length(picture: bytes, line_end: bytes = b"\r\n") -> bytes:
    return line_end.join((b"--seam", b"Content-Type: image/jpeg", b"", picture, b""))


def taken(parser: PictureParser, pieces: Iterable[bytes]) -> list[bytes]:
    return [bytes(picture) for piece in pieces for picture in parser.take(piece)]


def bytewise(stream: bytes) -> Iterable[bytes]:
    return (stream[at : at + 1] for at in range(len(stream)))


@pytest.mark.parametrize("said", [b"seam", b"--seam", b'"seam"'])
def test_pictures_with_their_length_come_out_as_they_were(said: bytes) -> None:
    stream = with_length(FIRST) + with_length(SECOND)
    assert taken(PictureParser(said), [stream]) == [FIRST, SECOND]
    assert taken(PictureParser(said), bytewise(stream)) == [FIRST, SECOND]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_without_a_length_the_next_boundary_ends_a_picture(line_end: bytes) -> None:
    stream = b"".join(without_length(one, line_end) for one in (FIRST, SECOND)) + b"--seam"
    assert taken(PictureParser(b"seam"), [stream]) == [FIRST, SECOND]
    assert taken(PictureParser(b"seam"), bytewise(stream)) == [FIRST, SECOND]


def test_a_boundary_inside_a_picture_of_known_length_does_not_cut_it() -> None:
    picture = b"\xff\xd8--seam\r\n\r\n\xff\xd9"
    assert taken(PictureParser(b"seam"), [with_length(picture)]) == [picture]


def test_noise_before_the_first_boundary_is_passed_over() -> None:
    assert taken(PictureParser(b"seam"), [b"\r\n-" * 5000, with_length(FIRST)]) == [FIRST]


def test_a_length_beyond_all_pictures_is_not_waited_for() -> None:
    lie = b"--seam\r\nContent-Length: %d\r\n\r\n" % (MOST_PICTURE_BYTES + 1)
    assert taken(PictureParser(b"seam"), [lie + with_length(FIRST)]) == [FIRST]


def test_headers_without_an_end_are_given_up() -> None:
    endless = b"--seam\r\n" + b"X-Lie: 1\r\n" * MOST_HEAD_BYTES
    assert taken(PictureParser(b"seam"), [endless, with_length(FIRST)]) == [FIRST]


def test_a_picture_without_an_end_does_not_eat_the_memory() -> None:
    parser = PictureParser(b"seam")
    assert taken(parser, [b"--seam\r\n\r\n", bytes(MOST_PICTURE_BYTES), b"\0"]) == []
    assert len(parser._held) < MOST_HEAD_BYTES
    assert taken(parser, [with_length(FIRST)]) == [FIRST]


def test_what_has_come_of_a_picture_is_forgotten() -> None:
    parser = PictureParser(b"seam")
    assert taken(parser, [with_length(FIRST)[:-4]]) == []
    parser.wipe()
    assert not parser._held
    assert taken(parser, [with_length(SECOND)]) == [SECOND]
