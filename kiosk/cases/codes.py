"""What a scanned code may say: a closed list. Everything else is refused in plain words.

A code is typed by a stranger. It is never opened, run or shown; it either is one of ours, whole
and with right check characters, or it is nothing. Refusals are keys under ``visit.code``.
"""

import re
from dataclasses import dataclass

from kiosk.cases.reference import ALPHABET, CaseNumber, check_characters, parse_case_number

#: The longest code of ours has 40 characters.
LONGEST_CHARACTERS = 64
_ENVELOPE = re.compile(rf"E-([{ALPHABET}]{{12}})-([{ALPHABET}]{{2}})")
_CASE_QUERY = re.compile(rf"OHQ1:([A-Z0-9-]{{8,20}}):([{ALPHABET}]{{8}})")
#: Codes that people hold up by mistake, so that the answer can say what they are.
_WEB = re.compile(r"(?i)\s*([a-z][a-z0-9+.-]*:|www\.)")
_PAYMENT = re.compile(r"\s*(1[0-5]\d{16}|(2[5-9]|30)\d{14,22})\s*")


@dataclass(frozen=True, slots=True)
class EnvelopeCode:
    """An envelope (免跑腿信封): leads to what is still missing, never to a person."""

    text: str


@dataclass(frozen=True, slots=True)
class CaseQueryCode:
    """The code of a receipt."""

    case_no: str
    query_code: str


@dataclass(frozen=True, slots=True)
class CodeNotOurs:
    """Refused; ``reason`` is a text key."""

    reason: str


Code = EnvelopeCode | CaseQueryCode | CodeNotOurs


def read_code(raw: bytes | bytearray) -> Code:
    """Judge the raw bytes of one code."""
    if len(raw) > LONGEST_CHARACTERS:
        return CodeNotOurs("visit.code.unknown")
    try:
        text = raw.decode("ascii").strip()
    except UnicodeDecodeError:
        return CodeNotOurs("visit.code.unknown")
    if found := _ENVELOPE.fullmatch(text):
        is_whole = check_characters(found[1]) == found[2]
        return EnvelopeCode(text) if is_whole else CodeNotOurs("visit.code.damaged")
    if found := _CASE_QUERY.fullmatch(text):
        number = parse_case_number(found[1])
        if isinstance(number, CaseNumber):
            return CaseQueryCode(number.text, found[2])
        return CodeNotOurs("visit.code.damaged")
    if _PAYMENT.fullmatch(text):
        return CodeNotOurs("visit.code.payment")
    if _WEB.match(text):
        return CodeNotOurs("visit.code.web")
    return CodeNotOurs("visit.code.unknown")
