"""The story's citizen and answers, for tests of journeys and cases. Synthetic people only."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from kiosk.catalogue.linter import load_catalogue
from kiosk.catalogue.loader import Catalogue, Service
from kiosk.i18n import Texts, load_texts
from kiosk.identity.documents import DocumentKind, Person
from kiosk.identity.person_numbers import Sex
from kiosk.journey.answers import Answers
from kiosk.journey.prefill import prefill
from kiosk.journey.validation import Accepted, set_answer

ROOT = Path(__file__).parents[1]
SERVICES = ROOT / "config" / "services"
TODAY = date(2026, 4, 2)
NOW = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)

SOLE_TRADER = "sole-trader-registration"
SOCIAL = "social-security-record"
EATERY = "small-eatery-filing"

STORY = {
    SOLE_TRADER: {
        "trade": "noodles",
        "trade-name": "plain",
        "district": "linhu",
        "street": "binjiang",
        "street-number": "24",
        "floor": "1",
        "scope": "noodles-in",
        "capital": "50000",
        "composition": "person",
        "mobile": "13800005678",
    },
    SOCIAL: {"insurance": "all", "period": "last-12-months"},
    EATERY: {
        "trade": "noodles",
        "trade-name": "plain",
        "district": "linhu",
        "street": "binjiang",
        "street-number": "24",
        "floor": "1",
        "floor-area": "36",
        "staff": "2",
        "cold-dishes": "no",
        "mobile": "13800005678",
    },
}

RESIDENT = Person(
    kind=DocumentKind.RESIDENT,
    name="张三",
    number="110101190001010014",
    sex=Sex.MALE,
    ethnic="01",
    birth=date(1900, 1, 1),
    address="青禾市临湖区荷花里 1 栋",
    issuer="青禾市公安局临湖分局",
    valid_from=date(2020, 1, 1),
    valid_to=None,
    never_expires=True,
)


@dataclass(frozen=True)
class Someone:
    kind: str = "resident"
    name: str = "张三"
    number: str = "110101190001010014"
    sex: str = "1"
    ethnic: str = "01"
    birth: date | None = field(default=date(1900, 1, 1))
    address: str = "青禾市临湖区荷花里 1 栋"
    issuer: str = "青禾市公安局临湖分局"
    valid_from: date | None = field(default=date(2020, 1, 1))
    valid_to: date | None = None


def catalogue() -> Catalogue:
    return load_catalogue(SERVICES)


def service(code: str) -> Service:
    return catalogue().services[code]


def texts() -> Texts:
    return load_texts(ROOT / "config" / "locale" / "zh-CN")


def answered(code: str, holder: Someone | None = None, **changed: str) -> Answers:
    """Answer a service as the story does; ``changed`` spells dashes as underscores."""
    definition = service(code).definition
    answers = prefill(definition, holder or Someone())
    wanted = STORY[code] | {key.replace("_", "-"): value for key, value in changed.items()}
    for item in definition.fields:
        if item.id in wanted:
            outcome = set_answer(definition, answers, item.id, wanted[item.id], TODAY)
            assert isinstance(outcome, Accepted), outcome
            answers = outcome.answers
    return answers
