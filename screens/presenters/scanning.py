"""Scanning (like 05): hold a code under the window."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.i18n import Texts
from kiosk.visit.intents import Back
from kiosk.visit.state import Scanning, VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import KeyView
from screens.presenters.framing import hall_frame, seconds_until
from screens.presenters.identify import IdentifyView
from screens.presenters.parts import BannerView


@dataclass(frozen=True, slots=True)
class ScanningView(IdentifyView):
    """The same parts as the card's screen: a picture, a place, a promise, a ring."""


def scanning_view(
    state: VisitState, stage: Scanning, context: Context, words: Texts, terminal: Identity
) -> ScanningView:
    """Where the code goes, and what the last one was."""
    trouble = None
    if stage.trouble:
        known = stage.trouble if stage.trouble in words else "visit.code.unknown"
        trouble = BannerView("warn", "alert", words(known))
    back = KeyView(words("visit.scanning.home"), Back(), "sec", icon="back")
    return ScanningView(
        frame=hall_frame(state, context, words, terminal, primary=back),
        title=words("visit.scanning.title"),
        lead=words("visit.scanning.lead"),
        place_text=words("visit.scanning.place"),
        place_detail=words("visit.scanning.place-detail"),
        promise_title=words("visit.scanning.promise"),
        promise_text=words("visit.scanning.promise-text"),
        seconds_left=seconds_until(stage.until, context),
        seconds_total=round(context.limits.identify_seconds),
        art="envelope",
        part="qr",
        trouble=trouble,
    )
