"""Services on offer as tiles and rows: what works, what works in part, and why something does not.

Owns the sentence of unavailability; whether a service is offered is ``kiosk.catalogue``'s.
"""

from typing import assert_never

from kiosk.catalogue.availability import Availability, Degraded, NotOffered, Offered, Reason
from kiosk.catalogue.definition import Category, Decision, ServiceDefinition
from kiosk.i18n import Texts
from kiosk.visit.intents import OpenService
from screens.presenters.parts import BannerView, Pigment, PillView, RowView, TileView

_PIGMENTS: dict[Category, Pigment] = {
    Category.IDENTITY: "azurite",
    Category.SOCIAL: "jade",
    Category.PROPERTY: "ochre",
    Category.FUND: "teal",
    Category.BUSINESS: "plum",
    Category.TRANSPORT: "azurite",
    Category.EDUCATION: "ochre",
    Category.ELDERLY: "jade",
    Category.BORDER: "azurite",
    Category.FAMILY: "ochre",
}

CATEGORY_ICONS: dict[Category, str] = {
    Category.IDENTITY: "id",
    Category.SOCIAL: "health",
    Category.PROPERTY: "house",
    Category.FUND: "fund",
    Category.BUSINESS: "shop",
    Category.TRANSPORT: "car",
    Category.EDUCATION: "school",
    Category.ELDERLY: "elder",
    Category.BORDER: "passport",
    Category.FAMILY: "family",
}


def pigment_of(category: Category) -> Pigment:
    """The colour of a shelf."""
    return _PIGMENTS[category]


def short_line(definition: ServiceDefinition, words: Texts) -> str:
    """How it ends and how long it takes."""
    if definition.decision is not Decision.INSTANT:
        word = "filed"
    elif definition.mode == "query":
        word = "printed"
    else:
        word = "decided"
    return words(f"visit.home.{word}", minutes=definition.duration_minutes)


def service_tile(
    definition: ServiceDefinition, words: Texts, offered: Availability | None = None
) -> TileView:
    """A service as a tile; one that cannot be started says why and has no lip."""
    is_off = isinstance(offered, NotOffered)
    return TileView(
        icon=definition.icon,
        pigment=pigment_of(definition.category),
        name=definition.name,
        detail=short_line(definition, words),
        intent=None if is_off else OpenService(definition.code),
        unavailable=_short(offered, words) if isinstance(offered, NotOffered) else "",
    )


def service_row(definition: ServiceDefinition, words: Texts, offered: Availability) -> RowView:
    """A service as a row of a list."""
    pill: PillView | None
    match offered:
        case Offered():
            detail, pill = definition.one_line, None
        case Degraded():
            detail = first_sentence(offered, words)
            pill = PillView("warn", "alert", words("visit.home.partly"))
        case NotOffered():
            detail = first_sentence(offered, words)
            pill = PillView("off", "pause", words("visit.home.stopped"))
        case _:
            assert_never(offered)
    return RowView(
        icon=definition.icon,
        pigment="grey" if isinstance(offered, NotOffered) else pigment_of(definition.category),
        name=definition.name,
        detail=detail,
        pill=pill,
        intent=None if isinstance(offered, NotOffered) else OpenService(definition.code),
    )


def first_sentence(offered: Availability | None, words: Texts) -> str:
    """The most important reason, in one sentence; empty when everything works."""
    match offered:
        case Degraded(reasons=reasons) | NotOffered(reasons=reasons):
            return sentence(reasons[0], words)
        case _:
            return ""


def _short(offered: NotOffered, words: Texts) -> str:
    """The reason in the room of a tile."""
    reason = offered.reasons[0]
    if reason.role is not None:
        return words("visit.home.without", device=words(f"device.{reason.role}.name"))
    return words("visit.home.stopped")


def sentence(reason: Reason, words: Texts) -> str:
    """What does not work."""
    if reason.role is None:
        return words(reason.key)
    return words(reason.key, device=words(f"device.{reason.role}.name"))


def reason_banner(reason: Reason, words: Texts) -> BannerView:
    """What does not work, and what happens instead or who acts."""
    detail = reason.without or ""
    if not detail and reason.device_key is not None and reason.device_key in words:
        detail = words("visit.home.cause", why=words(reason.device_key),
                       who=words(f"device.actor.{reason.actor}"))  # fmt: skip
    said = sentence(reason, words)
    return BannerView("warn" if reason.without else "off", "alert", said, detail)
