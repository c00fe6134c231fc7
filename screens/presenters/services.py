"""Services of one door or one shelf, each with what it is or why it cannot be now."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.i18n import Texts
from kiosk.visit.choosing import offer
from kiosk.visit.intents import Back
from kiosk.visit.state import Home, VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import hall_frame
from screens.presenters.offers import service_row
from screens.presenters.parts import RowView


@dataclass(frozen=True, slots=True)
class ServicesView(ScreenView):
    """A list to choose from."""

    frame: FrameView
    title: str
    lead: str
    rows: tuple[RowView, ...]


def services_view(
    state: VisitState, stage: Home, context: Context, words: Texts, terminal: Identity
) -> ServicesView:
    """The part of the menu that the citizen asked for."""
    chosen = [
        service.definition
        for service in context.services.values()
        if stage.tool in (None, service.definition.tool)
        and stage.category in (None, service.definition.category)
    ]
    rows = tuple(service_row(one, words, offer(state, one, context.profile)) for one in chosen)
    if stage.tool is not None:
        title = words(f"screens.home.{stage.tool}")
    else:
        title = words(f"journey.category.{stage.category}")
    back = KeyView(words("visit.key.back"), Back(), "sec", icon="back")
    return ServicesView(
        frame=hall_frame(state, context, words, terminal, primary=back),
        title=title,
        lead=words("visit.services.lead", count=len(rows))
        if rows
        else words("visit.services.none"),
        rows=rows,
    )
