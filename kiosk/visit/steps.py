"""From one step of a journey to the next: turns the engine's answer into a stage. Pure."""

from typing import assert_never

from kiosk.catalogue.definition import ServiceDefinition, Step, StepKind
from kiosk.host.messages import ReadCard
from kiosk.journey.engine import relevant_steps, step_after, step_before
from kiosk.visit.events import Tell
from kiosk.visit.state import (
    Capture,
    CardTrouble,
    Form,
    Guide,
    Identify,
    MaterialList,
    Review,
    Sheet,
    Stage,
    Submitted,
    VisitState,
)
from kiosk.visit.turn import Context, Turn, go, mint_request


def service_of(state: VisitState) -> ServiceDefinition:
    """The service that was begun. Only stages inside a service ask."""
    if state.service is None:
        raise LookupError("no service has been begun")
    return state.service.definition


def enter_first(state: VisitState, context: Context) -> Turn:
    """Begin the journey."""
    return enter(state, relevant_steps(service_of(state), state.answers)[0], context)


def forward(state: VisitState, context: Context) -> Turn:
    """On to the next step that counts."""
    step = step_after(service_of(state), state.answers, current_step_id(state))
    return enter(state, step, context) if step is not None else Turn(state)


def back(state: VisitState, context: Context) -> Turn:
    """To the step before; from the first one to the guide. Nobody lays the card twice."""
    step = step_before(service_of(state), state.answers, current_step_id(state))
    if step is None or step.kind is StepKind.IDENTIFY:
        return go(state, Guide()) if state.person is None else Turn(state)
    return enter(state, step, context)


def enter(state: VisitState, step: Step, context: Context) -> Turn:
    """Show a step."""
    match step.kind:
        case StepKind.IDENTIFY:
            return start_reading(state, context)
        case StepKind.FORM:
            return go(state, Form(step.id))
        case StepKind.MATERIALS:
            return go(state, MaterialList())
        case StepKind.REVIEW:
            return go(state, Review())
        case StepKind.SUBMIT | StepKind.OUTPUT:
            # Handed in at the review; what comes out is asked for from the rungs.
            return go(state, Submitted(context.now))
        case _:
            assert_never(step.kind)


def start_reading(
    state: VisitState,
    context: Context,
    trouble: CardTrouble | None = None,
    status_word: int = 0,
) -> Turn:
    """Light the reader and wait for a card."""
    state, request = mint_request(state)
    seconds = context.limits.identify_seconds
    stage = Identify(request, context.now + seconds, trouble, status_word)
    return go(state, stage, Tell(ReadCard(request, seconds)))


_KINDS: dict[type[Stage], StepKind] = {
    Identify: StepKind.IDENTIFY,
    MaterialList: StepKind.MATERIALS,
    Capture: StepKind.MATERIALS,
    Review: StepKind.REVIEW,
    Submitted: StepKind.SUBMIT,
    Sheet: StepKind.OUTPUT,
}


def current_step_id(state: VisitState) -> str:
    """The step that is on the screen."""
    if isinstance(state.stage, Form):
        return state.stage.step_id
    kind = _KINDS[type(state.stage)]
    return next(step.id for step in service_of(state).steps if step.kind is kind)
