"""Guided test (22): one trial at a time, who judges it, and how the devices before it ended."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.i18n import Texts
from kiosk.upkeep.plan import Glass, TrialName
from kiosk.upkeep.service.intents import (
    GoBack,
    JudgeTrial,
    NextTrial,
    PauseWalk,
    PreviousItem,
    StartTrial,
    StopTrial,
)
from kiosk.upkeep.service.state import ServiceState
from kiosk.upkeep.service.walk_state import StepVerdict, Walk, WalkStep, worst
from kiosk.upkeep.service.walking import asks_person, trial_of
from screens.presenters.frame import KeyKind, KeyView, ScreenView
from screens.presenters.technician.parts import ResultView, TechFrame
from screens.presenters.technician.walk_results import TONES, WalkNames, result_rows
from screens.presenters.technician.wording import ICONS, Scene, tech_frame

MeasureTone = Literal["ok", "bad", "info"]
_ANSWERS: tuple[tuple[str, KeyKind], ...] = (
    ("good", "go"),
    ("poor", "soft"),
    ("nothing", "danger"),
)
_TOUCH_ICON = "tap"
#: Which part of the machine a trial is about, as the pictures of the machine are named.
_PARTS = {
    "id-reader": "machine-card",
    "smart-card-reader": "machine-card",
    "qr-scanner": "machine-qr",
    "document-scanner": "machine-doc",
    "page-scanner": "machine-doc",
    "receipt-printer": "machine-receipt",
    "licence-printer": "machine-licence",
}
TEST_PAGE = "test-page"
_MOST_LOOKS, _MOST_FACTS = 3, 4
_LEAST_SAID_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class MeasureView:
    """What the machine itself found out, a line each."""

    tone: MeasureTone
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One of the answers of a person, with its number."""

    number: str
    key: KeyView


@dataclass(frozen=True, slots=True)
class PageView:
    """The words on the picture of the test page."""

    title: str
    sample: str
    number: str


@dataclass(frozen=True, slots=True)
class WalkView(ScreenView):
    """``bars`` are tones, with ``now`` for the device that is on the screen and ``next`` after it.

    ``picture`` names a picture of the machine; ``page`` stands instead of it where a printed page
    is compared.
    """

    frame: TechFrame
    bars: tuple[str, ...]
    icon: str
    title: str
    lead: str
    picture: str
    page: PageView | None
    looks_title: str
    looks: tuple[str, ...]
    measured: MeasureView | None
    question: str
    answers: tuple[AnswerView, ...]
    results: tuple[ResultView, ...]
    to_come: str


def walk_view(state: ServiceState, stage: Walk, scene: Scene) -> WalkView:
    """Where the walk is."""
    names = WalkNames(scene)
    common = {
        "frame": _frame(state, stage, scene, names),
        "bars": tuple(_bars(stage)),
        "results": result_rows(stage, names),
        "to_come": _to_come(stage, names),
    }
    if stage.is_over:
        return WalkView(
            icon="alert" if _bad_items(stage) else "check", title=_verdict(stage, scene),
            lead=scene.words("walk.over-lead"), picture="", page=None, looks_title="", looks=(),
            measured=None, question="", answers=(), **common,
        )  # type: ignore[arg-type]  # fmt: skip
    step = stage.steps[stage.at]
    asks = asks_person(stage)
    looks = tuple(_looks(step, names)) if asks else ()
    is_page = step.trial is TrialName.SLIP
    return WalkView(
        icon=_TOUCH_ICON if isinstance(step.role, Glass) else ICONS[step.role],
        title=_title(step, asks, names),
        lead=_lead(stage, step, names),
        picture="" if is_page else _PARTS.get(step.slot or step.role, ""),
        page=_page(scene) if is_page else None,
        looks_title=scene.words(f"walk.look.title-{len(looks)}") if looks else "",
        looks=looks,
        measured=_measured(stage, step, names),
        question=scene.words(f"walk.ask.{step.trial}") if asks else "",
        answers=tuple(_answers(step, scene.words)) if asks else (),
        **common,
    )  # type: ignore[arg-type]


def _frame(state: ServiceState, stage: Walk, scene: Scene, names: WalkNames) -> TechFrame:
    words, total = scene.words, len(stage.items)
    title = words("walk.title")
    if not stage.is_whole:
        title = words("walk.title-one", device=names.place(stage.steps[0].role))
    frame = tech_frame(state, scene, title=title, keys=_keys(stage, scene))
    if stage.is_over:
        return frame
    number = stage.item_at + 1
    place = words("walk.place", name=scene.terminal.name, number=number, total=total)
    is_warned = frame.subtitle != tech_frame(replace(state, touched_at=scene.now), scene).subtitle
    corner = KeyView(words("walk.pause"), PauseWalk(), "sec", icon="pause")
    return replace(frame, corner=corner, subtitle=frame.subtitle if is_warned else place)


# --- the step ---------------------------------------------------------------------------------


def _title(step: WalkStep, asks: bool, names: WalkNames) -> str:
    key = f"walk.judge.{step.trial}"
    if asks and key in names.words:
        return names.words(key, slot=names.slot(step))
    return names.words(f"diagnose.trial.{step.trial}")


def _lead(stage: Walk, step: WalkStep, names: WalkNames) -> str:
    words = names.words
    if asks_person(stage):
        return words(f"walk.lead.{step.trial}", slot=names.slot(step))
    is_attended = trial_of(step).is_attended and step.trial is not TrialName.LAMPS_SEEN
    place = names.place(step.role)
    if stage.request_id and not is_attended:
        return words("walk.step", device=place, trial=words("walk.measuring"))
    for key in (f"walk.lead.{step.trial}-before", f"walk.lead.{step.trial}",
                f"diagnose.ask.{step.trial}"):  # fmt: skip
        if is_attended and key in words and step.trial is not TrialName.SPEECH:
            return words("walk.step", device=place, trial=words(key))
    return words("walk.step", device=place, trial=words("walk.machine-judges"))


def _looks(step: WalkStep, names: WalkNames) -> Iterator[str]:
    sentence = names.words("diagnose.say.speech")
    for number in range(1, _MOST_LOOKS + 1):
        key = f"walk.look.{step.trial}.{number}"
        if key in names.words:
            yield names.words(key, sentence=sentence)


def _page(scene: Scene) -> PageView:
    label = scene.guide.label
    number = label("slip.number", id=scene.terminal.id)
    return PageView(label("slip.title"), label("slip.even"), number)


def _measured(stage: Walk, step: WalkStep, names: WalkNames) -> MeasureView | None:
    words, tried = names.words, stage.tried or step.tried
    if stage.request_id:
        return MeasureView("info", words("walk.measured.running"))
    if tried is None:
        return None
    facts = tuple(names.facts(tried.facts))[:_MOST_FACTS]
    seconds = f"{tried.took_seconds:.1f}"
    if tried.is_passed:
        is_long = tried.took_seconds >= _LEAST_SAID_SECONDS
        took = (words("walk.measured.seconds", seconds=seconds),) if is_long else ()
        return MeasureView("ok", words("walk.measured.passed"), (*took, *facts))
    if step.verdict is StepVerdict.SKIPPED:
        return MeasureView("info", words("walk.skipped"), (names.wrong(tried.reason),))
    return MeasureView("bad", words("walk.measured.failed"), (names.wrong(tried.reason), *facts))


def _answers(step: WalkStep, words: Texts) -> Iterator[AnswerView]:
    number = 0
    for verdict, kind in _ANSWERS:
        key = f"walk.answer.{step.trial}.{verdict}"
        if key in words:
            number += 1
            icon = "check" if verdict == "good" else ""
            yield AnswerView(str(number), KeyView(words(key), JudgeTrial(verdict), kind, icon=icon))


# --- keys, bars -------------------------------------------------------------------------------


def _keys(stage: Walk, scene: Scene) -> tuple[KeyView, ...]:
    words = scene.words
    back = KeyView(words("walk.previous"), PreviousItem() if stage.item_at else None, "sec",
                   icon="back")  # fmt: skip
    if stage.is_over:
        return back, KeyView(words("service.key.home"), GoBack(), icon="check")
    if stage.request_id:
        return (KeyView(words("walk.stop"), StopTrial(), "sec", icon="stop"),)
    step = stage.steps[stage.at]
    was_tried = bool(stage.tried or step.verdict)
    named = f"walk.again-{step.trial}"
    again = words((named if named in words else "walk.again") if was_tried else "walk.begin")
    begin = KeyView(again, StartTrial(), "sec" if was_tried else "pri", icon="refresh")
    if step.trial is TrialName.BLANK:
        return back, KeyView(words("walk.next"), NextTrial())
    if step.verdict is not None:
        return back, begin, KeyView(words("walk.next"), NextTrial())
    skip = KeyView(words("walk.skip"), NextTrial(), "soft")
    return (back, begin, skip) if was_tried else (back, skip, begin)


def _bars(stage: Walk) -> Iterator[str]:
    for number, item in enumerate(stage.items):
        settled = worst(stage.steps_of(item))
        if number == stage.item_at:
            yield "now"
        else:
            yield "next" if settled is None else TONES[settled]


def _to_come(stage: Walk, names: WalkNames) -> str:
    ahead = [
        names.place(item.role)
        for item in stage.items[stage.item_at + 1 :]
        if worst(stage.steps_of(item)) is None
    ]
    return names.words("walk.to-come", names="、".join(ahead)) if ahead else ""


def _verdict(stage: Walk, scene: Scene) -> str:
    skipped = sum(worst(stage.steps_of(item)) is StepVerdict.SKIPPED for item in stage.items)
    if bad := _bad_items(stage):
        return scene.words("walk.verdict-bad", count=bad)
    if skipped:
        return scene.words("walk.verdict-skipped", count=skipped)
    return scene.words("walk.verdict-good")


def _bad_items(stage: Walk) -> int:
    bad = (StepVerdict.FAILED, StepVerdict.POOR)
    return sum(worst(stage.steps_of(item)) in bad for item in stage.items)
