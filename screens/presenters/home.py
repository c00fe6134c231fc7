"""Home (02): the doors of the house, and what stands behind them now."""

from collections.abc import Iterable
from dataclasses import dataclass

from config.terminal import Identity
from devices.status import Role, is_usable
from kiosk.catalogue.availability import Availability, Degraded, NotOffered, box_stops
from kiosk.catalogue.definition import Category, ServiceDefinition
from kiosk.i18n import Texts
from kiosk.visit.choosing import offer
from kiosk.visit.intents import OpenCategory, OpenTool, Tool
from kiosk.visit.state import VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, ScreenView
from screens.presenters.framing import hall_frame
from screens.presenters.offers import (
    CATEGORY_ICONS,
    pigment_of,
    reason_banner,
    service_tile,
)
from screens.presenters.parts import BannerView, Pigment, TileView


@dataclass(frozen=True, slots=True)
class HomeView(ScreenView):
    """The doors of the house.

    ``tools`` are the six doors in the order of ``Tool``: the first two are drawn large. ``often``
    are at most four services, ``categories`` at most eight. ``notice`` is the most important thing
    that this machine cannot do now.
    """

    frame: FrameView
    tools: tuple[TileView, ...]
    often: tuple[TileView, ...]
    categories: tuple[TileView, ...]
    total_text: str
    notice: BannerView | None = None


_MOST_OFTEN, _MOST_CATEGORIES = 4, 8


def home_view(state: VisitState, context: Context, words: Texts, terminal: Identity) -> HomeView:
    """Only doors that work open; a service that does not says why."""
    definitions = [service.definition for service in context.services.values()]
    offers = [(one, offer(state, one, context.profile)) for one in definitions]
    shelves = sorted({one.category for one in definitions}, key=str)
    return HomeView(
        frame=hall_frame(state, context, words, terminal),
        tools=(
            _door(Tool.APPLY, "azurite", offers, words),
            _door(Tool.PROOF, "jade", offers, words),
            _scan_door(state, words),
        ),
        often=tuple(
            service_tile(definition, words, offered) for definition, offered in offers[:_MOST_OFTEN]
        ),
        categories=tuple(_shelf(category, words) for category in shelves[:_MOST_CATEGORIES]),
        total_text=words("visit.home.total", count=len(offers)),
        notice=_notice([offered for _, offered in offers], words),
    )


_Offers = Iterable[tuple[ServiceDefinition, Availability]]


def _door(tool: Tool, pigment: Pigment, offers: _Offers, words: Texts) -> TileView:
    own = [offered for definition, offered in offers if definition.tool == tool.value]
    is_open = any(not isinstance(offered, NotOffered) for offered in own)
    return TileView(
        icon=tool.value,
        pigment=pigment,
        name=words(f"screens.home.{tool.value}"),
        detail=words(f"screens.home.{tool.value}_detail"),
        intent=OpenTool(tool) if is_open else None,
        unavailable="" if is_open else words("visit.home.none-now"),
    )


def _scan_door(state: VisitState, words: Texts) -> TileView:
    name = words("screens.home.scan")
    if box_stops(state.devices) is not None:
        return TileView("scan", "grey", name, unavailable=words("visit.home.none-now"))
    works = any(
        report.role is Role.QR_SCANNER and is_usable(report.status) for report in state.devices
    )
    if works:
        return TileView("scan", "plum", name, words("visit.home.scan"), OpenTool(Tool.SCAN))
    return TileView("scan", "grey", name, unavailable=words("visit.home.no-scanner"))


def _shelf(category: Category, words: Texts) -> TileView:
    name = words(f"journey.category.{category}")
    return TileView(CATEGORY_ICONS[category], pigment_of(category), name, "",
                    OpenCategory(category))  # fmt: skip


def _notice(offers: Iterable[Availability], words: Texts) -> BannerView | None:
    troubled = [one for one in offers if isinstance(one, NotOffered | Degraded)]
    # What stops a service is said before what only makes it smaller.
    for offered in sorted(troubled, key=lambda one: isinstance(one, Degraded)):
        return reason_banner(offered.reasons[0], words)
    return None
