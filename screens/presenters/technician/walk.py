"""Guided test (22): one trial at a time, who judges it, and how the others ended."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.upkeep.service.intents import GoBack, JudgeTrial, NextTrial, StartTrial, StopTrial
from kiosk.upkeep.service.state import ServiceState
from kiosk.upkeep.service.walk_state import StepVerdict, Walk, WalkStep
from kiosk.upkeep.service.walking import asks_person, trial_of
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.parts import BannerView
from screens.presenters.technician.parts import ResultView, TechFrame, Tone
from screens.presenters.technician.wording import ICONS, Scene, clock_text, tech_frame

_TONES: dict[StepVerdict | None, Tone] = {
    StepVerdict.GOOD: "good",
    StepVerdict.POOR: "watch",
    StepVerdict.FAILED: "bad",
    StepVerdict.SKIPPED: "off",
    None: "off",
}
_ICONS = {
    StepVerdict.GOOD: "check",
    StepVerdict.POOR: "alert",
    StepVerdict.FAILED: "cross",
    StepVerdict.SKIPPED: "minus",
}
_MOST_RESULTS = 6


@dataclass(frozen=True, slots=True)
class WalkView(ScreenView):
    """``bars`` are tones, with ``now`` for the step that is on the screen."""

    frame: TechFrame
    bars: tuple[str, ...]
    icon: str
    title: str
    lead: str
    measured: BannerView | None
    choices: tuple[KeyView, ...]
    choices_title: str
    results_title: str
    results: tuple[ResultView, ...]
    to_come: str


def walk_view(state: ServiceState, stage: Walk, scene: Scene) -> WalkView:
    """Where the walk is."""
    words = scene.words
    step = None if stage.is_over else stage.steps[stage.at]
    number = min(stage.at + 1, len(stage.steps))
    title = words("service.walk.position", number=number, total=len(stage.steps))
    chrome = words("service.walk.over") if step is None else title
    return WalkView(
        frame=tech_frame(state, scene, title=chrome, keys=_keys(stage, scene)),
        bars=tuple(_bars(stage)),
        icon="check" if step is None else ICONS[step.role],
        title=_verdict(stage, scene) if step is None else _step_name(step, scene),
        lead=words("service.walk.over-lead") if step is None else _lead(stage, step, scene),
        measured=None if step is None else _measured(stage, step, scene),
        choices=_choices(scene) if asks_person(stage) else (),
        choices_title=words(f"diagnose.ask.{step.trial}") if step and asks_person(stage) else "",
        results_title=words("service.walk.results"),
        results=tuple(_results(stage, scene)),
        to_come=_to_come(stage, scene),
    )


def _step_name(step: WalkStep, scene: Scene) -> str:
    device, trial = scene.guide.place(step.role), scene.words(f"diagnose.trial.{step.trial}")
    return scene.words("service.walk.step", device=device, trial=trial)


def _lead(stage: Walk, step: WalkStep, scene: Scene) -> str:
    if stage.request_id and not trial_of(step).is_attended:
        return scene.words("service.walk.measuring")
    key = f"diagnose.ask.{step.trial}"
    if asks_person(stage):
        return scene.words("service.walk.you-judge")
    # The slip's question comes after it is printed; before that it only has to be printed.
    if trial_of(step).is_attended and key in scene.words and step.trial != "slip":
        return scene.words(key)
    return scene.words("service.walk.machine-judges")


def _measured(stage: Walk, step: WalkStep, scene: Scene) -> BannerView | None:
    words, tried = scene.words, stage.tried or step.tried
    if stage.request_id:
        return BannerView("info", "clock", words("service.walk.at-it"))
    if tried is None:
        return None
    facts = "　".join(f"{name}={value}" for name, value in tried.facts)
    seconds = words("service.seconds", count=f"{tried.took_seconds:.2f}")
    if tried.is_passed:
        return BannerView("ok", "check", words("service.walk.passed", seconds=seconds), facts)
    wrong = scene.guide.wrong(tried.reason)
    return BannerView("bad", "cross", words("service.walk.failed", wrong=wrong), facts)


def _choices(scene: Scene) -> tuple[KeyView, ...]:
    words = scene.words
    return (
        KeyView(words("service.walk.good"), JudgeTrial("good"), "go", icon="check"),
        KeyView(words("service.walk.poor"), JudgeTrial("poor"), "soft", icon="alert"),
        KeyView(words("service.walk.nothing"), JudgeTrial("nothing"), "danger", icon="cross"),
    )


def _keys(stage: Walk, scene: Scene) -> tuple[KeyView, ...]:
    words = scene.words
    if stage.is_over:
        return (KeyView(words("service.key.home"), GoBack(), icon="back"),)
    if stage.request_id:
        return (KeyView(words("service.walk.stop"), StopTrial(), "sec", icon="stop"),)
    step = stage.steps[stage.at]
    again = words("service.walk.again" if step.verdict or stage.tried else "service.walk.begin")
    skip = words("service.walk.skip" if step.verdict is None else "service.key.next")
    is_first = step.verdict is None and stage.tried is None
    return (
        KeyView(skip, NextTrial(), "soft" if is_first or asks_person(stage) else "pri"),
        KeyView(again, StartTrial(), "pri" if is_first else "sec", icon="refresh"),
    )


def _bars(stage: Walk) -> Iterator[str]:
    for at, step in enumerate(stage.steps):
        yield "now" if at == stage.at else _TONES[step.verdict] if at < stage.at else "next"


def _results(stage: Walk, scene: Scene) -> Iterator[ResultView]:
    judged = [step for step in stage.steps if step.verdict is not None]
    for step in judged[-_MOST_RESULTS:]:
        if step.verdict is None:
            continue
        by = "person" if step.by_person else "machine"
        at = clock_text(step.at) if step.at else ""
        skipped = step.verdict is StepVerdict.SKIPPED
        yield ResultView(
            icon=_ICONS[step.verdict],
            tone=_TONES[step.verdict],
            name=_step_name(step, scene),
            text=_result_text(step, scene),
            detail="" if skipped else scene.words(f"service.walk.by-{by}", at=at),
        )


def _result_text(step: WalkStep, scene: Scene) -> str:
    if step.verdict is StepVerdict.FAILED and step.tried and step.tried.reason:
        return scene.guide.wrong(step.tried.reason)
    return scene.words(f"service.verdict.{step.verdict}")


def _to_come(stage: Walk, scene: Scene) -> str:
    names = [_step_name(step, scene) for step in stage.steps[stage.at + 1 :]]
    if not names:
        return ""
    return scene.words("service.walk.to-come", names="、".join(names[:3]), count=len(names))


def _verdict(stage: Walk, scene: Scene) -> str:
    bad = sum(step.verdict in (StepVerdict.FAILED, StepVerdict.POOR) for step in stage.steps)
    skipped = sum(step.verdict is StepVerdict.SKIPPED for step in stage.steps)
    if bad:
        return scene.words("service.walk.verdict-bad", count=bad)
    if skipped:
        return scene.words("service.walk.verdict-skipped", count=skipped)
    return scene.words("service.walk.verdict-good")
