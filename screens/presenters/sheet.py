"""Sheet (12): one official sheet, from being set to being in the hand. Never a second one."""

from dataclasses import dataclass
from typing import assert_never

from config.terminal import Identity
from devices.status import Actor, Role
from kiosk.i18n import Texts
from kiosk.visit.intents import Continue, PaperTaken, PrintLicence
from kiosk.visit.state import Sheet, SheetPhase, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import case_frame
from screens.presenters.parts import BannerView, EventView, PillView


@dataclass(frozen=True, slots=True)
class SheetView(ScreenView):
    """``steps`` say how far the sheet is; ``banner`` is what to do now."""

    frame: FrameView
    title: str
    lead: str
    name: str
    number: str
    pill: PillView
    steps: tuple[EventView, ...]
    banner: BannerView
    part: str
    art: str
    foot: str


#: The tail of a number that tells two sheets apart.
_TAIL_DIGITS = 4


def sheet_view(
    state: VisitState, stage: Sheet, context: Context, words: Texts, terminal: Identity
) -> SheetView:
    """How the sheet stands, who must act, and the keys that help now."""
    case = state.case
    number = "" if case is None else case.result_number
    say = _Words(words)
    secondary, primary = _keys(stage.phase, say)
    return SheetView(
        frame=case_frame(
            state,
            context,
            words,
            terminal,
            title=say("header", name=_name(state, say)),
            subtitle=service_of(state).name,
            secondary=secondary,
            primary=primary,
        ),
        title=say(f"title-{stage.phase}"),
        lead=say(f"lead-{stage.phase}"),
        name=_name(state, say),
        number=say("number", tail=number[-_TAIL_DIGITS:]) if number else "",
        pill=_pill(stage.phase, say),
        steps=_steps(stage.phase, say),
        banner=_banner(stage, say, words, terminal),
        part="licence",
        art=_art(state, stage.phase),
        foot=words("licence.printing.once"),
    )


class _Words:
    """The words of this screen."""

    def __init__(self, words: Texts) -> None:
        self._words = words

    def __call__(self, key: str, **values: object) -> str:
        return self._words(f"visit.sheet.{key}", **values)


def _art(state: VisitState, phase: SheetPhase) -> str:
    """The picture shows a licence that comes out, so it stands only where one does."""
    result = service_of(state).outputs.result
    is_licence = result is not None and result.layout == "business-licence"
    comes_out = phase in (SheetPhase.PRINTING, SheetPhase.TAKE)
    return "take-licence" if is_licence and comes_out else ""


def _name(state: VisitState, say: _Words) -> str:
    result = service_of(state).outputs.result
    return say(f"name-{result.layout}") if result is not None else ""


def _pill(phase: SheetPhase, say: _Words) -> PillView:
    said = say(f"pill-{phase}")
    match phase:
        case SheetPhase.PREPARING | SheetPhase.PRINTING:
            return PillView("todo", "printer", said)
        case SheetPhase.TAKE:
            return PillView("ok", "check", said)
        case SheetPhase.WAITING | SheetPhase.UNCERTAIN:
            return PillView("warn", "alert", said)
        case SheetPhase.REFUSED:
            return PillView("off", "pause", said)
        case _:
            assert_never(phase)


def _steps(phase: SheetPhase, say: _Words) -> tuple[EventView, ...]:
    match phase:
        case SheetPhase.PREPARING:
            states = ("now", "todo", "todo")
        case SheetPhase.PRINTING:
            states = ("done", "now", "todo")
        case SheetPhase.WAITING | SheetPhase.UNCERTAIN:
            states = ("done", "wait", "todo")
        case SheetPhase.TAKE:
            states = ("done", "done", "wait")
        case SheetPhase.REFUSED:
            return ()
        case _:
            assert_never(phase)
    names = ("set", "print", "take")
    return tuple(
        EventView(state, say(f"step-{name}"), number=str(at))  # type: ignore[arg-type]
        for at, (state, name) in enumerate(zip(states, names, strict=True), start=1)
    )


def _banner(stage: Sheet, say: _Words, words: Texts, terminal: Identity) -> BannerView:
    match stage.phase:
        case SheetPhase.PREPARING | SheetPhase.PRINTING:
            return BannerView("info", "info", say("stay"), say("stay-detail"))
        case SheetPhase.WAITING:
            actor = stage.actor or Actor.NOBODY
            said = words(f"licence.waiting.{actor}")
            return BannerView("warn", "alert", said, _cause(stage.reason, words))
        case SheetPhase.TAKE:
            return BannerView("warn", "licence", say("take"), say("take-detail"))
        case SheetPhase.REFUSED:
            return BannerView("warn", "alert", _refusal(stage, words), say("refused-detail"))
        case SheetPhase.UNCERTAIN:
            detail = say("uncertain-detail", line=terminal.complaint_line)
            return BannerView("bad", "stop", words("licence.printing.uncertain"), detail)
        case _:
            assert_never(stage.phase)


def _cause(reasons: str, words: Texts) -> str:
    for reason in reasons.split(","):
        key = f"device.{Role.LICENCE_PRINTER}.{reason}"
        if key in words:
            return words(key)
    return ""


def _refusal(stage: Sheet, words: Texts) -> str:
    for key in (
        f"licence.refused.{stage.reason}",
        f"visit.sheet.refused.{stage.reason}",
        f"device.{Role.LICENCE_PRINTER}.{stage.reason}",
    ):
        if key in words:
            return words(key)
    return words("visit.sheet.refused.other")


def _keys(phase: SheetPhase, say: _Words) -> tuple[KeyView | None, KeyView | None]:
    match phase:
        case SheetPhase.PREPARING | SheetPhase.PRINTING | SheetPhase.WAITING:
            return None, KeyView(say(f"busy-{phase}"), None, busy=True)
        case SheetPhase.TAKE:
            return None, KeyView(say("taken"), PaperTaken(), "go", icon="check")
        case SheetPhase.REFUSED:
            return (
                KeyView(say("later"), Continue(), "sec"),
                KeyView(say("again"), PrintLicence(), icon="refresh"),
            )
        case SheetPhase.UNCERTAIN:
            return None, KeyView(say("understood"), Continue(), icon_after="next")
        case _:
            assert_never(phase)
