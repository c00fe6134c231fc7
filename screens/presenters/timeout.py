"""Timeout (16): is anybody there? Nothing of the person stands on it."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.i18n import Texts
from kiosk.visit.intents import Leave, Stay
from kiosk.visit.state import CaseRecord, VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.framing import seconds_until


@dataclass(frozen=True, slots=True)
class TimeoutView(ScreenView):
    """``keys`` from the safest answer down. ``card_text`` is empty when no card lies here."""

    title: str
    lead: str
    seconds_left: int
    seconds_total: int
    keys: tuple[KeyView, ...]
    wiped_title: str
    wiped_text: str
    kept_title: str
    kept_text: str
    card_text: str = ""


def timeout_view(
    state: VisitState, context: Context, words: Texts, terminal: Identity
) -> TimeoutView:
    """The question, over content that is not there."""
    until = context.now if state.asked_until is None else state.asked_until
    more = round(context.limits.extension_seconds)
    more_key = words("visit.timeout.more", minutes=more // 60)
    return TimeoutView(
        title=words("visit.timeout.title"),
        lead=words("visit.timeout.lead"),
        seconds_left=seconds_until(until, context),
        seconds_total=round(context.limits.warning_seconds),
        keys=(
            KeyView(words("visit.timeout.stay"), Stay(), "pri", icon="check"),
            KeyView(more_key, Stay(more), "soft", icon="clock"),
            KeyView(words("visit.timeout.leave"), Leave(), "danger", icon="trash"),
        ),
        wiped_title=words("visit.timeout.wiped"),
        wiped_text=words("visit.timeout.wiped-text"),
        kept_title=words("visit.timeout.kept"),
        kept_text=words(f"visit.timeout.kept-{_kept(state.case)}"),
        card_text=words("visit.timeout.card") if state.card_on_reader else "",
    )


def _kept(case: CaseRecord | None) -> str:
    if case is None:
        return "nothing"
    return "received" if case.received_at is not None else "stored"
