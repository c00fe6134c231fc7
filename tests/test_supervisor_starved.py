"""A machine that gave nobody a turn for a while: no visit is blamed for it, and hangs still end."""

from kiosk.host.messages import VisitBeat
from kiosk.host.supervisor import BEAT_LIMIT_SECONDS
from tests.test_supervisor_crash_loop import theatre

__all__ = ["theatre"]

AN_HOUR_SECONDS = 3600.0


def test_visits_that_had_no_turn_while_the_host_had_none_live_on(theatre):
    theatre.round()
    theatre.ready(0)
    theatre.ready(1)
    theatre.clock.advance(AN_HOUR_SECONDS)
    theatre.round()
    assert not any(process.was_killed for process in theatre.processes)
    for index in (0, 1):
        theatre.says(index, VisitBeat())
    theatre.passes(BEAT_LIMIT_SECONDS * 0.9)
    assert theatre.gone == []


def test_visit_that_hangs_is_ended_although_the_machine_stood_still_meanwhile(theatre):
    theatre.round()
    theatre.ready(0)
    theatre.ready(1)
    theatre.passes(BEAT_LIMIT_SECONDS * 0.6)
    theatre.clock.advance(AN_HOUR_SECONDS)
    theatre.says(1, VisitBeat())
    assert not theatre.processes[0].was_killed
    theatre.passes(BEAT_LIMIT_SECONDS * 0.6)
    assert theatre.processes[0].was_killed
    assert not theatre.processes[1].was_killed


def test_visit_that_is_slow_to_start_is_given_the_time_that_the_machine_stood_still(theatre):
    theatre.round()
    theatre.clock.advance(AN_HOUR_SECONDS)
    theatre.round()
    assert not theatre.processes[0].was_killed
