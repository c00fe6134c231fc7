"""When to take the picture by itself. A pure state machine; owns no pixels and no clock.

Rule: five good sightings in a row, no corner moving by more than 1 %, of a page that is not the one
just taken. The page counts as another one only when its look has changed; when it vanishes and the
same look comes back (a hand passed over it), it is not taken twice.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from devices.document_scanner.geometry import Quad

_STEADY_SIGHTINGS = 5
_STEADY_SHARE = 0.01
_SAME_LOOK = 0.85
#: Grey levels; noise of a blank page leaves about 0.5, one line of print 2.
_BLANK_CONTRAST = 1.2


class Wait(StrEnum):
    """What the machine waits for."""

    PAGE = "page"
    STEADY = "steady"
    NEXT_PAGE = "next-page"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One frame's news. ``look`` is a small zero-mean picture of the flat page."""

    quad: Quad | None
    good: bool
    look: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Watching:
    """The whole state."""

    steady: int = 0
    last_quad: Quad | None = None
    taken_look: tuple[float, ...] = ()
    wait: Wait = Wait.PAGE


def observe(state: Watching, sighting: Sighting) -> tuple[Watching, bool]:
    """The next state, and whether to take the page now."""
    if sighting.quad is None:
        return replace(state, steady=0, last_quad=None, wait=Wait.PAGE), False
    if state.taken_look and likeness(sighting.look, state.taken_look) > _SAME_LOOK:
        return replace(state, steady=0, last_quad=sighting.quad, wait=Wait.NEXT_PAGE), False
    steady = state.steady + 1 if sighting.good and _is_steady(state, sighting.quad) else 0
    if sighting.good and steady == 0:
        steady = 1
    if steady >= _STEADY_SIGHTINGS:
        return taken(sighting), True
    return replace(state, steady=steady, last_quad=sighting.quad, wait=Wait.STEADY), False


def taken(sighting: Sighting) -> Watching:
    """The state after this page was taken, by the machine or by hand."""
    return Watching(0, sighting.quad, sighting.look, Wait.NEXT_PAGE)


def not_taken(state: Watching) -> Watching:
    """The state after the still turned out unfit: the page is looked at again."""
    return Watching(0, state.last_quad, (), Wait.STEADY)


def forget_last(state: Watching) -> Watching:
    """The state after a page was thrown away: the same page may be taken again."""
    return replace(state, steady=0, taken_look=(), wait=Wait.PAGE)


def likeness(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    """Correlation of two looks, -1..1. Two looks without any print are alike: both are blank."""
    if not first or len(first) != len(second):
        return 0.0
    a, b = np.array(first), np.array(second)
    contrasts = float(a.std()), float(b.std())
    if min(contrasts) < _BLANK_CONTRAST:
        return 1.0 if max(contrasts) < _BLANK_CONTRAST else 0.0
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def _is_steady(state: Watching, quad: Quad) -> bool:
    return (
        state.last_quad is not None and quad.furthest_corner_move(state.last_quad) <= _STEADY_SHARE
    )
