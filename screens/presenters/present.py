"""From the state of a visit to the one view that is on the glass.

Owns which screen a state is; each presenter owns what its screen says. Pure: no Kivy, no clock.
"""

from typing import assert_never

from config.terminal import Identity, TerminalSettings
from kiosk.i18n import Texts
from kiosk.visit.state import (
    Attract,
    Capture,
    Envelope,
    Fault,
    Form,
    Goodbye,
    Guide,
    Home,
    Identify,
    MaterialList,
    Rating,
    Review,
    Scanning,
    Sheet,
    Submitted,
    VisitState,
)
from kiosk.visit.turn import Context
from screens.presenters.attract import attract_view
from screens.presenters.capture import capture_view
from screens.presenters.envelope import envelope_view
from screens.presenters.fault import fault_view
from screens.presenters.form import form_view
from screens.presenters.frame import ScreenView
from screens.presenters.goodbye import goodbye_view
from screens.presenters.guide import guide_view
from screens.presenters.help import help_view
from screens.presenters.home import home_view
from screens.presenters.identify import identify_view
from screens.presenters.materials import materials_view
from screens.presenters.rating import rating_view
from screens.presenters.review import review_view
from screens.presenters.scanning import scanning_view
from screens.presenters.services import services_view
from screens.presenters.sheet import sheet_view
from screens.presenters.submitted import submitted_view
from screens.presenters.timeout import timeout_view


class Presenter:
    """Holds what never changes during a visit."""

    def __init__(self, texts: Texts, settings: TerminalSettings) -> None:
        self._texts, self._terminal = texts, settings.terminal

    def view(self, state: VisitState, context: Context) -> ScreenView:
        """What is on the glass now."""
        return view_of(state, context, self._texts, self._terminal)


def view_of(state: VisitState, context: Context, words: Texts, terminal: Identity) -> ScreenView:
    """The question and the help cover everything; else the stage decides."""
    if state.asked_until is not None:
        return timeout_view(state, context, words, terminal)
    if state.aids.shows_help and not isinstance(state.stage, Goodbye):
        return help_view(state, context, words, terminal)
    return _stage_view(state, context, words, terminal)


def _stage_view(  # noqa: C901
    state: VisitState, context: Context, words: Texts, terminal: Identity
) -> ScreenView:
    # One line a stage: splitting the table would hide it.
    match state.stage:
        case Attract():
            return attract_view(state, context, words, terminal)
        case Home(tool=None, category=None):
            return home_view(state, context, words, terminal)
        case Home() as stage:
            return services_view(state, stage, context, words, terminal)
        case Guide():
            return guide_view(state, context, words, terminal)
        case Identify() as stage:
            return identify_view(state, stage, context, words, terminal)
        case Form() as stage:
            return form_view(state, stage, context, words, terminal)
        case MaterialList() as stage:
            return materials_view(state, stage, context, words, terminal)
        case Capture() as stage:
            return capture_view(state, stage, context, words, terminal)
        case Review() as stage:
            return review_view(state, stage, context, words, terminal)
        case Submitted() as stage:
            return submitted_view(state, stage, context, words, terminal)
        case Sheet() as stage:
            return sheet_view(state, stage, context, words, terminal)
        case Rating() as stage:
            return rating_view(state, stage, context, words, terminal)
        case Scanning() as stage:
            return scanning_view(state, stage, context, words, terminal)
        case Envelope() as stage:
            return envelope_view(state, stage, context, words, terminal)
        case Fault() as stage:
            return fault_view(state, stage, context, words, terminal)
        case Goodbye() as stage:
            return goodbye_view(state, stage, context, words, terminal)
        case _:
            assert_never(state.stage)
