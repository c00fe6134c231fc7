"""The receipt that a citizen takes home.

Owns what the paper says and in which order. It never says more than has happened: the three rungs
are three types, and only ``Accepted`` has an acceptance number to print. Must not know a printer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol, assert_never
from urllib.parse import quote

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
    QrCode,
    Rule,
    Size,
)

#: China has one civil time and no summer time.
CHINA = timezone(timedelta(hours=8))

_DIGEST_LETTERS = 12
_QUERY_SIDE_MM = 24.0
_RATING_SIDE_MM = 16.0
_ENVELOPE_SIDE_MM = 20.0
#: Every visible ASCII character stays as it is; all else in an address is percent-encoded.
_ADDRESS_SAFE = "".join(map(chr, range(0x21, 0x7F)))


class Words(Protocol):
    """Gives the sentence for a key."""

    def __call__(self, key: str, **values: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """Durable on this machine. Nobody else knows of the case yet."""

    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """The platform has it and has not decided to accept it (收件, not 受理)."""

    stored_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform accepted the case and gave it a number."""

    stored_at: datetime
    received_at: datetime
    accepted_at: datetime
    acceptance_number: str
    #: When the result is due at the latest; ``None`` when the platform named no instant.
    due_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.acceptance_number.strip():
            raise ValueError("accepted without an acceptance number is not accepted")


Rung = Stored | Received | Accepted


@dataclass(frozen=True, slots=True)
class Free:
    """No fee. Said on the paper, because people ask."""


@dataclass(frozen=True, slots=True)
class Charged:
    """A fee with the rule it rests on and whom it goes to."""

    amount_fen: int
    basis: str
    payee: str


@dataclass(frozen=True, slots=True)
class GivenMaterial:
    """Handed in today. ``pages`` is ``None`` for what has no pages (a licence fetched)."""

    name: str
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class PromisedMaterial:
    """To be brought later (容缺)."""

    name: str
    due: date


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """All that a receipt can say about one case. Times carry their zone."""

    rung: Rung
    reference: str
    service_name: str
    service_version: str
    service_digest: str
    site: str
    terminal: str
    masked_name: str
    printed_at: datetime
    follows_up: str
    decides: str
    #: The legal time limit, counted from acceptance, e.g. ``1 个工作日``.
    decision_limit: str
    fee: Free | Charged
    given: tuple[GivenMaterial, ...]
    promised: tuple[PromisedMaterial, ...] = ()
    envelope_code: str | None = None
    query_address: str | None = None
    rating_address: str | None = None
    complaint_phone: str | None = None

    def __post_init__(self) -> None:
        if "*" not in self.masked_name:
            raise ValueError("a receipt shows a masked name only")


def receipt(facts: ReceiptFacts, words: Words) -> Document:
    """The receipt for ``facts`` in the language of ``words``."""
    return Document(
        (
            *_head(facts, words),
            *_rungs(facts.rung, words),
            *_number(facts, words),
            *_case(facts, words),
            *_materials(facts, words),
            *_codes(facts, words),
            *_foot(facts, words),
            Cut(),
        )
    )


def _name(rung: Rung) -> str:
    match rung:
        case Stored():
            return "stored"
        case Received():
            return "received"
        case Accepted():
            return "accepted"
        case _:
            assert_never(rung)


def _head(facts: ReceiptFacts, words: Words) -> Iterator[Element]:
    name = _name(facts.rung)
    title = "accepted" if isinstance(facts.rung, Accepted) else "materials"
    yield Gap(2)
    yield Paragraph(words(f"receipt.title.{title}"), align=Align.CENTRE)
    yield Gap(1)
    yield Paragraph(words(f"receipt.headline.{name}"), Size.LARGE, Align.CENTRE, bold=True)
    yield Gap(2)
    yield Paragraph(words(f"receipt.truth.{name}"), bold=True)
    yield Paragraph(words(f"receipt.next.{name}"))
    yield Rule(heavy=True)


def _rungs(rung: Rung, words: Words) -> Iterator[Element]:
    match rung:
        case Stored(stored_at=stored_at):
            yield _done("stored", stored_at, words)
            yield _open("not_received", words)
            yield _open("not_accepted", words)
        case Received(stored_at=stored_at, received_at=received_at):
            yield _done("stored", stored_at, words)
            yield _done("received", received_at, words)
            yield _open("not_accepted", words)
        case Accepted():
            yield _done("stored", rung.stored_at, words)
            yield _done("received", rung.received_at, words)
            yield _done("accepted", rung.accepted_at, words)
        case _:
            assert_never(rung)
    yield Rule()


def _done(rung: str, at: datetime, words: Words) -> Ends:
    text = words("receipt.rung.done") + " " + words(f"receipt.rung.{rung}")
    return Ends(text, _time("stamp", at, words))


def _open(rung: str, words: Words) -> Ends:
    return Ends(words("receipt.rung.open") + " " + words(f"receipt.rung.{rung}"), "")


def _number(facts: ReceiptFacts, words: Words) -> Iterator[Element]:
    match facts.rung:
        case Accepted(acceptance_number=number):
            label = words("receipt.field.acceptance_number")
        case Stored() | Received():
            label, number = words("receipt.field.reference"), facts.reference
        case _:
            assert_never(facts.rung)
    yield Paragraph(label)
    yield Number(number)
    yield Gap(1)


def _case(facts: ReceiptFacts, words: Words) -> Iterator[Element]:
    rows = [
        _field("service", facts.service_name, words, bold=True),
        _field("applicant", facts.masked_name, words),
        _field("follows_up", facts.follows_up, words),
        _field("decides", facts.decides, words),
        _due(facts, words),
        *_fee(facts.fee, words),
    ]
    if isinstance(facts.rung, Accepted):
        rows.append(_field("reference", facts.reference, words))
    yield Fields(tuple(rows))
    yield Rule()


def _due(facts: ReceiptFacts, words: Words) -> Field:
    if isinstance(facts.rung, Accepted) and facts.rung.due_at is not None:
        return _field("due", _time("deadline", facts.rung.due_at, words), words, bold=True)
    return _field("within", words("receipt.value.within", limit=facts.decision_limit), words)


def _fee(fee: Free | Charged, words: Words) -> list[Field]:
    match fee:
        case Free():
            return [_field("fee", words("receipt.fee.free"), words)]
        case Charged(amount_fen=amount_fen, basis=basis, payee=payee):
            yuan, fen = divmod(amount_fen, 100)
            return [
                _field("fee", words("receipt.fee.amount", yuan=yuan, fen=fen), words),
                _field("fee_basis", basis, words),
                _field("fee_payee", payee, words),
            ]
        case _:
            assert_never(fee)


def _materials(facts: ReceiptFacts, words: Words) -> Iterator[Element]:
    if facts.given:
        yield Paragraph(words("receipt.materials.given", count=len(facts.given)), bold=True)
        for given in facts.given:
            yield Item(words("receipt.materials.given_mark"), _given(given, words))
        yield Rule()
    if facts.promised:
        yield Paragraph(words("receipt.materials.promised", count=len(facts.promised)), bold=True)
        for promised in facts.promised:
            due = _day(promised.due, words)
            text = words("receipt.materials.promised_item", name=promised.name, due=due)
            yield Item(words("receipt.materials.promised_mark"), text)
        yield Paragraph(words("receipt.materials.lapse"))
        if facts.envelope_code is not None:
            yield Paragraph(words("receipt.materials.envelope"))
            yield Number(facts.envelope_code, Align.CENTRE)
            yield Gap(2)
            # The code alone: it leads to what is missing, never to a person.
            yield QrCode(quote(facts.envelope_code, safe=_ADDRESS_SAFE), _ENVELOPE_SIDE_MM)
            yield Gap(1)
        yield Rule()


def _given(given: GivenMaterial, words: Words) -> str:
    if given.pages is None:
        return words("receipt.materials.given_item", name=given.name)
    return words("receipt.materials.given_pages", name=given.name, pages=given.pages)


def _codes(facts: ReceiptFacts, words: Words) -> Iterator[Element]:
    """Far apart, each with its sentence: two codes side by side are scanned wrongly."""
    if facts.query_address is not None:
        caption = words(f"receipt.query.{_name(facts.rung)}")
        yield from _code(facts.query_address, _QUERY_SIDE_MM, caption, bold=True)
        yield Rule()
    if facts.rating_address is not None:
        yield from _code(
            facts.rating_address, _RATING_SIDE_MM, words("receipt.rating.caption"), bold=False
        )
        yield Rule()


def _code(address: str, side_mm: float, caption: str, *, bold: bool) -> Iterator[Element]:
    yield Gap(2)
    yield QrCode(quote(address, safe=_ADDRESS_SAFE), side_mm)
    yield Gap(1)
    yield Paragraph(caption, align=Align.CENTRE, bold=bold)


def _foot(facts: ReceiptFacts, words: Words) -> Iterator[Element]:
    if facts.complaint_phone is not None:
        yield Paragraph(words("receipt.complaint", phone=facts.complaint_phone))
    yield Paragraph(words("receipt.privacy"))
    place = words("receipt.value.terminal", site=facts.site, terminal=facts.terminal)
    version = words(
        "receipt.value.version",
        version=facts.service_version,
        digest=facts.service_digest[:_DIGEST_LETTERS],
    )
    yield Fields(
        (
            _field("place", place, words),
            _field("printed", _time("full", facts.printed_at, words), words),
            _field("version", version, words),
        )
    )


def _field(key: str, value: str, words: Words, *, bold: bool = False) -> Field:
    return Field(words(f"receipt.field.{key}"), value, bold)


def _time(form: str, at: datetime, words: Words) -> str:
    local = at.astimezone(CHINA)
    return words(
        f"receipt.time.{form}",
        year=local.year,
        month=local.month,
        day=local.day,
        hour=local.hour,
        minute=local.minute,
        second=local.second,
    )


def _day(day: date, words: Words) -> str:
    return words("receipt.time.day", year=day.year, month=day.month, day=day.day)
