"""Chinese comes out as it was meant: through the printer's own font or, where it has no
character, as a picture of the line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.document import Field, Fields, Paragraph
from printer.receipt.charset import UNSHOWABLE
from tests.receipt_samples import (
    ACCEPTED,
    encode,
    encode_elements,
    lines,
    misunderstood,
    pictures,
    sample,
)

GBK_HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def framed(job: bytes | bytearray) -> list[str]:
    """What stands between FS & and FS . in text lines, read without any interpreter."""
    return [part.decode("gbk") for part in re.findall(rb"\x1c&([^\x1b\x1c\x1d\n]*)\x1c\.", job)]


@given(st.text(alphabet=GBK_HANZI, min_size=1, max_size=24))
def test_every_hanzi_of_gbk_arrives_by_two_ways_of_reading(text: str) -> None:
    job = encode_elements(Paragraph(text))
    assert framed(job) == [text]
    assert lines(job) == [text]


@pytest.mark.parametrize("text", ["，。：《》", "ＡＢ１２￥", "买买提·艾力", "“青禾”——第…页"])
def test_punctuation_and_full_width_survive_without_a_hanzi_beside_them(text: str) -> None:
    assert lines(encode_elements(Paragraph(text))) == [text]


def test_half_width_yen_becomes_the_yuan_sign_that_gbk_has() -> None:
    assert lines(encode_elements(Paragraph("金额¥5"))) == ["金额￥5"]


@pytest.mark.parametrize("name", ["𠮷*", "㐀*", "䶮*", "𠮷中*"])
def test_a_rare_name_is_one_picture_and_its_neighbours_stay_text(name: str) -> None:
    rows = Fields((Field("谁来办", name), Field("谁跟进", "滨江街道")))
    job = encode_elements(rows)
    (picture,) = pictures(job)
    assert any(picture.data)
    assert lines(job) == ["谁跟进  滨江街道"]


def test_different_rare_characters_make_different_pictures() -> None:
    drawn = {pictures(encode_elements(Paragraph(name)))[0].data for name in "𠮷㐀䶮㛃"}
    assert len(drawn) == 4


def test_a_character_that_no_font_has_is_a_visible_hole() -> None:
    assert lines(encode_elements(Paragraph("张\ue000"))) == ["张" + UNSHOWABLE]
    unknown_to_font = pictures(encode_elements(Paragraph("𠮷\U0001f600")))[0]
    assert unknown_to_font == pictures(encode_elements(Paragraph("𠮷" + UNSHOWABLE)))[0]


@pytest.mark.parametrize("columns", [32, 48])
def test_a_whole_receipt_is_understood_to_the_last_byte(columns: int) -> None:
    assert misunderstood(encode(sample(ACCEPTED, masked_name="𠮷*"), columns)) == []
