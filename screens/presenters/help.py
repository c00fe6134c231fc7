"""Help: who can be asked now. Says nothing of people who are not there."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.i18n import Texts
from kiosk.visit.intents import Aid, UseAid
from kiosk.visit.state import VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.framing import aids_on
from screens.presenters.parts import RowView


@dataclass(frozen=True, slots=True)
class HelpView(ScreenView):
    """A sheet over content that is not there."""

    title: str
    lead: str
    rows: tuple[RowView, ...]
    key: KeyView
    aids_on: frozenset[Aid]


def help_view(state: VisitState, context: Context, words: Texts, terminal: Identity) -> HelpView:
    """The number to call, what to say there, and the keys that help to see."""
    place = words("visit.frame.place", hall=terminal.hall, name=terminal.name)
    return HelpView(
        title=words("visit.help.title"),
        lead=words("visit.help.lead"),
        rows=(
            RowView("phone", "jade", words("visit.help.call", line=terminal.complaint_line),
                    words("visit.help.say", place=place)),
            RowView("pin", "azurite", words("visit.help.window"),
                    words("visit.help.window-detail", line=terminal.complaint_line)),
            RowView("text-large", "plum", words("visit.help.see"), words("visit.help.see-detail")),
        ),
        key=KeyView(words("visit.help.close"), UseAid(Aid.HELP), "pri", icon="back"),
        aids_on=aids_on(state.aids),
    )  # fmt: skip
