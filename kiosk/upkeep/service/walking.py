"""The guided test: trial after trial, judged by the machine where it can, else by the person. Pure.

The machine's verdict cannot be talked over: a person is only asked when it passed its own part.
"""

from dataclasses import replace
from datetime import datetime

from kiosk.host import service_messages as said
from kiosk.upkeep.plan import Judge, Trial, TrialName, trials_of
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import ServiceState, StepVerdict, Walk, WalkStep
from kiosk.upkeep.service.turn import Say, Turn, go, mint, stay

_VERDICTS = {
    "good": StepVerdict.GOOD,
    "poor": StepVerdict.POOR,
    "nothing": StepVerdict.FAILED,
}


def start(state: ServiceState, device_id: str) -> Turn:
    """Line the steps up; those that need nobody are tried without being asked for."""
    steps = tuple(
        WalkStep(report.device_id, report.role, trial.name)
        for report in state.devices
        if device_id in ("", report.device_id)
        for trial in trials_of(report.role)
    )
    return _arrive(state, Walk(steps)) if steps else stay(state)


def trial_of(step: WalkStep) -> Trial:
    """The plan's entry of a step."""
    return next(one for one in trials_of(step.role) if one.name == step.trial)


def asks_person(stage: Walk) -> bool:
    """Whether the machine is done and somebody's eyes are needed."""
    if stage.is_over or stage.tried is None or not stage.tried.is_passed:
        return False
    return trial_of(stage.steps[stage.at]).judge is Judge.PERSON


def on_walk(state: ServiceState, stage: Walk, event: object, wall: datetime) -> Turn:
    """A touch during a walk."""
    if stage.is_over:
        return stay(state)
    step = stage.steps[stage.at]
    match event:
        case wish.StartTrial() if not stage.request_id:
            return _try(state, stage)
        case wish.StopTrial() if stage.request_id:
            return Turn(state, (Say(said.StopTrial()),))
        case wish.JudgeTrial(verdict=verdict) if asks_person(stage) and verdict in _VERDICTS:
            told = Say(said.JudgeTrial(step.device_id, step.trial, verdict))
            judged = _judged(stage, _VERDICTS[verdict], wall, by_person=True)
            return _arrive(_remembered(state, judged), _on(judged), told)
        case wish.NextTrial() if not stage.request_id:
            passed = step.verdict or StepVerdict.SKIPPED
            judged = _judged(stage, passed, wall, by_person=step.by_person)
            return _arrive(_remembered(state, judged), _on(judged))
        case _:
            return stay(state)


def tried(state: ServiceState, event: said.DeviceTried, wall: datetime) -> Turn:
    """What the machine measured."""
    stage = state.stage
    if not isinstance(stage, Walk) or event.request_id != stage.request_id:
        return stay(state)
    measured = replace(stage, request_id=0, tried=event)
    if asks_person(measured):
        return go(state, measured)
    verdict = StepVerdict.GOOD if event.is_passed else StepVerdict.FAILED
    judged = _judged(measured, verdict, wall, by_person=False)
    state = _remembered(state, judged)
    # What is well needs no key; what is not stays on the screen until somebody has read it.
    return _arrive(state, _on(judged)) if event.is_passed else go(state, judged)


def _try(state: ServiceState, stage: Walk, *effects: Say) -> Turn:
    step = stage.steps[stage.at]
    state, request_id = mint(state)
    ask = said.TryDevice(request_id, step.device_id, step.trial)
    return go(state, replace(stage, request_id=request_id, tried=None), *effects, Say(ask))


def _arrive(state: ServiceState, stage: Walk, *effects: Say) -> Turn:
    """At a step: begin at once when nobody has to hold anything for it."""
    if stage.is_over:
        return go(state, stage, *effects)
    is_attended = trial_of(stage.steps[stage.at]).is_attended
    return go(state, stage, *effects) if is_attended else _try(state, stage, *effects)


def _on(stage: Walk) -> Walk:
    return replace(stage, at=stage.at + 1, tried=None)


def _judged(stage: Walk, verdict: StepVerdict, wall: datetime, *, by_person: bool) -> Walk:
    step = stage.steps[stage.at]
    done = replace(
        step,
        verdict=verdict,
        tried=stage.tried or step.tried,
        at=step.at or wall,
        by_person=by_person,
    )
    steps = (*stage.steps[: stage.at], done, *stage.steps[stage.at + 1 :])
    return replace(stage, steps=steps)


def _remembered(state: ServiceState, stage: Walk) -> ServiceState:
    """The worst of a device's steps stands for it."""
    order = (StepVerdict.GOOD, StepVerdict.SKIPPED, StepVerdict.POOR, StepVerdict.FAILED)
    worst: dict[str, StepVerdict] = {}
    for step in stage.steps:
        if step.verdict is not None:
            before = worst.get(step.device_id, StepVerdict.GOOD)
            worst[step.device_id] = max(before, step.verdict, key=order.index)
    return replace(state, walked={**state.walked, **worst})


__all__ = ["TrialName", "asks_person", "on_walk", "start", "trial_of", "tried"]
