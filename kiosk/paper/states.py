"""What can become of a sheet. Owns the one table of steps; pure, knows no database and no printer.

    reserved    -> submitting | withdrawn
    submitting  -> submitted | uncertain | reserved
    submitted   -> printed | uncertain
    uncertain   -> found | spoiled          (a person has looked)
    printed, found -> handed-over | spoiled

The only way back, to reserved, is the printer saying in so many words that it took nothing.
"""

from enum import StrEnum
from typing import assert_never

from kiosk.errors import OpenhallError
from kiosk.uplink.contract import PrintOutcome


class SheetState(StrEnum):
    """Where one physical attempt stands."""

    RESERVED = "reserved"
    WITHDRAWN = "withdrawn"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    PRINTED = "printed"
    UNCERTAIN = "uncertain"
    FOUND = "found"
    SPOILED = "spoiled"
    HANDED_OVER = "handed-over"


class Step(StrEnum):
    """What happens to a sheet."""

    WITHDRAW = "withdraw"
    BEGIN = "begin"
    REFUSE = "refuse"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    DOUBT = "doubt"
    FIND = "find"
    SPOIL = "spoil"
    HAND_OVER = "hand-over"


class IllegalStepError(OpenhallError):
    """Somebody asked for a step that the table does not have: a bug, never a way to a sheet."""

    code = "OH-0400"
    message_key = "error.unknown"


_TABLE = {
    (SheetState.RESERVED, Step.WITHDRAW): SheetState.WITHDRAWN,
    (SheetState.RESERVED, Step.BEGIN): SheetState.SUBMITTING,
    (SheetState.SUBMITTING, Step.REFUSE): SheetState.RESERVED,
    (SheetState.SUBMITTING, Step.ACCEPT): SheetState.SUBMITTED,
    (SheetState.SUBMITTING, Step.DOUBT): SheetState.UNCERTAIN,
    (SheetState.SUBMITTED, Step.CONFIRM): SheetState.PRINTED,
    (SheetState.SUBMITTED, Step.DOUBT): SheetState.UNCERTAIN,
    (SheetState.UNCERTAIN, Step.FIND): SheetState.FOUND,
    (SheetState.UNCERTAIN, Step.SPOIL): SheetState.SPOILED,
    (SheetState.PRINTED, Step.HAND_OVER): SheetState.HANDED_OVER,
    (SheetState.PRINTED, Step.SPOIL): SheetState.SPOILED,
    (SheetState.FOUND, Step.HAND_OVER): SheetState.HANDED_OVER,
    (SheetState.FOUND, Step.SPOIL): SheetState.SPOILED,
}
IN_FLIGHT = frozenset({SheetState.SUBMITTING, SheetState.SUBMITTED})
UNFINISHED = IN_FLIGHT | {SheetState.RESERVED}


def after(state: SheetState, step: Step) -> SheetState:
    """The state that ``step`` leads to."""
    try:
        return _TABLE[state, step]
    except KeyError as error:
        raise IllegalStepError(f"no step {step} from {state}") from error


def outcome_of(state: SheetState) -> PrintOutcome | None:
    """What the platform is told; None while there is nothing to tell."""
    match state:
        case SheetState.PRINTED | SheetState.FOUND | SheetState.HANDED_OVER:
            return PrintOutcome.PRINTED
        case SheetState.UNCERTAIN:
            return PrintOutcome.UNCERTAIN
        case SheetState.SPOILED:
            return PrintOutcome.SPOILED
        case (
            SheetState.RESERVED
            | SheetState.WITHDRAWN
            | SheetState.SUBMITTING
            | SheetState.SUBMITTED
        ):
            return None
        case _:
            assert_never(state)
