"""What every official sheet has in common. Owns the way from an input to a template's data.

Must not choose words: they come from ``config/locale`` through ``Words``.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from unicodedata import east_asian_width

import segno


class Words(Protocol):
    """The loaded language; ``kiosk.i18n.Texts`` is one."""

    def __call__(self, key: str, **values: object) -> str:
        """The sentence for ``key``."""
        ...


@dataclass(frozen=True, slots=True)
class Template:
    """A template's file name and everything that it shows."""

    file_name: str
    values: dict[str, object]


def spelled_date(day: date, words: Words) -> str:
    """A date as it stands on official paper."""
    return words("licence.date", year=day.year, month=day.month, day=day.day)


def typst_date(day: date) -> dict[str, int]:
    """A date as typst's ``datetime`` takes it, for the date that PDF/A asks for."""
    return {"year": day.year, "month": day.month, "day": day.day}


def qr_rows(text: str) -> list[str]:
    """The code's modules with a quiet zone, as rows of ``0`` and ``1``."""
    code = segno.make(text, error="m", micro=False)
    return ["".join("1" if dark else "0" for dark in row) for row in code.matrix_iter(border=2)]


def display_width(text: str) -> int:
    """Columns that a text takes: a hanzi takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
