"""What a scanned code may say: a closed list. Everything else is refused in plain words.

A code is typed by a stranger. It is never opened, run or shown; it either is one of ours, whole
and with right check characters, or it is nothing. What a refused code probably is, is told from
its first characters alone, so that the answer can help: refusals are keys under ``visit.code``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from kiosk.cases.reference import CaseNumber, parse_case_number
from kiosk.identity.person_numbers import ResidentNumber, parse_resident_number
from kiosk.uplink.contract.spoken import ALPHABET, check_characters

#: The longest code of ours has 29 characters.
LONGEST_BYTES = 64
#: Enough of a foreign code to see of what kind it is.
_LOOKED_AT_BYTES = 256


class Refusal(StrEnum):
    """Why a code is not taken; each is a sentence of its own in ``config/locale``."""

    #: One of ours once, but a mark is missing or wrong.
    DAMAGED = "visit.code.damaged"
    #: An address of the web or of a telephone's programs.
    WEB = "visit.code.web"
    #: Somebody wants to pay or to be paid.
    PAYMENT = "visit.code.payment"
    #: A resident's number: the card itself is needed, and this one is forgotten.
    CARD = "visit.code.card"
    #: A good code of ours for which this place has no use.
    NOT_HERE = "visit.code.not-here"
    UNKNOWN = "visit.code.unknown"


_ENVELOPE = re.compile(rf"E-([{ALPHABET}]{{12}})-([{ALPHABET}]{{2}})", re.ASCII)
_CASE_QUERY = re.compile(rf"OHQ1:([A-Z0-9-]{{14}}):([{ALPHABET}]{{8}})", re.ASCII)
#: What only our own codes begin with; a citizen's worn receipt is no web address.
_OURS = re.compile(r"OHQ\d:|E-[0-9A-Z]{4}", re.ASCII)
_PAYMENT = re.compile(
    # Shown to a shop: 18 digits of WeChat, 16 to 24 of Alipay. Shown by a shop: the addresses.
    r"(1[0-5]\d{16}|(2[5-9]|30)\d{14,22}|62\d{17})$"
    r"|(?i:wxp://|weixin://wxpay|alipays?://|https?://(qr\.alipay\.com|qr\.95516\.com"
    r"|payapp\.weixin\.qq\.com|payapp\.wechatpay\.cn))",
    re.ASCII,
)
_WEB = re.compile(r"(?i:[a-z][a-z0-9+.-]{1,30}:|www\.)", re.ASCII)


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

    reason: Refusal


Code = EnvelopeCode | CaseQueryCode | CodeNotOurs


def read_code(raw: bytes | bytearray) -> Code:
    """Judge the raw bytes of one code; not one byte around it is forgiven."""
    ours = _read_ours(raw) if len(raw) <= LONGEST_BYTES and raw.isascii() else None
    return ours or CodeNotOurs(_kind(raw))


def _read_ours(raw: bytes | bytearray) -> Code | None:
    text = raw.decode("ascii")
    if found := _ENVELOPE.fullmatch(text):
        if check_characters(found[1]) == found[2]:
            return EnvelopeCode(text)
    elif found := _CASE_QUERY.fullmatch(text):
        number = parse_case_number(found[1])
        if isinstance(number, CaseNumber) and number.text == found[1]:
            return CaseQueryCode(number.text, found[2])
    return None


def _kind(raw: bytes | bytearray) -> Refusal:
    """What a foreign code probably is, by its head."""
    text = raw[:_LOOKED_AT_BYTES].decode("ascii", "replace").strip()
    if _OURS.match(text):
        return Refusal.DAMAGED
    # A resident's number is asked for first: its date and check digit are surer than its length.
    if isinstance(parse_resident_number(text), ResidentNumber):
        return Refusal.CARD
    if _PAYMENT.match(text):
        return Refusal.PAYMENT
    if _WEB.match(text):
        return Refusal.WEB
    return Refusal.UNKNOWN
