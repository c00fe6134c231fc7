"""A social-security card's records as a person. Lives in the visit's process only and dies with it.

Owns what each record means (text in GB 18030, numbers as packed digits filled up with F) and what
does not agree between them. The card is not authenticated by a security module of ours: what it
says is never taken for an identity by itself, and a disagreement is a warning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from devices.smart_card_reader.port import ChipRead
from kiosk.identity.documents import BrokenDocument, CardWarning
from kiosk.identity.person_numbers import (
    ResidentNumber,
    Sex,
    parse_day,
    parse_resident_number,
    parse_travel_residence_number,
)

_AREA, _ISSUER, _ISSUED, _VALID_TO, _CARD_NUMBER = 0x01, 0x04, 0x05, 0x06, 0x07
_NUMBER, _NAME, _SEX, _ETHNIC, _BIRTH = 0x08, 0x09, 0x0A, 0x0B, 0x0D
#: Text is filled up with these.
_FILLING = "\0 \u3000\ufffe\uffff"
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE, "9": Sex.NOT_STATED}
_AREA_DIGITS = 6


@dataclass(frozen=True, slots=True, repr=False)
class SocialSecurityCard:
    """What the card tells. A field that the card does not give is empty, or None."""

    name: str
    #: The social-security number, which is the resident's number.
    number: str
    sex: Sex = Sex.UNKNOWN
    #: GB/T 3304, two digits.
    ethnic: str = ""
    birth: date | None = None
    card_number: str = ""
    #: Six digits of GB/T 2260: where the card was issued.
    area: str = ""
    issuer: str = ""
    issued: date | None = None
    valid_to: date | None = None
    warnings: frozenset[CardWarning] = frozenset()

    def __repr__(self) -> str:
        return "SocialSecurityCard()"


def read_social_security_card(read: ChipRead) -> SocialSecurityCard | BrokenDocument:
    """The person on a card that was just read. Wiping ``read`` is the caller's."""
    records = {record.number: record.value for record in read.records}
    name, number = _text(records, _NAME), _text(records, _NUMBER)
    if not name or not number:
        return BrokenDocument()
    birth = parse_day(_digits(records, _BIRTH))
    sex = _SEXES.get(_text(records, _SEX) or "", Sex.UNKNOWN)
    return SocialSecurityCard(
        name=name,
        number=number,
        sex=sex,
        ethnic=_digits(records, _ETHNIC),
        birth=birth,
        card_number=_text(records, _CARD_NUMBER) or "",
        area=_digits(records, _AREA)[:_AREA_DIGITS],
        issuer=_digits(records, _ISSUER),
        issued=parse_day(_digits(records, _ISSUED)),
        valid_to=parse_day(_digits(records, _VALID_TO)),
        warnings=_doubts(number, birth, sex),
    )


def _text(records: Mapping[int, bytearray], number: int) -> str | None:
    """Text of a record, without its filling; None when it is missing or no text."""
    try:
        return records.get(number, bytearray()).decode("gb18030").rstrip(_FILLING).strip()
    except UnicodeDecodeError:
        return None


def _digits(records: Mapping[int, bytearray], number: int) -> str:
    """Packed digits of a record; empty when there is anything else in them."""
    digits = records.get(number, bytearray()).hex().rstrip("f")
    return digits if digits.isdecimal() else ""


def _doubts(number: str, birth: date | None, sex: Sex) -> frozenset[CardWarning]:
    parsed = parse_resident_number(number)
    if not isinstance(parsed, ResidentNumber):
        parsed = parse_travel_residence_number(number)
    if not isinstance(parsed, ResidentNumber):
        return frozenset({CardWarning.NUMBER})
    doubts = set()
    if birth is not None and birth != parsed.birth:
        doubts.add(CardWarning.BIRTH)
    if sex in (Sex.MALE, Sex.FEMALE) and sex is not parsed.sex:
        doubts.add(CardWarning.SEX)
    return frozenset(doubts)
