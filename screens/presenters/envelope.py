"""Envelope: what a case with a gap still waits for. Nothing about the person."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.i18n import Texts
from kiosk.visit.intents import Continue
from kiosk.visit.state import Envelope, VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import day_text, hall_frame
from screens.presenters.parts import BannerView, PillView, RowView


@dataclass(frozen=True, slots=True)
class EnvelopeCardView(ScreenView):
    """``rows`` are the papers that are still missing."""

    frame: FrameView
    title: str
    lead: str
    case_label: str
    case_no: str
    service: str
    rows: tuple[RowView, ...]
    banner: BannerView


def envelope_view(
    state: VisitState, stage: Envelope, context: Context, words: Texts, terminal: Identity
) -> EnvelopeCardView:
    """The platform's answer, as a list and a day."""
    found = stage.view
    day = day_text(found.due_by, words)
    service = context.services.get(found.service_code)
    done = KeyView(words("visit.envelope.done"), Continue(), "pri", icon="check")
    is_late = context.today > found.due_by and not found.complete
    state_word = "complete" if found.complete else "late" if is_late else "missing"
    todo = PillView("todo", "clock", words("visit.envelope.open"))
    return EnvelopeCardView(
        frame=hall_frame(state, context, words, terminal, primary=done),
        title=words(f"visit.envelope.title-{state_word}", count=len(found.missing)),
        lead="" if found.complete else words(f"visit.envelope.lead-{state_word}", day=day),
        case_label=words("visit.envelope.case"),
        case_no=found.case_no,
        service="" if service is None else service.definition.name,
        rows=tuple(RowView("doc", "plum", one.name, pill=todo) for one in found.missing),
        banner=_banner(words, terminal, is_complete=found.complete),
    )


def _banner(words: Texts, terminal: Identity, *, is_complete: bool) -> BannerView:
    if is_complete:
        return BannerView("ok", "check", words("visit.envelope.all-there"))
    where = words("visit.envelope.where", line=terminal.complaint_line)
    return BannerView("info", "info", words("visit.envelope.how"), where)
