"""No text that comes from outside can command the printer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printer.document import Paragraph, QrCode
from printer.layouts.receipt import GivenMaterial
from printer.receipt.charset import printable
from printer.receipt.commands import COMPLETION_BARRIER
from printer.receipt.raster import LineArtist, _without_black_commands, has_real_time_command
from printer.receipt.typeset import Line
from tests.receipt_samples import (
    ENVELOPE,
    FONT,
    QUERY,
    RATING,
    codes,
    cuts,
    encode,
    encode_elements,
    lines,
    misunderstood,
    pictures,
    sample,
)

#: What each would do if it got through: reset, open the drawer, cut, update the firmware, print
#: upside down, leave Chinese mode, clear the buffer, ask for status, pulse, beep.
CORPUS = [
    "\x1b@", "\x1bp\x00\x19\xfa", "\x1dV\x00", "\x1d(M\x02\x00\x02\x00", "\x1b{\x01", "\x1c.",
    "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", "\x10\x04\x01", "\x10\x05\x02",
    "\x10\x14\x01\x00\x01", "\x07", "\x18", "\x00", "\x7f", "\x9b1m", "\u2028", "\u202e", "\ufeff",
    "\x1c&\x81", "\r\n\n\n", "\x1f", "\x0c",
]  # fmt: skip
REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


@pytest.mark.parametrize("attack", CORPUS)
def test_an_attack_in_every_text_changes_no_command(attack: str) -> None:
    evil = f"张{attack}三*"
    job = encode(
        sample(
            masked_name=evil,
            service_name=evil,
            reference=evil,
            follows_up=evil,
            decides=evil,
            given=(GivenMaterial(evil, 1),),
            envelope_code=evil,
            query_address=QUERY + attack,
        )
    )
    assert misunderstood(job) == []
    assert cuts(job) == 1
    assert len(codes(job)) == 3
    assert not REAL_TIME.search(job)
    assert job.endswith(COMPLETION_BARRIER)
    assert job.count(COMPLETION_BARRIER) == 1


@given(st.text(max_size=60))
def test_any_text_at_all_leaves_only_its_visible_part(text: str) -> None:
    job = encode_elements(Paragraph(text))
    assert misunderstood(job) == []
    assert cuts(job) == 1
    if not pictures(job):
        assert "".join(lines(job)).replace(" ", "") == printable(text).replace(" ", "")


@pytest.mark.parametrize("payload", ["", "a\x1bb", "a\nb", "票", "\x10\x04\x01"])
def test_a_code_refuses_what_is_not_printable_ascii(payload: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        QrCode(payload)


def test_an_address_keeps_its_meaning_and_loses_its_control_bytes() -> None:
    job = encode(sample(query_address=QUERY + "\x1b@票"))
    asked = QUERY.encode() + b"%1B@%E7%A5%A8"
    assert codes(job) == [ENVELOPE.encode(), asked, RATING.encode()]


def packed(picture: Image.Image) -> bytes:
    return bytes(byte ^ 0xFF for byte in picture.tobytes())


#: Found by drawing 4,400 lines of rare characters: 71 of them hold 10 04, 10 05 or 10 14.
DANGEROUS_LINES = [
    "".join(chr(first + step) for step in range(3)) * 7
    for first in (0x36FA, 0x37D8, 0x3838, 0x3859, 0x3967, 0x39C4, 0x405D, 0x4090, 0x4D77)
]


def test_a_picture_that_would_command_is_moved_until_it_does_not() -> None:
    artist = LineArtist(FONT, 48)
    natural = [has_real_time_command(packed(artist._cells(Line(text)))) for text in DANGEROUS_LINES]
    drawn = [has_real_time_command(packed(artist.draw(Line(text)))) for text in DANGEROUS_LINES]
    assert any(natural), "another font draws other dots: find dangerous lines anew"
    assert not any(drawn)


def test_a_picture_that_commands_at_every_place_loses_a_dot_instead() -> None:
    picture = Image.frombytes("1", (24, 1), bytes(byte ^ 0xFF for byte in b"\x10\x14\x08"))
    assert packed(_without_black_commands(picture)) == b"\x00\x14\x08"


@pytest.mark.parametrize(
    "order", [b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x01", b"\x10\x14\x08"]
)
def test_the_search_finds_each_kind_of_real_time_command(order: bytes) -> None:
    assert has_real_time_command(b"\x00" * 47 + order + b"\x00")
