"""The layout of what a card says: text by field, photo raw. Pure; judges nothing.

Belongs to the citizen's visit, the only process that may hold a person's text. Fields are stripped
on the right only (an English name has spaces inside), codes stay codes, the photo stays undecoded.
The kind of card is the UTF-16 code unit at byte 248; a letter that is not in the table is refused,
because a parser that guesses puts an English name into the address. ``repr`` shows no field.
"""

import re
from dataclasses import dataclass, fields
from typing import ClassVar

KIND_AT = 248
TEXT_SIZE = 256
_HEAD = 4
#: Cards fill fields with spaces, some with zeros; between joined fields both stand inside.
_PADDING = " "
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, repr=False)
class ResidentCard:
    """Resident identity card of the People's Republic."""

    name: str
    sex_code: str
    ethnic_code: str
    birth: str
    address: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True, repr=False)
class TravelResidenceCard:
    """Residence permit for Hong Kong, Macau and Taiwan residents (letter J)."""

    KIND: ClassVar[str] = "J"

    name: str
    sex_code: str
    birth: str
    address: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str
    travel_permit_number: str
    issue_count: str


@dataclass(frozen=True, slots=True, repr=False)
class ForeignCard2017:
    """Foreign permanent resident card of 2017 (letter I)."""

    KIND: ClassVar[str] = "I"

    english_name: str
    sex_code: str
    number: str
    nationality: str
    chinese_name: str
    valid_from: str
    valid_to: str
    birth: str
    version: str
    authority_code: str


@dataclass(frozen=True, slots=True, repr=False)
class ForeignCard2023:
    """Foreign permanent resident card of 2023 (letter Y). Layout known from one code base only."""

    KIND: ClassVar[str] = "Y"

    chinese_name: str
    sex_code: str
    renewal_count: str
    birth: str
    english_name: str
    number: str
    valid_from: str
    valid_to: str
    nationality: str
    old_number_link: str


Card = ResidentCard | TravelResidenceCard | ForeignCard2017 | ForeignCard2023


@dataclass(frozen=True, slots=True, repr=False)
class CardContent:
    """Everything that a good read holds."""

    card: Card
    photo: bytes


@dataclass(frozen=True, slots=True)
class UnknownCard:
    """The letter at byte 248 is none that we know."""

    kind: str


@dataclass(frozen=True, slots=True)
class BrokenPayload:
    """The length words and the bytes do not agree."""

    reason: str


def parse_payload(
    payload: bytes | bytearray | memoryview,
) -> CardContent | UnknownCard | BrokenPayload:
    """Read text and photo by their length words."""
    with memoryview(payload) as view:
        if len(view) < _HEAD:
            return BrokenPayload("no length words")
        text_size, photo_size = view[0] << 8 | view[1], view[2] << 8 | view[3]
        if _HEAD + text_size + photo_size > len(view):
            return BrokenPayload("shorter than its length words say")
        if text_size < TEXT_SIZE:
            return BrokenPayload("text block too short")
        card = _card(_Text(bytes(view[_HEAD : _HEAD + text_size])))
        if isinstance(card, UnknownCard):
            return card
        if any(_CONTROL.search(getattr(card, each.name)) for each in fields(card)):
            # No card holds them, so this is none; in a case the platform would refuse them.
            return BrokenPayload("control characters in the text")
        return CardContent(card, bytes(view[_HEAD + text_size : _HEAD + text_size + photo_size]))


class _Text:
    """The text block; offsets and lengths in bytes, as the tables give them."""

    def __init__(self, block: bytes) -> None:
        self._block = block

    def field(self, offset: int, length: int, *more: tuple[int, int]) -> str:
        """One field, or several joined as they stand."""
        spans = ((offset, length), *more)
        raw = b"".join(self._block[start : start + size] for start, size in spans)
        # A field may cut a surrogate pair in two: the half stays visible as U+FFFD.
        return raw.decode("utf-16-le", "replace").replace("\0", _PADDING).rstrip(_PADDING)


def _card(text: _Text) -> Card | UnknownCard:
    match text.field(KIND_AT, 2):
        case "":
            return _resident(text)
        case TravelResidenceCard.KIND:
            return _travel_residence(text)
        case ForeignCard2017.KIND:
            return _foreign_2017(text)
        case ForeignCard2023.KIND:
            return _foreign_2023(text)
        case kind:
            return UnknownCard(kind)


def _resident(text: _Text) -> ResidentCard:
    return ResidentCard(
        name=text.field(0, 30),
        sex_code=text.field(30, 2),
        ethnic_code=text.field(32, 4),
        birth=text.field(36, 16),
        address=text.field(52, 70),
        number=text.field(122, 36),
        issuer=text.field(158, 30),
        valid_from=text.field(188, 16),
        valid_to=text.field(204, 16),
    )


def _travel_residence(text: _Text) -> TravelResidenceCard:
    return TravelResidenceCard(
        name=text.field(0, 30),
        sex_code=text.field(30, 2),
        birth=text.field(36, 16),
        address=text.field(52, 70),
        number=text.field(122, 36),
        issuer=text.field(158, 30),
        valid_from=text.field(188, 16),
        valid_to=text.field(204, 16),
        travel_permit_number=text.field(220, 18),
        issue_count=text.field(238, 4),
    )


def _foreign_2017(text: _Text) -> ForeignCard2017:
    return ForeignCard2017(
        english_name=text.field(0, 120),
        sex_code=text.field(120, 2),
        number=text.field(122, 30),
        nationality=text.field(152, 6),
        chinese_name=text.field(158, 30),
        valid_from=text.field(188, 16),
        valid_to=text.field(204, 16),
        birth=text.field(220, 16),
        version=text.field(236, 4),
        authority_code=text.field(240, 8),
    )


def _foreign_2023(text: _Text) -> ForeignCard2023:
    # 52 and 220 are one name. Whether a break swallows a space is not documented: nothing is added.
    return ForeignCard2023(
        chinese_name=text.field(0, 30),
        sex_code=text.field(30, 2),
        renewal_count=text.field(32, 4),
        birth=text.field(36, 16),
        english_name=text.field(52, 70, (220, 22)),
        number=text.field(122, 36),
        valid_from=text.field(188, 16),
        valid_to=text.field(204, 16),
        nationality=text.field(242, 6),
        old_number_link=text.field(250, 6),
    )
