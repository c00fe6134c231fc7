"""Guide (04): what it costs, what to bring, how it goes, before anything is started."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.catalogue.availability import Availability, Degraded, NotOffered
from kiosk.catalogue.definition import Decision, ServiceDefinition
from kiosk.i18n import Texts
from kiosk.journey.engine import walk
from kiosk.journey.guide import Effort, Preparation, brought, preparations
from kiosk.visit.choosing import READ_CARD, offer
from kiosk.visit.intents import Back, Continue
from kiosk.visit.state import VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import case_frame
from screens.presenters.offers import reason_banner, sentence
from screens.presenters.parts import BannerView, Pigment, PillView


@dataclass(frozen=True, slots=True)
class FactView:
    """A number with its unit, and what it is."""

    number: str
    unit: str
    name: str
    good: bool = False


@dataclass(frozen=True, slots=True)
class NeedView:
    """One material: what it is, how it comes in, and whether it must be brought."""

    icon: str
    pigment: Pigment
    name: str
    detail: str
    pill: PillView


@dataclass(frozen=True, slots=True)
class ModeView:
    """One way in which this service is handled or handed out."""

    icon: str
    pigment: Pigment
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class GuideView(ScreenView):
    """The whole service on one page. ``keys`` are at most two small keys beside the title.

    ``notices`` are what the citizen agrees to by going on, and what will be missing today.
    """

    frame: FrameView
    facts: tuple[FactView, ...]
    needs_text: str
    needs: tuple[NeedView, ...]
    modes: tuple[ModeView, ...] = ()
    keys: tuple[KeyView, ...] = ()
    notices: tuple[BannerView, ...] = ()


BLANK_FACT = FactView("", "", "")
BLANK_NEED = NeedView("", "grey", "", "", PillView("off", "", ""))
BLANK_MODE = ModeView("", "grey", "", "")

_NEED_LOOKS: dict[Effort, tuple[Pigment, PillView]] = {
    Effort.BRING: ("azurite", PillView("todo", "doc-camera", "")),
    Effort.SPARED: ("jade", PillView("ok", "check", "")),
    Effort.PROMISABLE: ("plum", PillView("later", "envelope", "")),
    Effort.INSPECTION: ("jade", PillView("ok", "eye", "")),
}
_MODE_PIGMENTS: tuple[Pigment, ...] = ("jade", "azurite", "plum", "teal")


def guide_view(state: VisitState, context: Context, words: Texts, terminal: Identity) -> GuideView:
    """Everything that matters before the first question."""
    definition = service_of(state)
    lines = preparations(walk(definition, state.answers))
    offered = offer(state, definition, context.profile)
    return GuideView(
        frame=case_frame(
            state,
            context,
            words,
            terminal,
            subtitle=definition.one_line,
            secondary=KeyView(words("visit.key.back"), Back(), "sec", icon="back"),
            primary=_begin_key(offered, words, to_bring=brought(lines)),
        ),
        facts=_facts(definition, words),
        needs_text=_needs_text(lines, words),
        needs=tuple(_need(line, words) for line in lines),
        modes=tuple(
            ModeView(light.icon, pigment, light.title, light.text)
            for light, pigment in zip(definition.highlights, _MODE_PIGMENTS, strict=False)
        ),
        notices=(*_consent(definition, words), *_gaps(offered, words)),
    )


def _begin_key(offered: Availability, words: Texts, *, to_bring: int) -> KeyView:
    label = words("visit.guide.begin-ready" if to_bring else "visit.guide.begin")
    if isinstance(offered, NotOffered):
        return KeyView(label, None, reason=sentence(offered.reasons[0], words))
    return KeyView(label, Continue(), icon_after="next")


def _facts(definition: ServiceDefinition, words: Texts) -> tuple[FactView, ...]:
    def unit(name: str) -> str:
        return words(f"visit.unit.{name}")

    fee, days = definition.fee.yuan, definition.routing.promised_working_days
    free = fee == 0
    facts = (
        FactView(str(fee), unit("yuan"), words("journey.guide.fee-zero") if free
                 else words("visit.guide.fee"), good=free),
        FactView(str(definition.duration_minutes), unit("minutes"), words("journey.guide.minutes")),
        FactView(str(definition.trips_after), unit("trips"),
                 words("journey.guide.trips-zero") if definition.trips_after == 0
                 else words("visit.guide.trips")),
    )  # fmt: skip
    if definition.decision is Decision.INSTANT and days == 0:
        return (*facts, FactView(words("visit.guide.now"), "", words("journey.guide.instant")))
    return (*facts, FactView(str(days), unit("working-days"), words("journey.guide.days")))


def _needs_text(lines: tuple[Preparation, ...], words: Texts) -> str:
    bring = brought(lines)
    if not lines:
        return ""
    if bring == 0:
        return words("journey.guide.count-none", total=len(lines))
    return words("journey.guide.count", total=len(lines), bring=bring)


def _need(line: Preparation, words: Texts) -> NeedView:
    pigment, pill = _NEED_LOOKS[line.effort]
    icon = "id" if line.material.source == "card" else "doc"
    said = PillView(pill.kind, pill.icon, words(f"journey.guide.{line.effort}"))
    return NeedView(icon, pigment, line.material.name, line.material.why, said)


def _consent(definition: ServiceDefinition, words: Texts) -> tuple[BannerView, ...]:
    """Going on is the consent to reading the card, so its words stand here."""
    return tuple(
        BannerView("info", "lock", words("visit.guide.agree"), consent.text)
        for consent in definition.consents
        if consent.id == READ_CARD
    )


def _gaps(offered: Availability, words: Texts) -> tuple[BannerView, ...]:
    match offered:
        case Degraded(reasons=reasons) | NotOffered(reasons=reasons):
            return tuple(reason_banner(reason, words) for reason in reasons[:2])
        case _:
            return ()
