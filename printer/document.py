"""The page model of a receipt: what stands on the paper, from top to bottom.

Owns the closed list of things a receipt is made of. Must not know a case, a paper width or a
printer language: the encoder breaks lines and turns them into bytes.
"""

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a paragraph stands between the margins."""

    LEFT = "left"
    CENTRE = "centre"


class Size(StrEnum):
    """Character cells, as multiples of the printer's own."""

    NORMAL = "normal"
    TALL = "tall"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that is broken into as many lines as it needs."""

    text: str
    size: Size = Size.NORMAL
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """What people read aloud or type: bold, on one line, as large as the paper allows."""

    text: str
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Field:
    """A word that names a value, and the value."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields below each other; all values begin in the same column and wrap inside it."""

    rows: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """One line with a text at either margin."""

    left: str
    right: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph with a mark before it; the lines that follow stand below its text."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from margin to margin."""

    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """White paper."""

    height_mm: float


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code in the middle. Takes printable ASCII only, so that no byte of it can command."""

    payload: str
    side_mm: float = 25.0

    def __post_init__(self) -> None:
        if not self.payload or not all(" " <= letter <= "~" for letter in self.payload):
            raise ValueError("a QR code on a receipt holds printable ASCII")


@dataclass(frozen=True, slots=True)
class Picture:
    """Shades in the middle of the paper: 0 is black, 255 white, one byte a dot, rows from the top.

    The encoder makes dots of greys. Raises ValueError when the shades are no rectangle.
    """

    width_dots: int
    shades: bytes

    def __post_init__(self) -> None:
        if self.width_dots <= 0 or not self.shades or len(self.shades) % self.width_dots:
            raise ValueError("the shades of a picture fill its rows")


@dataclass(frozen=True, slots=True)
class Cut:
    """The paper is cut here."""


Element = Paragraph | Number | Fields | Ends | Item | Rule | Gap | QrCode | Picture | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """One receipt."""

    elements: tuple[Element, ...]
