"""A person as a document shows them. Lives in the visit's process only and dies with it.

Owns the way from the reader's payload to a ``Person`` and what does not agree on the card. The SAM
has authenticated the card: what does not agree is a warning, never a refusal. ``repr`` hides
everything, so that a person cannot slip into a log.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from devices.id_reader.payload import (
    BrokenPayload,
    Card,
    ForeignCard2017,
    ForeignCard2023,
    ResidentCard,
    TravelResidenceCard,
    UnknownCard,
    parse_payload,
)
from kiosk.identity.person_numbers import (
    ForeignNumber2017,
    ForeignNumber2023,
    NumberFault,
    ResidentNumber,
    Sex,
    old_foreign_number,
    parse_day,
    parse_foreign_number_2017,
    parse_foreign_number_2023,
    parse_resident_number,
    parse_travel_residence_number,
)


class DocumentKind(StrEnum):
    """What kind of card it is; the text is ``identity.kind.<value>``."""

    RESIDENT = "resident"
    TRAVEL_RESIDENCE = "travel-residence"
    FOREIGN_2017 = "foreign-2017"
    FOREIGN_2023 = "foreign-2023"


class CardWarning(StrEnum):
    """What does not agree on an authentic card; the text is ``identity.warning.<value>``."""

    NUMBER = "number"
    BIRTH = "birth"
    SEX = "sex"
    #: A character outside the published sets: shown as it is, a form may not be able to print it.
    RARE_CHARACTER = "rare-character"


class Validity(StrEnum):
    """How a card stands on a given day; the text is ``identity.validity.<value>``."""

    VALID = "valid"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Everything that a card tells. Codes stay codes; ``kiosk.identity.wording`` has the words."""

    kind: DocumentKind
    name: str
    number: str
    sex: Sex
    #: GB/T 3304, two digits; empty on cards that have none.
    ethnic: str
    birth: date | None
    address: str
    issuer: str
    valid_from: date | None
    #: None when the card never expires, and when its text is no day.
    valid_to: date | None
    never_expires: bool = False
    #: The name in the other script.
    other_name: str = ""
    #: Three letters on foreign cards.
    nationality: str = ""
    #: The travel permit of a J card, the 2017 number of a Y card.
    other_number: str = ""
    warnings: frozenset[CardWarning] = frozenset()
    #: Undecoded (the decoder is a site's plug-in).
    photo: bytes = b""

    def __repr__(self) -> str:
        return f"Person({self.kind.value})"


@dataclass(frozen=True, slots=True)
class UnknownDocument:
    """A card of a kind that we do not know. Nothing of it is guessed."""

    letter: str


@dataclass(frozen=True, slots=True)
class BrokenDocument:
    """The reader handed over something that is no card's content."""


def read_person(
    payload: bytes | bytearray | memoryview,
) -> Person | UnknownDocument | BrokenDocument:
    """The person on a card that was just read."""
    content = parse_payload(payload)
    match content:
        case UnknownCard(kind=letter):
            return UnknownDocument(letter)
        case BrokenPayload():
            return BrokenDocument()
        case _:
            return person_from_card(content.card, content.photo)


def person_from_card(card: Card, photo: bytes = b"") -> Person:
    """Bring any kind of card into one shape."""
    match card:
        case ResidentCard():
            return _resident(card, photo)
        case TravelResidenceCard():
            return _travel_residence(card, photo)
        case ForeignCard2017():
            return _foreign_2017(card, photo)
        case ForeignCard2023():
            return _foreign_2023(card, photo)
        case _:
            assert_never(card)


def validity(person: Person, today: date) -> Validity:
    """Whether the card is in force; the last day counts."""
    if person.valid_from is not None and today < person.valid_from:
        return Validity.NOT_YET
    if person.never_expires:
        return Validity.VALID
    if person.valid_to is None:
        return Validity.UNKNOWN
    return Validity.VALID if today <= person.valid_to else Validity.EXPIRED


def age_on(person: Person, today: date) -> int | None:
    """Whole years, on the birthday itself one more."""
    born = person.birth
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


_LONG_TERM = "长期"
_SEXES = {"0": Sex.UNKNOWN, "1": Sex.MALE, "2": Sex.FEMALE, "9": Sex.NOT_STATED}


def _resident(card: ResidentCard, photo: bytes) -> Person:
    birth, sex = parse_day(card.birth), _sex(card.sex_code)
    return Person(
        kind=DocumentKind.RESIDENT,
        name=card.name,
        number=card.number,
        sex=sex,
        ethnic=card.ethnic_code,
        birth=birth,
        address=card.address,
        issuer=card.issuer,
        valid_from=parse_day(card.valid_from),
        valid_to=parse_day(card.valid_to),
        never_expires=card.valid_to == _LONG_TERM,
        warnings=_doubts(parse_resident_number(card.number), birth, sex)
        | _rare(card.name, card.address),
        photo=photo,
    )


def _travel_residence(card: TravelResidenceCard, photo: bytes) -> Person:
    birth, sex = parse_day(card.birth), _sex(card.sex_code)
    return Person(
        kind=DocumentKind.TRAVEL_RESIDENCE,
        name=card.name,
        number=card.number,
        sex=sex,
        ethnic="",
        birth=birth,
        address=card.address,
        issuer=card.issuer,
        valid_from=parse_day(card.valid_from),
        valid_to=parse_day(card.valid_to),
        never_expires=card.valid_to == _LONG_TERM,
        other_number=card.travel_permit_number,
        warnings=_doubts(parse_travel_residence_number(card.number), birth, sex)
        | _rare(card.name, card.address),
        photo=photo,
    )


def _foreign_2017(card: ForeignCard2017, photo: bytes) -> Person:
    birth = parse_day(card.birth)
    return Person(
        kind=DocumentKind.FOREIGN_2017,
        name=card.english_name,
        number=card.number,
        sex=_sex(card.sex_code),
        ethnic="",
        birth=birth,
        address="",
        issuer=card.authority_code,
        valid_from=parse_day(card.valid_from),
        valid_to=parse_day(card.valid_to),
        never_expires=card.valid_to == _LONG_TERM,
        other_name=card.chinese_name,
        nationality=card.nationality,
        warnings=_doubts(parse_foreign_number_2017(card.number), birth, None)
        | _rare(card.english_name, card.chinese_name),
        photo=photo,
    )


def _foreign_2023(card: ForeignCard2023, photo: bytes) -> Person:
    birth = parse_day(card.birth)
    old_number = old_foreign_number(card.number, card.nationality, card.old_number_link)
    return Person(
        kind=DocumentKind.FOREIGN_2023,
        name=card.english_name,
        number=card.number,
        sex=_sex(card.sex_code),
        ethnic="",
        birth=birth,
        address="",
        issuer="",
        valid_from=parse_day(card.valid_from),
        valid_to=parse_day(card.valid_to),
        never_expires=card.valid_to == _LONG_TERM,
        other_name=card.chinese_name,
        nationality=card.nationality,
        other_number=old_number or "",
        warnings=_doubts(parse_foreign_number_2023(card.number), birth, None)
        | _rare(card.english_name, card.chinese_name),
        photo=photo,
    )


def _sex(code: str) -> Sex:
    # Never "not male, so female": codes 0 and 9 exist.
    return _SEXES.get(code, Sex.UNKNOWN)


_AnyNumber = ResidentNumber | ForeignNumber2023 | ForeignNumber2017 | NumberFault


def _doubts(number: _AnyNumber, birth: date | None, sex: Sex | None) -> frozenset[CardWarning]:
    """Where the number and the fields beside it disagree."""
    match number:
        case NumberFault():
            return frozenset({CardWarning.NUMBER})
        case ResidentNumber():
            wrong_sex = sex in (Sex.MALE, Sex.FEMALE) and sex is not number.sex
            doubts = {CardWarning.SEX} if wrong_sex else set()
            agrees = birth == number.birth
        case ForeignNumber2023():
            doubts, agrees = set(), birth == number.birth
        case ForeignNumber2017():
            doubts = set()
            agrees = birth is not None and f"{birth:%y%m%d}" == number.birth_yymmdd
        case _:
            assert_never(number)
    return frozenset(doubts if agrees else doubts | {CardWarning.BIRTH})


#: Private use, unassigned, surrogate halves, control characters.
_RARE_CATEGORIES = frozenset({"Co", "Cn", "Cs", "Cc"})


def _rare(*texts: str) -> frozenset[CardWarning]:
    odd = any(
        character == "\N{REPLACEMENT CHARACTER}"
        or unicodedata.category(character) in _RARE_CATEGORIES
        for text in texts
        for character in text
    )
    return frozenset({CardWarning.RARE_CHARACTER}) if odd else frozenset()
