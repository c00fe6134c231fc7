"""The guided test: trial after trial, judged by the machine where it can, else by the person. Pure.

The machine's verdict cannot be talked over: a person is only asked when it passed its own part.
What was not tried is written down as not tried.
"""

from collections.abc import Iterator
from dataclasses import replace

from devices.status import DeviceReport, Role
from kiosk.host import service_messages as said
from kiosk.upkeep.plan import Glass, Judge, Trial, TrialName, trials_of
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service import touching
from kiosk.upkeep.service.state import ServiceState
from kiosk.upkeep.service.turn import Context, Say, Turn, go, home, mint, stay
from kiosk.upkeep.service.walk_state import WORSE, StepVerdict, Touching, Walk, WalkStep, worst

__all__ = ["TrialName", "asks_person", "on_walk", "start", "ticked", "trial_of", "tried"]

_VERDICTS = {
    "good": StepVerdict.GOOD,
    "poor": StepVerdict.POOR,
    "nothing": StepVerdict.FAILED,
}
#: What the host writes down of a step that nobody did.
_SKIPPED = "skipped"
#: Why no sheet is printed: it would cost a numbered blank.
ONLY_BLANKS = "only-numbered-blanks"


def start(state: ServiceState, device_id: str) -> Turn:
    """Line the steps up, or go on with the walk that was put off."""
    if not device_id and state.paused is not None:
        return _arrive(replace(state, paused=None), state.paused)
    steps = tuple(_steps(state, device_id))
    walk = Walk(steps, is_whole=not device_id)
    return _arrive(state, replace(walk, at=_next_open(walk))) if steps else stay(state)


def _steps(state: ServiceState, device_id: str) -> Iterator[WalkStep]:
    if device_id in ("", Glass.TOUCH_SCREEN):
        for trial in trials_of(Glass.TOUCH_SCREEN):
            yield WalkStep(Glass.TOUCH_SCREEN, Glass.TOUCH_SCREEN, trial.name)
    for report in state.devices:
        if device_id in ("", report.device_id):
            for trial in trials_of(report.role):
                yield from _steps_of(report, trial)


def _steps_of(report: DeviceReport, trial: Trial) -> Iterator[WalkStep]:
    step = WalkStep(report.device_id, report.role, trial.name)
    match trial.name:
        case TrialName.LAMPS_SEEN:
            lamps = (role for role in Role if f"lights-{role}" in report.capabilities)
            yield from (replace(step, slot=role) for role in lamps)
        case TrialName.BLANK:
            why_not = said.DeviceTried(0, False, ONLY_BLANKS, (), 0.0)
            yield replace(step, verdict=StepVerdict.SKIPPED, tried=why_not)
        case _:
            yield step


def trial_of(step: WalkStep) -> Trial:
    """The plan's entry of a step."""
    return next(one for one in trials_of(step.role) if one.name == step.trial)


def asks_person(stage: Walk) -> bool:
    """Whether the machine is done and somebody's eyes or ears are needed."""
    if stage.is_over or stage.tried is None or not stage.tried.is_passed:
        return False
    return trial_of(stage.steps[stage.at]).judge is Judge.PERSON


def on_walk(state: ServiceState, stage: Walk, event: object, context: Context) -> Turn:
    """A touch during a walk."""
    if stage.touching is not None:
        return _on_glass(state, stage, stage.touching, event, context)
    is_busy = bool(stage.request_id)
    match event:
        case wish.PauseWalk():
            kept = None if stage.is_over else replace(stage, request_id=0, tried=None)
            return home(replace(state, paused=kept), Say(said.StopTrial()))
        case wish.StopTrial() if is_busy:
            return Turn(state, (Say(said.StopTrial()),))
        case _ if is_busy:
            return stay(state)
        case wish.RepeatItem(device_id=device_id):
            return _repeat(state, stage, device_id, context)
        case wish.PreviousItem():
            return _previous(state, stage)
        case _ if stage.is_over:
            return stay(state)
        case _:
            return _on_step(state, stage, event, context)


def _on_step(state: ServiceState, stage: Walk, event: object, context: Context) -> Turn:
    step = stage.steps[stage.at]
    match event:
        case wish.StartTrial():
            return _begin(state, stage, context)
        case wish.JudgeTrial(verdict=verdict) if asks_person(stage) and verdict in _VERDICTS:
            judged = _judged(stage, _VERDICTS[verdict], context, by_person=True)
            return _arrive(_remembered(state, judged), _on(judged), _told(step, verdict))
        case wish.NextTrial() if step.verdict is not None:
            return _arrive(state, _on(stage), Say(said.StopTrial()))
        case wish.NextTrial():
            judged = _judged(stage, StepVerdict.SKIPPED, context, by_person=True)
            return _arrive(_remembered(state, judged), _on(judged), _told(step, _SKIPPED))
        case _:
            return stay(state)


def tried(state: ServiceState, event: said.DeviceTried, context: Context) -> Turn:
    """What the machine measured."""
    stage = state.stage
    if not isinstance(stage, Walk) or event.request_id != stage.request_id:
        return stay(state)
    measured = replace(stage, request_id=0, tried=event)
    if asks_person(measured):
        return go(state, measured)
    return _settled(state, measured, event, context)


def _settled(
    state: ServiceState, stage: Walk, event: said.DeviceTried, context: Context, *effects: Say
) -> Turn:
    verdict = StepVerdict.GOOD if event.is_passed else StepVerdict.FAILED
    judged = _judged(stage, verdict, context, by_person=False)
    state = _remembered(state, judged)
    # What is well needs no key; what is not stays on the screen until somebody has read it.
    if event.is_passed:
        return _arrive(state, _on(judged), *effects)
    return go(state, judged, *effects)


# --- the glass --------------------------------------------------------------------------------


def _on_glass(
    state: ServiceState,
    stage: Walk,
    points: Touching,
    event: object,
    context: Context,
) -> Turn:
    match event:
        case wish.Touched(x_px=x_px, y_px=y_px):
            points = touching.touched(points, x_px, y_px, context.now)
            if touching.is_done(points):
                return _glass_judged(state, stage, touching.verdict(points), context)
            return go(state, replace(stage, touching=points))
        case wish.StopTrial():
            stopped = touching.verdict(points, touching.CANCELLED)
            return _glass_judged(state, stage, stopped, context)
        case _:
            return stay(state)


def ticked(state: ServiceState, stage: Walk, context: Context) -> Turn | None:
    """A point that nobody touches in time ends the trial; None when there is nothing to do."""
    points = stage.touching
    if points is None or context.now < points.until:
        return None
    silent = touching.verdict(points, touching.SILENT)
    return _glass_judged(state, stage, silent, context)


def _glass_judged(
    state: ServiceState, stage: Walk, event: said.DeviceTried, context: Context
) -> Turn:
    measured = replace(stage, touching=None, tried=event)
    if event.reason == touching.CANCELLED:
        return go(state, replace(stage, touching=None))
    step = stage.steps[stage.at]
    told = _told(step, "good" if event.is_passed else event.reason)
    return _settled(state, measured, event, context, told)


# --- from step to step ------------------------------------------------------------------------


def _begin(state: ServiceState, stage: Walk, context: Context) -> Turn:
    if stage.steps[stage.at].role is Glass.TOUCH_SCREEN:
        begun = touching.begin(context.now, context.drawing_px)
        return go(state, replace(stage, tried=None, touching=begun))
    return _try(state, stage)


def _try(state: ServiceState, stage: Walk, *effects: Say) -> Turn:
    step = stage.steps[stage.at]
    state, request_id = mint(state)
    ask = said.TryDevice(request_id, step.device_id, step.trial, step.slot or "")
    return go(state, replace(stage, request_id=request_id, tried=None), *effects, Say(ask))


def _arrive(state: ServiceState, stage: Walk, *effects: Say) -> Turn:
    """At a step: begin at once when nobody has to hold anything for it."""
    if stage.is_over:
        return go(state, stage, *effects)
    step = stage.steps[stage.at]
    needs_nobody = not trial_of(step).is_attended or step.trial is TrialName.LAMPS_SEEN
    if step.verdict is None and needs_nobody:
        return _try(state, stage, *effects)
    return go(state, stage, *effects)


def _repeat(state: ServiceState, stage: Walk, device_id: str, context: Context) -> Turn:
    """Once more what did not go well at this device; afterwards on where the walk was."""
    of_device = [at for at, step in enumerate(stage.steps) if step.device_id == device_id]
    if not of_device:
        return stay(state)
    bad = (StepVerdict.FAILED, StepVerdict.POOR)
    again = next((at for at in of_device if stage.steps[at].verdict in bad), of_device[0])
    return _begin(state, replace(stage, at=again, tried=None), context)


def _previous(state: ServiceState, stage: Walk) -> Turn:
    """To the device before, to look at it or to try it again."""
    items, at = stage.items, stage.item_at
    if not at:
        return stay(state)
    before = replace(stage, at=items[at - 1].first, tried=None)
    return go(state, before, Say(said.StopTrial()))


def _on(stage: Walk) -> Walk:
    return replace(stage, at=_next_open(stage), tried=None)


def _next_open(stage: Walk) -> int:
    """The first step that nobody has settled; their number when there is none."""
    open_steps = (at for at, step in enumerate(stage.steps) if step.verdict is None)
    return next(open_steps, len(stage.steps))


def _judged(stage: Walk, verdict: StepVerdict, context: Context, *, by_person: bool) -> Walk:
    step = stage.steps[stage.at]
    done = replace(
        step,
        verdict=verdict,
        tried=stage.tried or step.tried,
        at=context.wall,
        by_person=by_person,
    )
    steps = (*stage.steps[: stage.at], done, *stage.steps[stage.at + 1 :])
    return replace(stage, steps=steps)


def _told(step: WalkStep, verdict: str) -> Say:
    return Say(said.JudgeTrial(step.device_id, step.trial, verdict, step.slot or ""))


def _remembered(state: ServiceState, stage: Walk) -> ServiceState:
    """The worst of a device's steps stands for it."""
    found: dict[str, StepVerdict] = {}
    for item in stage.items:
        settled = tuple(step for step in stage.steps_of(item) if step.verdict is not None)
        if settled:
            found[item.device_id] = worst(settled) or WORSE[0]
    return replace(state, walked={**state.walked, **found})
