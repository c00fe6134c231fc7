"""Silence, the question, the goodbye. Pure.

Data goes on time, whatever still lies on the machine.
"""

from dataclasses import replace

from kiosk.host.messages import StopWaiting
from kiosk.visit.events import Effect, EndVisit, StopPages, Tell
from kiosk.visit.intents import Continue, Intent, Stay
from kiosk.visit.state import (
    Aids,
    Attract,
    Capture,
    Ending,
    Goodbye,
    Identify,
    Rating,
    ReceiptPhase,
    Review,
    Scanning,
    Sheet,
    SheetPhase,
    Stage,
    VisitState,
)
from kiosk.visit.turn import Context, Turn, go


def say_goodbye(state: VisitState, ending: Ending, context: Context) -> Turn:
    """The last screen: from here on nothing can be done but go."""
    until = context.now + context.limits.goodbye_seconds
    return go(replace(state, asked_until=None), Goodbye(ending, until), *_put_down(state.stage))


def _put_down(stage: Stage) -> tuple[Effect, ...]:
    """Nothing waits for this citizen any more: a card laid now is not read."""
    match stage:
        case Capture():
            return (StopPages(),)
        case Identify(request_id=request) | Scanning(request_id=request):
            return (Tell(StopWaiting(request)),)
        case _:
            return ()


def on_goodbye(state: VisitState, stage: Goodbye, intent: Intent) -> Turn:
    """A touch on the key ends it at once."""
    match intent:
        case Continue() if stage.ending is not Ending.CARD_LEFT:
            return Turn(state, (EndVisit("finished"),))
        case _:
            return Turn(state)


def wait_for_card(state: VisitState, context: Context) -> Turn:
    """Begin a visit with a stranger's card on the reader: nothing starts until it is taken.

    The person's data went on time, with the process before; only the words stay.
    """
    waiting = replace(state, card_on_reader=True)
    return go(waiting, Goodbye(Ending.CARD_LEFT, context.now))


def card_taken(state: VisitState) -> Turn:
    """The reader is empty: who waited only for that is ready for the next citizen."""
    match state.stage:
        case Goodbye(ending=Ending.CARD_LEFT):
            return go(state, Attract())
        case _:
            return Turn(state)


def leave(state: VisitState, context: Context) -> Turn:
    """The citizen goes."""
    return say_goodbye(state, Ending.LEFT, context)


def touched(state: VisitState, intent: Intent, context: Context) -> VisitState:
    """Any touch answers the question; one key buys more time."""
    extra = intent.extra_seconds if isinstance(intent, Stay) else 0
    patience = max(context.limits.idle_seconds, float(extra))
    return replace(state, touched_at=context.now, patience_seconds=patience, asked_until=None)


def noticed(state: VisitState, context: Context) -> VisitState:
    """A card, a code or a page laid down is as good as a touch."""
    return replace(state, touched_at=context.now, asked_until=None)


def on_tick(state: VisitState, context: Context) -> Turn:
    """Look at the clock."""
    stage = state.stage
    if isinstance(stage, Attract):
        # What a passer-by switched on (help, large letters) must not greet the next citizen.
        is_quiet = context.now - state.touched_at >= context.limits.idle_seconds
        return Turn(replace(state, aids=Aids()) if is_quiet else state)
    if isinstance(stage, Goodbye):
        # A card that still lies there does not delay it: the next visit asks for it.
        is_over = context.now >= stage.until and stage.ending is not Ending.CARD_LEFT
        return Turn(state, (EndVisit("finished"),) if is_over else ())
    if is_moving(state):
        # Clocks stop while a device moves or paper is on its way.
        return Turn(replace(state, touched_at=context.now, asked_until=None))
    if state.asked_until is not None:
        if context.now >= state.asked_until:
            return say_goodbye(state, Ending.TIMED_OUT, context)
        return Turn(state)
    is_silent = context.now - state.touched_at >= _patience(state, context)
    if is_silent and isinstance(stage, Rating):
        # Everything is done: not to rate is an answer too.
        return say_goodbye(state, Ending.FINISHED, context)
    if is_silent:
        return Turn(replace(state, asked_until=context.now + context.limits.warning_seconds))
    return Turn(state)


def _patience(state: VisitState, context: Context) -> float:
    if isinstance(state.stage, Identify):
        return max(state.patience_seconds, context.limits.identify_seconds)
    if isinstance(state.stage, Rating):
        return context.limits.rate_seconds
    return state.patience_seconds or context.limits.idle_seconds


def is_moving(state: VisitState) -> bool:
    """Whether a device is busy for the citizen, so that silence means nothing."""
    stage, case = state.stage, state.case
    if case is not None and case.receipt is ReceiptPhase.PRINTING:
        return True
    match stage:
        case Sheet(phase=SheetPhase.PREPARING | SheetPhase.PRINTING | SheetPhase.WAITING):
            return True
        case Capture(is_finishing=True) | Review(is_sealing=True):
            return True
        case Capture(scanning=source) if source is not None:
            return True
        case _:
            return False
