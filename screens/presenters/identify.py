"""Identify (05): lay the card on the reader."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.i18n import Texts
from kiosk.identity.reader_words import Listener, status_words
from kiosk.visit.choosing import READ_CARD
from kiosk.visit.intents import Back
from kiosk.visit.state import CardTrouble, Identify, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import case_frame, seconds_until, step_view
from screens.presenters.parts import BannerView, TileView


@dataclass(frozen=True, slots=True)
class IdentifyView(ScreenView):
    """What to do with the card, how long there is, what is read and why.

    ``seconds_left`` of ``seconds_total`` is on the ring; a total of 0 hides it. ``trouble`` takes
    the place of the promise when the last card could not be read. ``other_ways`` are at most four.
    ``part`` lights the machine map, ``place_text`` and ``place_detail`` say the same in words.
    """

    frame: FrameView
    title: str
    lead: str
    place_text: str
    place_detail: str
    promise_title: str
    promise_text: str
    seconds_left: int = 0
    seconds_total: int = 0
    art: str = "place-card"
    part: str = "card"
    trouble: BannerView | None = None
    other_title: str = ""
    other_ways: tuple[TileView, ...] = ()
    retry: KeyView | None = None


def _said(stage: Identify, trouble: CardTrouble, words: Texts) -> str:
    if trouble is CardTrouble.REFUSED and stage.status_word:
        return status_words(words, stage.status_word, Listener.CITIZEN)
    return words(f"visit.identify.trouble.{trouble}")


def identify_view(
    state: VisitState, stage: Identify, context: Context, words: Texts, terminal: Identity
) -> IdentifyView:
    """Where the card goes, how long there is, and what the last try came to."""
    trouble = None
    if stage.trouble is not None:
        trouble = BannerView("warn", "alert", _said(stage, stage.trouble, words))
    return IdentifyView(
        frame=case_frame(
            state,
            context,
            words,
            terminal,
            step=step_view(state, words),
            primary=KeyView(words("visit.key.back-one"), Back(), "sec", icon="back"),
        ),
        title=words("visit.identify.title"),
        lead=words("visit.identify.lead"),
        place_text=words("visit.identify.place"),
        place_detail=words("visit.identify.place-detail"),
        promise_title=words("visit.identify.promise"),
        promise_text=next(
            (one.text for one in service_of(state).consents if one.id == READ_CARD), ""
        ),
        seconds_left=seconds_until(stage.until, context),
        seconds_total=round(context.limits.identify_seconds),
        trouble=trouble,
    )
