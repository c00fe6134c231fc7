"""Goodbye (16b): what goes with this screen, what the platform keeps, what still lies here.

The visit's process holds the person until this screen closes, so nothing here says "cleared"
before it is.
"""

from dataclasses import dataclass
from typing import Literal

from config.terminal import Identity
from kiosk.cases.materials import Scanned
from kiosk.i18n import Texts
from kiosk.visit.intents import Continue
from kiosk.visit.state import CaseRecord, Ending, Goodbye, ReceiptPhase, VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import hall_frame, seconds_until
from screens.presenters.parts import PillView, RowView


@dataclass(frozen=True, slots=True)
class BelongingView:
    """Something that the citizen should have in the hand."""

    icon: str
    name: str
    pill: PillView
    state: Literal["gone", "here"]


@dataclass(frozen=True, slots=True)
class GoodbyeView(ScreenView):
    """No name stands here any more."""

    frame: FrameView
    title: str
    lead: str
    rows: tuple[RowView, ...]
    belongings_title: str
    belongings: tuple[BelongingView, ...]
    is_warning: bool


def goodbye_view(
    state: VisitState, stage: Goodbye, context: Context, words: Texts, terminal: Identity
) -> GoodbyeView:
    """The last screen of a visit; with a card left behind, also the first of the next one."""
    on_reader = state.card_on_reader
    belongings = _belongings(state, words)
    seconds = seconds_until(stage.until, context)
    is_strangers = stage.ending is Ending.CARD_LEFT
    lead = "lead-stranger" if is_strangers else "lead-card" if on_reader else "lead"
    key = _key(words, is_strangers=is_strangers)
    frame = hall_frame(state, context, words, terminal, primary=key)
    return GoodbyeView(
        frame=frame,
        title=words(_title_key(stage, on_reader=on_reader)),
        lead=words(f"visit.goodbye.{lead}", seconds=seconds),
        rows=_rows(state, words, is_strangers=is_strangers),
        belongings_title=words("visit.goodbye.look") if belongings else "",
        belongings=belongings,
        is_warning=on_reader,
    )


def _title_key(stage: Goodbye, *, on_reader: bool) -> str:
    if on_reader and stage.ending is not Ending.CARD_LEFT:
        return "visit.goodbye.card"
    return f"visit.goodbye.{stage.ending}"


def _key(words: Texts, *, is_strangers: bool) -> KeyView:
    label = words("visit.goodbye.key")
    if is_strangers:
        return KeyView(label, None, "pri", reason=words("visit.goodbye.card"))
    return KeyView(label, Continue(), "pri")


def _rows(state: VisitState, words: Texts, *, is_strangers: bool) -> tuple[RowView, ...]:
    def going(icon: str, name: str) -> RowView:
        pill = PillView("ok", "check", words("visit.goodbye.going"))
        return RowView(icon, "jade", name, pill=pill)

    if is_strangers:
        return (RowView("check", "jade", words("visit.goodbye.strangers-data")),)
    rows = []
    if state.person is not None:
        rows.append(going("user", words("visit.goodbye.person")))
        rows.append(going("edit", words("visit.goodbye.typed")))
    pages = _scanned_pages(state)
    if pages:
        rows.append(going("doc", words("visit.goodbye.pages", pages=pages)))
    if not rows:
        rows.append(RowView("check", "jade", words("visit.goodbye.nothing")))
    if state.case is not None:
        rows.append(_kept(state.case, words))
    return tuple(rows)


def _kept(case: CaseRecord, words: Texts) -> RowView:
    reply = case.reply
    number = reply.case_no if reply is not None else None
    name = words("visit.goodbye.case", number=number) if number else words("visit.goodbye.a-case")
    if case.received_at is not None:
        return RowView("cloud", "azurite", name, words("visit.goodbye.at-platform"))
    return RowView("lock", "azurite", name, words("visit.goodbye.sealed-here"))


def _scanned_pages(state: VisitState) -> int:
    return sum(
        decided.pages for decided in state.materials.decided.values()
        if isinstance(decided, Scanned)
    )  # fmt: skip


def _belongings(state: VisitState, words: Texts) -> tuple[BelongingView, ...]:
    found = []
    if state.card_on_reader:
        pill = PillView("warn", "alert", words("visit.goodbye.on-reader"))
        found.append(BelongingView("id", words("visit.goodbye.id-card"), pill, "here"))
    elif state.person is not None:
        pill = PillView("ok", "check", words("visit.goodbye.taken"))
        found.append(BelongingView("id", words("visit.goodbye.id-card"), pill, "gone"))
    # Neither slot nor tray can feel whether something lies there, so these only remind.
    remind = PillView("todo", "alert", words("visit.goodbye.remember"))
    if state.case is not None and state.case.receipt is ReceiptPhase.PRINTED:
        found.append(BelongingView("receipt", words("visit.goodbye.receipt"), remind, "gone"))
    if _scanned_pages(state):
        found.append(BelongingView("doc", words("visit.goodbye.originals"), remind, "gone"))
    return tuple(found)
