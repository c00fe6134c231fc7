"""Which state may follow which: the one table that intake, uploads and desk all obey."""

from collections.abc import Mapping

from kiosk.uplink.contract import CaseState as S

_ENDINGS = frozenset({S.GRANTED, S.REFUSED, S.CORRECTION_REQUESTED, S.WITHDRAWN})

FOLLOWING: Mapping[S, frozenset[S]] = {
    S.AWAITING_MATERIALS: frozenset({S.RECEIVED, S.CORRECTION_REQUESTED, S.WITHDRAWN}),
    S.RECEIVED: _ENDINGS | {S.ACCEPTED, S.NOT_ACCEPTED, S.TOLERATED},
    S.ACCEPTED: _ENDINGS | {S.IN_REVIEW},
    S.TOLERATED: frozenset({S.IN_REVIEW, S.REFUSED, S.LAPSED, S.WITHDRAWN}),
    S.CORRECTION_REQUESTED: frozenset({S.IN_REVIEW, S.REFUSED, S.LAPSED, S.WITHDRAWN}),
    S.IN_REVIEW: _ENDINGS,
    S.GRANTED: frozenset({S.RESULT_READY}),
    S.RESULT_READY: frozenset({S.DELIVERED}),
    S.DELIVERED: frozenset({S.CLOSED}),
}


def may_follow(now: S, then: S) -> bool:
    """True when a case in ``now`` may become ``then``."""
    return then in FOLLOWING.get(now, frozenset())
