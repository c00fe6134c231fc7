"""Review (09): everything that will be signed, as it is signed; then the name."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.cases.routing import NoAuthority, Routed, route
from kiosk.cases.statement import statement
from kiosk.cases.undertaking import undertaking
from kiosk.i18n import Texts
from kiosk.journey.engine import Walk, walk
from kiosk.visit.choosing import READ_CARD
from kiosk.visit.handing_in import (
    UNDERTAKING,
    may_submit,
    open_consents,
    wants_signature,
)
from kiosk.visit.intents import Submit, ToggleConsent
from kiosk.visit.state import Review, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import case_frame, step_back_key, step_view
from screens.presenters.parts import BannerView
from screens.presenters.showing import shown_value


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of what is signed."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A sentence that the citizen agrees to by touching it."""

    text: str
    is_agreed: bool
    intent: ToggleConsent


@dataclass(frozen=True, slots=True)
class ReviewView(ScreenView):
    """``sign_text`` is empty when nothing has to be signed. ``has_ink``: some stroke was made."""

    frame: FrameView
    title: str
    lines: tuple[LineView, ...]
    consents: tuple[ConsentView, ...]
    sign_text: str
    has_ink: bool
    notice: BannerView | None = None


def review_view(
    state: VisitState, stage: Review, context: Context, words: Texts, terminal: Identity
) -> ReviewView:
    """The statement that the signature covers, with what a bystander must not read masked."""
    now = walk(service_of(state), state.answers)
    routed = route(now, terminal.region, terminal.hall)
    wants_name = wants_signature(state)
    return ReviewView(
        frame=case_frame(
            state,
            context,
            words,
            terminal,
            step=step_view(state, words),
            secondary=None if stage.is_sealing else step_back_key(state, words),
            primary=_submit_key(state, stage, routed, words),
        ),
        title=words("visit.review.title-sign" if wants_name else "visit.review.title"),
        lines=_lines(state, now, routed, words),
        consents=_consents(state, now, words),
        sign_text=words("visit.review.sign") if wants_name else "",
        has_ink=bool(stage.strokes),
        notice=_notice(stage, routed, words),
    )


def _submit_key(
    state: VisitState, stage: Review, routed: Routed | NoAuthority, words: Texts
) -> KeyView:
    wants_name = wants_signature(state)
    label = words("visit.review.submit-signed" if wants_name else "visit.review.submit")
    if stage.is_sealing:
        return KeyView(words("visit.review.sealing"), None, busy=True)
    if isinstance(routed, NoAuthority):
        return KeyView(label, None, reason=words("visit.review.no-authority"))
    if may_submit(state, stage):
        return KeyView(label, Submit(), icon_after="next")
    waiting = len(open_consents(state))
    if waiting:
        return KeyView(label, None, reason=words("visit.review.agree", count=waiting))
    return KeyView(label, None, reason=words("visit.review.unsigned"))


def _lines(
    state: VisitState, now: Walk, routed: Routed | NoAuthority, words: Texts
) -> tuple[LineView, ...]:
    if isinstance(routed, NoAuthority) or state.service is None:
        return ()
    whole = statement(state.service, now, state.materials, routed, words)
    fields = [field for field in now.fields if field.id in now.words]
    masked = [shown_value(field, now.words[field.id]) for field in fields]
    values = [*masked, *(value for _, value in whole.lines[len(fields) :])]
    labels = [label for label, _ in whole.lines]
    return tuple(LineView(*pair) for pair in zip(labels, values, strict=True))


def _consents(state: VisitState, now: Walk, words: Texts) -> tuple[ConsentView, ...]:
    sentences = [
        (consent.id, consent.text)
        for consent in service_of(state).consents
        if consent.id != READ_CARD
    ]
    promised = undertaking(now, state.materials, words)
    if promised is not None:
        sentences.append((UNDERTAKING, "".join(promised.sentences)))
    return tuple(
        ConsentView(text, consent_id in state.consents, ToggleConsent(consent_id))
        for consent_id, text in sentences
    )


def _notice(stage: Review, routed: Routed | NoAuthority, words: Texts) -> BannerView | None:
    if isinstance(routed, NoAuthority):
        return BannerView("bad", "stop", words("journey.notice.no-authority"))
    if not stage.failure:
        return None
    key = f"visit.review.failure.{stage.failure}"
    said = words(key) if key in words else words("visit.review.failure.other")
    return BannerView("warn", "alert", said, words("visit.review.kept"))
