"""Whatever somebody types into whatever field: the printer gets the visible part and no more."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from printer.document import Paragraph
from printer.layouts.receipt import GivenMaterial
from printer.receipt.charset import printable
from tests.receipt_samples import (
    codes,
    cuts,
    encode,
    encode_elements,
    lines,
    misunderstood,
    pictures,
    sample,
)

#: ESC, GS, FS, DLE and what may follow; all of C0 and C1; bidi, tags, joiners, byte-order marks.
CONTROLS = st.one_of(
    st.sampled_from(
        ["\x1b@", "\x1dV\x00", "\x1d(k", "\x1de\x05", "\x1c.", "\x1c&", "\x10\x04\x01"]
    ),
    st.sampled_from(["\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", "\x1dr\x01", "\x1b=\x02"]),
    st.characters(max_codepoint=0x1F),
    st.characters(min_codepoint=0x7F, max_codepoint=0x9F),
    st.sampled_from([*"\u200b\u200d\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2069\ufeff"]),
    st.characters(min_codepoint=0xE0000, max_codepoint=0xE007F),
)
TYPED = st.lists(
    st.one_of(CONTROLS, st.sampled_from(["张", "三", "A", "7", "，", " ", "𠮷"])), max_size=12
).map("".join)

#: Each is printed and taken apart again.
FEW = settings(max_examples=30)

#: A control byte, unless it begins one of the commands that our encoder knows, with its arguments.
_OURS = re.compile(
    rb"\x1b@|\x1cS\x00\x00|\x1c[.&]|\x1bJ.|\x1b3.|\x1bE[\x00\x01]|\x1d![\x00-\x11]|\x1ba[\x00\x01]"
    rb"|\x1dVB.|\x1dr\x01|\n",
    re.DOTALL,
)
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


def left_over(job: bytes) -> list[bytes]:
    """Control bytes that belong to none of our commands. Pictures and codes carry their length."""
    rest, place = bytearray(), 0
    while place < len(job):
        if job.startswith(b"\x1d(k", place):
            place += 5 + int.from_bytes(job[place + 3 : place + 5], "little")
        elif job.startswith(b"\x1dv0", place):
            wide = int.from_bytes(job[place + 4 : place + 6], "little")
            place += 8 + wide * int.from_bytes(job[place + 6 : place + 8], "little")
        elif match := _OURS.match(job, place):
            place = match.end()
        else:
            rest.append(job[place])
            place += 1
    return _CONTROL.findall(bytes(rest))


@FEW
@given(TYPED)
def test_typed_text_makes_the_same_job_as_its_visible_part(text: str) -> None:
    job = encode_elements(Paragraph(text))
    assert job == encode_elements(Paragraph(printable(text)))
    assert left_over(bytes(job)) == []


@FEW
@given(TYPED)
def test_nothing_invisible_is_left_of_typed_text(text: str) -> None:
    assert not [each for each in printable(text) if unicodedata.category(each)[0] == "C"]


@FEW
@given(name=TYPED, service=TYPED, material=TYPED, office=TYPED)
def test_typed_text_in_every_field_leaves_the_receipts_own_commands_alone(
    name: str, service: str, material: str, office: str
) -> None:
    job = bytes(
        encode(
            sample(
                masked_name=f"{name}*",
                service_name=service,
                follows_up=office,
                given=(GivenMaterial(material, 1),),
            )
        )
    )
    assert left_over(job) == []
    assert misunderstood(job) == []
    assert (cuts(job), len(codes(job))) == (1, 3)
    assert lines(job) or pictures(job)


def test_the_search_itself_finds_a_smuggled_command() -> None:
    job = bytes(encode(sample()))
    for smuggled in (b"\x1bp\x00\x19\xfa", b"\x10\x04\x01", b"\x07", b"\x1d(M\x02\x00\x02\x00"):
        assert left_over(job.replace(b"QH2604", b"QH" + smuggled, 1)), smuggled
