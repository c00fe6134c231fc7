"""Lines fit the paper, lose nothing, and break where a reader would break them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.document import Document, Ends, Field, Fields, Item, Number, Paragraph, Size
from printer.receipt.charset import printable, width_columns
from printer.receipt.typeset import Line, scale, typeset, wrap

TEXTS = st.text(alphabet="张三李四，。：《》（）abc 0123456789-/年月日𠮷¥é·ＡＢ", max_size=80)


def printed(element: object, columns: int) -> list[Line]:
    return [piece for piece in typeset(Document((element,)), columns) if isinstance(piece, Line)]


@given(TEXTS, st.sampled_from([8, 16, 24, 32, 48]))
def test_no_line_is_wider_than_the_paper_and_no_character_is_lost(text: str, columns: int) -> None:
    broken = wrap(printable(text), columns)
    assert all(width_columns(line) <= columns for line in broken)
    assert "".join(broken).replace(" ", "") == printable(text).replace(" ", "")


@given(TEXTS, TEXTS, st.sampled_from([32, 48]))
def test_every_element_fits(left: str, right: str, columns: int) -> None:
    elements = (
        Ends(left, right),
        Item("● ", left),
        Fields((Field("谁跟进", left), Field("版本", right))),
        Paragraph(left, Size.LARGE),
        Number(right),
    )
    for element in elements:
        for line in printed(element, columns):
            assert width_columns(line.text) * scale(line.size)[0] <= columns


def test_a_closing_mark_never_begins_a_line() -> None:
    assert wrap("一二三四，五六", 8) == ["一二三", "四，五六"]


def test_an_opening_mark_never_ends_a_line() -> None:
    assert wrap("一二三（四五）", 8) == ["一二三", "（四五）"]


def test_a_date_stays_whole() -> None:
    assert wrap("房东身份证，2026年4月17日前", 20) == ["房东身份证，", "2026年4月17日前"]


def test_a_latin_word_longer_than_the_paper_is_split() -> None:
    assert wrap("https://qinghe.example", 8) == ["https://", "qinghe.e", "xample"]


def test_values_begin_in_one_column_and_wrap_inside_it() -> None:
    rows = Fields((Field("谁跟进", "滨江街道便民服务中心"), Field("版本", "v1")))
    texts = [line.text for line in printed(rows, 16)]
    assert texts == [
        "谁跟进  滨江街道",
        "        便民服务",
        "        中心",
        "版本    v1",
    ]


@pytest.mark.parametrize(("columns", "size"), [(48, Size.LARGE), (32, Size.TALL)])
def test_a_number_is_as_large_as_one_line_allows(columns: int, size: Size) -> None:
    (line,) = printed(Number("SL20260402-000871"), columns)
    assert line.size is size
