"""The table of steps: what may follow what, and that nothing leads back to a second sheet."""

import pytest

from kiosk.paper.states import (
    IN_FLIGHT,
    UNFINISHED,
    IllegalStepError,
    SheetState,
    Step,
    after,
    outcome_of,
)
from kiosk.uplink.contract import PrintOutcome

_ALLOWED = {
    ("reserved", "withdraw", "withdrawn"),
    ("reserved", "begin", "submitting"),
    ("submitting", "refuse", "reserved"),
    ("submitting", "accept", "submitted"),
    ("submitting", "doubt", "uncertain"),
    ("submitted", "confirm", "printed"),
    ("submitted", "doubt", "uncertain"),
    ("uncertain", "find", "found"),
    ("uncertain", "spoil", "spoiled"),
    ("printed", "hand-over", "handed-over"),
    ("printed", "spoil", "spoiled"),
    ("found", "hand-over", "handed-over"),
    ("found", "spoil", "spoiled"),
}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", SheetState)
def test_only_the_steps_of_the_table_are_possible(state: SheetState, step: Step) -> None:
    allowed = [end for start, name, end in _ALLOWED if (start, name) == (state, step)]
    if allowed:
        assert after(state, step) == allowed[0]
    else:
        with pytest.raises(IllegalStepError):
            after(state, step)


def test_once_submitted_nothing_leads_back_to_the_starting_line() -> None:
    reachable, frontier = set[SheetState](), {SheetState.SUBMITTED}
    while frontier:
        reachable |= frontier
        ends = {SheetState(end) for start, _, end in _ALLOWED if start in frontier}
        frontier = ends - reachable
    assert not reachable & {SheetState.RESERVED, SheetState.SUBMITTING, SheetState.WITHDRAWN}


def test_platform_is_told_only_of_fates() -> None:
    untold = {state for state in SheetState if outcome_of(state) is None}
    assert untold == UNFINISHED | {SheetState.WITHDRAWN}
    assert outcome_of(SheetState.FOUND) is PrintOutcome.PRINTED
    assert IN_FLIGHT < UNFINISHED
