"""Staff come to the glass: never beside a citizen, after the visit before has ended, and back."""

import pytest

from kiosk.host.messages import (
    DevicesChanged,
    ShowVisit,
    VisitBeat,
    VisitEnded,
    VisitReady,
    VisitWoken,
)
from kiosk.host.supervisor import START_LIMIT_SECONDS, Kind, Phase, Supervisor
from tests.test_supervisor_crash_loop import Theatre


class Hall(Theatre):
    """The same puppets, and staff among them."""

    def __init__(self, monkeypatch):
        super().__init__(monkeypatch)
        # What a puppet says is in the socket before the round begins: there is nothing to wait for.
        monkeypatch.setattr("kiosk.host.hub.IDLE_LOOK_SECONDS", 0.0)
        self.supervisor = Supervisor(
            hub=self.hub,
            clock=self.clock,
            launch=self._launch,
            on_message=lambda visit, frame: self.heard.append(frame.message),
            on_ready=lambda visit: None,
            on_gone=lambda visit: self.gone.append(visit.kind),
            on_show=ShowVisit,
            launch_service=self._launch,
        )
        self.round()
        self.ready(0)
        self.round()
        self.ready(1)
        assert self.kinds() == [Kind.CITIZEN, Kind.CITIZEN]

    def kinds(self):
        return [visit.kind for visit in self.supervisor.visits]

    def shown_kind(self):
        return None if self.supervisor.shown is None else self.supervisor.shown.kind


@pytest.fixture
def hall(monkeypatch):
    stage = Hall(monkeypatch)
    yield stage
    stage.close()


def test_attract_stays_on_the_glass_until_service_is_ready(hall):
    assert hall.supervisor.open_service()
    hall.round()
    assert hall.shown_kind() is Kind.CITIZEN
    hall.ready(2)
    assert hall.shown_kind() is Kind.SERVICE
    assert hall.hears(2) == [ShowVisit()]


def test_visit_on_the_glass_has_ended_before_staff_are_shown(hall):
    hall.supervisor.open_service()
    hall.ready(2)
    assert hall.processes[0].was_killed
    assert hall.gone == [Kind.CITIZEN]
    assert hall.kinds() == [Kind.CITIZEN, Kind.SERVICE]


def test_citizen_in_the_middle_of_something_is_never_disturbed(hall):
    hall.says(0, VisitWoken())
    assert not hall.supervisor.open_service()
    assert hall.kinds() == [Kind.CITIZEN, Kind.CITIZEN]


def test_citizen_who_wakes_the_screen_meanwhile_comes_first(hall):
    hall.supervisor.open_service()
    hall.says(0, VisitWoken())
    hall.ready(2)
    assert hall.shown_kind() is Kind.CITIZEN
    assert hall.processes[2].was_killed
    assert not hall.processes[0].was_killed


def test_second_wish_for_service_starts_no_second_process(hall):
    assert hall.supervisor.open_service()
    assert not hall.supervisor.open_service()
    assert hall.kinds().count(Kind.SERVICE) == 1


@pytest.mark.parametrize("how", ["ends", "dies", "hangs"])
def test_spare_is_on_the_glass_at_once_when_staff_leave(hall, how):
    hall.supervisor.open_service()
    hall.ready(2)
    match how:
        case "ends":
            hall.says(2, VisitEnded("signed-off"))
        case "dies":
            hall.processes[2].returncode = 1
            hall.round()
        case "hangs":
            hall.passes(9.0)
            hall.says(1, VisitBeat())
            hall.passes(2.0)
    assert hall.shown_kind() is Kind.CITIZEN
    assert hall.hears(1)[-1] == ShowVisit()


def test_touch_that_is_still_on_its_way_when_service_is_ready_comes_first(hall):
    hall.supervisor.open_service()
    hall.ends[2].send(VisitReady("visit-2", 3))
    hall.ends[0].send(VisitWoken())
    hall.round()
    assert hall.shown_kind() is Kind.CITIZEN
    assert hall.processes[2].was_killed
    assert not hall.processes[0].was_killed
    assert hall.heard == [VisitWoken()]


def test_visit_that_ended_by_itself_just_before_makes_room_for_service(hall):
    hall.supervisor.open_service()
    hall.ends[2].send(VisitReady("visit-2", 3))
    hall.ends[0].send(VisitEnded("finished"))
    hall.round()
    assert hall.gone[0] is Kind.CITIZEN
    assert [visit.phase for visit in hall.supervisor.visits].count(Phase.SHOWN) == 1


def test_spare_is_kept_warm_while_staff_are_at_work(hall):
    hall.supervisor.open_service()
    hall.ready(2)
    hall.round()
    assert len(hall.processes) == 3
    hall.says(2, VisitEnded("signed-off"))
    hall.round()
    assert hall.kinds() == [Kind.CITIZEN, Kind.CITIZEN]


def test_service_that_never_gets_ready_costs_citizens_no_pause(hall):
    hall.supervisor.open_service()
    for _ in range(int(START_LIMIT_SECONDS // 6) + 1):
        for index in (0, 1):
            hall.ends[index].send(VisitBeat())
        hall.passes(6.0)
    assert hall.kinds() == [Kind.CITIZEN, Kind.CITIZEN]
    hall.says(0, VisitEnded("finished"))
    hall.round()
    assert hall.kinds() == [Kind.CITIZEN, Kind.CITIZEN]


def test_service_visit_that_speaks_a_citizens_language_ends(hall):
    hall.supervisor.open_service()
    hall.ready(2)
    # The puppet's channel spells both lists; the host's end of a service visit spells one.
    from kiosk.host.messages import ReadCard

    hall.says(2, ReadCard(1, 10.0))
    hall.round()
    assert hall.shown_kind() is Kind.CITIZEN


def test_device_states_reach_staff_too(hall):
    hall.supervisor.open_service()
    hall.says(2, VisitReady("visit-2", 3))
    hall.supervisor.shown.send(DevicesChanged(()))
    assert hall.hears(2) == [ShowVisit(), DevicesChanged(())]


def test_terminal_without_a_service_process_opens_none(monkeypatch):
    stage = Theatre(monkeypatch)
    try:
        stage.round()
        stage.ready(0)
        assert not stage.supervisor.open_service()
    finally:
        stage.close()
