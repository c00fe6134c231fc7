"""Breaks a document into lines of a paper's width. Pure; owns no byte of any printer language.

Widths are counted in columns: a column is half a Chinese character wide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from printer.document import (
    Align,
    Cut,
    Document,
    Element,
    Ends,
    Field,
    Fields,
    Gap,
    Item,
    Number,
    Paragraph,
    Picture,
    QrCode,
    Rule,
    Size,
)
from printer.receipt.charset import columns_of, printable, width_columns

#: GB/T 15834-2011, 5.1.10: these may not begin a line.
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〉…％%,.;:?!)]}")
#: ... and these may not end one.
_NEVER_LAST = frozenset("（《「『【〈([{￥")

#: A number stays with what it counts, and a date stays whole.
_COUNTED = frozenset("年月日时分秒元页样个项份")

_LABEL_GAP_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, ready to print: spaces included, at most as wide as the paper."""

    text: str
    size: Size = Size.NORMAL
    bold: bool = False
    #: A rule joins the lines above and below; text keeps air between them.
    rule: bool = False


Piece = Line | Gap | QrCode | Picture | Cut


def scale(size: Size) -> tuple[int, int]:
    """How many cells wide and high a character of this size is."""
    match size:
        case Size.NORMAL:
            return 1, 1
        case Size.TALL:
            return 1, 2
        case Size.LARGE:
            return 2, 2
        case _:
            assert_never(size)


def typeset(document: Document, columns: int) -> tuple[Piece, ...]:
    """The document as lines for paper of ``columns`` columns."""
    return tuple(piece for element in document.elements for piece in _set(element, columns))


def _set(element: Element, columns: int) -> Iterator[Piece]:
    match element:
        case Paragraph():
            yield from _paragraph(element, columns)
        case Number(text=text, align=align):
            yield from _paragraph(Paragraph(text, _largest(text, columns), align, True), columns)
        case Fields(rows=rows):
            yield from _fields(rows, columns)
        case Ends():
            yield from _ends(element, columns)
        case Item(mark=mark, text=text):
            yield from _hanging(printable(mark), text, columns, bold=False)
        case Rule(heavy=heavy):
            yield Line(("━" if heavy else "─") * (columns // 2), rule=True)
        case Gap() | QrCode() | Picture() | Cut():
            yield element
        case _:
            assert_never(element)


def _paragraph(paragraph: Paragraph, columns: int) -> Iterator[Line]:
    room = columns // scale(paragraph.size)[0]
    for text in wrap(printable(paragraph.text), room):
        indent = (room - width_columns(text)) // 2 if paragraph.align is Align.CENTRE else 0
        yield Line(" " * indent + text, paragraph.size, paragraph.bold)


def _largest(text: str, columns: int) -> Size:
    room = columns // scale(Size.LARGE)[0]
    return Size.LARGE if width_columns(printable(text)) <= room else Size.TALL


def _fields(rows: tuple[Field, ...], columns: int) -> Iterator[Line]:
    labels = [printable(row.label) for row in rows]
    indent = max(map(width_columns, labels), default=0) + _LABEL_GAP_COLUMNS
    for row, label in zip(rows, labels, strict=True):
        head = label + " " * (indent - width_columns(label))
        yield from _hanging(head, row.value, columns, bold=row.bold)


def _hanging(head: str, text: str, columns: int, *, bold: bool) -> Iterator[Line]:
    indent = width_columns(head)
    first, *rest = wrap(printable(text), columns - indent)
    yield Line(head + first, bold=bold)
    for line in rest:
        yield Line(" " * indent + line, bold=bold)


def _ends(ends: Ends, columns: int) -> Iterator[Line]:
    left, right = printable(ends.left), printable(ends.right)
    space = columns - width_columns(left) - width_columns(right)
    if space > 0:
        yield Line((left + " " * space + right).rstrip(), bold=ends.bold)
        return
    for text in wrap(left, columns):
        yield Line(text, bold=ends.bold)
    for text in wrap(right, columns):
        yield Line(" " * (columns - width_columns(text)) + text, bold=ends.bold)


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most ``columns`` columns; at least one, perhaps empty.

    A break falls between Chinese characters or at a space, never inside a Chinese character, and
    inside a Latin word or number only when it is longer than a whole line.
    """
    lines, line = [], ""
    for word in _words(text, columns):
        if width_columns(line) + width_columns(word.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += word if line else word.lstrip()
    return [*lines, line.rstrip()]


def _words(text: str, columns: int) -> Iterator[str]:
    """What must stay on one line: a character with the marks that lean on it, or a Latin word."""
    word = ""
    for character in text:
        if word and _may_break(word[-1], character):
            yield from _chopped(word, columns)
            word = ""
        word += character
    if word:
        yield from _chopped(word, columns)


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or columns_of(after) == 0:
        return False
    if before in _NEVER_LAST:
        return False
    if (before.isdigit() and after in _COUNTED) or (before in _COUNTED and after.isdigit()):
        return False
    return before == " " or not (columns_of(before) == 1 and columns_of(after) == 1)


def _chopped(word: str, columns: int) -> Iterator[str]:
    """A word longer than a line, in pieces that fit."""
    piece = ""
    for character in word:
        if width_columns(piece + character) > columns and character != " ":
            yield piece
            piece = ""
        piece += character
    yield piece
