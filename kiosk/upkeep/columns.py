"""Tables for a terminal window in which Chinese characters are two cells wide. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence

_GAP = "  "


def width(text: str) -> int:
    """Cells that the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each row as one line, columns below each other."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell + " " * (wanted - width(cell)) for cell, wanted in zip(row, widths, strict=True)
        )
        yield _GAP.join(cells).rstrip()
