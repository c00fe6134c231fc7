"""The numbers that people carry: residents, Hong Kong/Macau/Taiwan, foreign permanent residents.

Owns what a number says and whether it can exist. Must not refuse a county code: codes are created
and abolished every year, and a number keeps the one that it was issued with. Only the province
digits, which are stable, are checked.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.identity.check_characters import mod_10_731, mod_11_2


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "unknown"
    MALE = "male"
    FEMALE = "female"
    NOT_STATED = "not-stated"


class NumberFault(StrEnum):
    """Why a text is no such number; the first fault in this order."""

    FORM = "form"
    AREA = "area"
    BIRTH = "birth"
    CHECK = "check"


@dataclass(frozen=True, slots=True, repr=False)
class ResidentNumber:
    """GB 11643, residents and, with an area of their own, Hong Kong, Macau and Taiwan people."""

    number: str
    area: str
    birth: date
    sex: Sex


@dataclass(frozen=True, slots=True, repr=False)
class ForeignNumber2023:
    """18 characters, beginning with 9. What its sequence says of the sex is not published."""

    number: str
    province: str
    nationality_digits: str
    birth: date


@dataclass(frozen=True, slots=True, repr=False)
class ForeignNumber2017:
    """15 characters. The year has two digits, so the number alone does not know the century."""

    number: str
    nationality: str
    area: str
    birth_yymmdd: str


TRAVEL_RESIDENCE_AREAS = frozenset({"810000", "820000", "830000"})

_EAST = (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47))
_WEST = (*range(50, 55), *range(61, 66))
_PROVINCES = frozenset(str(code) for code in (*_EAST, *_WEST, 71, 81, 82, 83))
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_LEGACY = re.compile(r"[0-9]{15}", re.ASCII)
_FOREIGN_2023 = re.compile(r"9[0-9]{16}[0-9X]", re.ASCII)
_FOREIGN_2017 = re.compile(r"[A-Z]{1,3}<{0,2}[0-9]{12}", re.ASCII)
_FOREIGN_2017_LENGTH = 15
_LINK = re.compile(r"[0-9]{3}", re.ASCII)


def normalise(text: str) -> str:
    """Full-width to plain, blanks around removed, capitals."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def parse_resident_number(text: str) -> ResidentNumber | NumberFault:
    """A second-generation number of 18 characters."""
    number = normalise(text)
    if not _RESIDENT.fullmatch(number):
        return NumberFault.FORM
    if number[:2] not in _PROVINCES:
        return NumberFault.AREA
    birth = parse_day(number[6:14])
    if birth is None:
        return NumberFault.BIRTH
    if number[17] != mod_11_2(number[:17]):
        return NumberFault.CHECK
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return ResidentNumber(number, number[:6], birth, sex)


def upgrade_legacy_number(text: str) -> ResidentNumber | NumberFault:
    """A first-generation number of 15 digits, brought to 18. All its holders were born in 19xx."""
    number = normalise(text)
    if not _LEGACY.fullmatch(number):
        return NumberFault.FORM
    body = number[:6] + "19" + number[6:]
    return parse_resident_number(body + mod_11_2(body))


def parse_travel_residence_number(text: str) -> ResidentNumber | NumberFault:
    """The number on a residence permit for Hong Kong, Macau or Taiwan residents."""
    parsed = parse_resident_number(text)
    if isinstance(parsed, ResidentNumber) and parsed.area not in TRAVEL_RESIDENCE_AREAS:
        return NumberFault.AREA
    return parsed


def parse_foreign_number_2023(text: str) -> ForeignNumber2023 | NumberFault:
    """9, province 2, nationality 3 (ISO 3166-1 numeric), birth 8, sequence 3, check."""
    number = normalise(text)
    if not _FOREIGN_2023.fullmatch(number):
        return NumberFault.FORM
    if number[1:3] not in _PROVINCES:
        return NumberFault.AREA
    birth = parse_day(number[6:14])
    if birth is None:
        return NumberFault.BIRTH
    if number[17] != mod_11_2(number[:17]):
        return NumberFault.CHECK
    return ForeignNumber2023(number, number[1:3], number[3:6], birth)


def parse_foreign_number_2017(text: str) -> ForeignNumber2017 | NumberFault:
    """Nationality 3 letters, province 2, city 2, YYMMDD, sequence 1, check."""
    number = normalise(text)
    if len(number) != _FOREIGN_2017_LENGTH or not _FOREIGN_2017.fullmatch(number):
        return NumberFault.FORM
    if number[3:5] not in _PROVINCES:
        return NumberFault.AREA
    if not any(parse_day(century + number[7:13]) for century in ("19", "20")):
        return NumberFault.BIRTH
    if number[14] != mod_10_731(number[:14]):
        return NumberFault.CHECK
    return ForeignNumber2017(number, number[:3], number[3:7], number[7:13])


def old_foreign_number(number_2023: str, nationality: str, link: str) -> str | None:
    """The 2017 number of the holder of a 2023 card; None when the card names no older one."""
    parsed = parse_foreign_number_2023(number_2023)
    if not isinstance(parsed, ForeignNumber2023) or not _LINK.fullmatch(link):
        return None
    body = nationality.ljust(3, "<") + parsed.province + link[:2] + parsed.number[8:14] + link[2]
    old = parse_foreign_number_2017(body + mod_10_731(body))
    return old.number if isinstance(old, ForeignNumber2017) else None


def parse_day(yyyymmdd: str) -> date | None:
    """A day of eight digits; None when the calendar has no such day."""
    if len(yyyymmdd) != 8 or not (yyyymmdd.isascii() and yyyymmdd.isdigit()):
        return None
    try:
        return date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:]))
    except ValueError:
        return None
