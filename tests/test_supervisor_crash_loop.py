"""Visits that die, hang or never get ready: replaced at once, and with pauses when it is a loop."""

import pytest

from kiosk.host.hub import Hub
from kiosk.host.messages import CODEC, ShowVisit, VisitBeat, VisitEnded, VisitReady
from kiosk.host.supervisor import (
    BEAT_LIMIT_SECONDS,
    START_LIMIT_SECONDS,
    START_PAUSES_SECONDS,
    TURN_SECONDS,
    Phase,
    Supervisor,
)
from kiosk.host.wire import Channel
from tests.fakes.clock import FakeClock


class FakeProcess:
    """What ``Popen`` tells of a child, without a child."""

    def __init__(self, pid):
        self.pid, self.returncode, self.was_killed = pid, None, False

    def poll(self):
        return self.returncode

    def wait(self):
        return self.returncode


class Theatre:
    """A supervisor whose visits are puppets: only the sockets are real."""

    def __init__(self, monkeypatch):
        self.clock, self.hub = FakeClock(), Hub()
        self.processes, self.ends, self.gone, self.heard = [], [], [], []
        # A made-up process id must never reach the real kill.
        monkeypatch.setattr("kiosk.host.supervisor.os.killpg", self._killed)
        self.supervisor = Supervisor(
            hub=self.hub,
            clock=self.clock,
            launch=self._launch,
            on_message=lambda visit, frame: self.heard.append(frame.message),
            on_ready=lambda visit: None,
            on_gone=lambda visit: self.gone.append(visit.visit_id),
            on_show=ShowVisit,
        )

    def _launch(self, socket_fd, visit_id):
        import os
        import socket

        self.ends.append(Channel(socket.socket(fileno=os.dup(socket_fd)), CODEC))
        self.processes.append(FakeProcess(10_000_000 + len(self.processes)))
        return self.processes[-1]

    def _killed(self, pid, _number):
        self.processes[pid - 10_000_000].was_killed = True
        self.processes[pid - 10_000_000].returncode = -9

    def says(self, index, message):
        """The puppet speaks, and the host's loop hears it."""
        self.ends[index].send(message)
        self.round()

    def round(self):
        """One turn of the host's loop."""

        def tick():
            self.supervisor.tick()
            self.hub.stop()

        self.hub.post("a turn at once")
        self.hub.run(lambda event: None, tick)

    def passes(self, seconds):
        """Time in which the host's loop gets its turns."""
        while seconds > 0:
            self.clock.advance(min(seconds, TURN_SECONDS))
            seconds -= TURN_SECONDS
            self.round()

    def hears(self, index):
        """What the host has told a puppet."""
        messages = []
        self.ends[index].receive(lambda frame: messages.append(frame.message))
        return messages

    def ready(self, index):
        self.says(index, VisitReady(f"visit-{index}", index + 1))

    def close(self):
        self.supervisor.close()
        self.hub.close()
        for end in self.ends:
            end.close()


@pytest.fixture
def theatre(monkeypatch):
    stage = Theatre(monkeypatch)
    yield stage
    stage.close()


def test_first_visit_that_is_ready_is_shown_and_a_spare_is_started(theatre):
    theatre.round()
    assert theatre.supervisor.shown is None
    theatre.ready(0)
    theatre.round()
    assert theatre.supervisor.shown.phase is Phase.SHOWN
    assert theatre.hears(0) == [ShowVisit()]
    assert len(theatre.processes) == 2


def test_shown_visit_that_ends_is_replaced_by_the_spare_in_the_same_round(theatre):
    theatre.round()
    theatre.ready(0)
    theatre.ready(1)
    theatre.says(0, VisitEnded("finished"))
    assert theatre.processes[0].was_killed
    assert theatre.hears(1) == [ShowVisit()]
    assert len(theatre.gone) == 1


@pytest.mark.parametrize("how", ["hangs up", "exits", "is silent", "breaks the protocol"])
def test_visit_that_fails_in_any_way_is_killed_and_replaced(theatre, how):
    theatre.round()
    theatre.ready(0)
    theatre.ready(1)
    match how:
        case "hangs up":
            theatre.ends[0].close()
        case "exits":
            theatre.processes[0].returncode = 1
        case "is silent":
            theatre.passes(BEAT_LIMIT_SECONDS * 0.9)
            theatre.says(1, VisitBeat())
            theatre.passes(BEAT_LIMIT_SECONDS * 0.2)
        case _:
            theatre.ends[0].sock.send(b"\xff" * 8)
    theatre.round()
    theatre.round()
    assert theatre.processes[0].was_killed
    assert theatre.hears(1) == [ShowVisit()]


def test_visit_that_beats_is_left_alone_however_long_it_takes(theatre):
    theatre.round()
    theatre.ready(0)
    theatre.ready(1)
    for _ in range(10):
        theatre.passes(BEAT_LIMIT_SECONDS * 0.9)
        theatre.says(0, VisitBeat())
        theatre.says(1, VisitBeat())
    assert not theatre.processes[0].was_killed
    assert theatre.gone == []


def test_visit_that_never_gets_ready_is_ended_after_its_limit(theatre):
    theatre.round()
    theatre.passes(START_LIMIT_SECONDS * 0.9)
    assert not theatre.processes[0].was_killed
    theatre.passes(START_LIMIT_SECONDS * 0.2)
    assert theatre.processes[0].was_killed


def dies_at_start(theatre):
    theatre.processes[-1].returncode = 1
    theatre.round()


def test_crash_loop_backs_off_to_the_longest_pause_and_never_gives_up(theatre):
    theatre.round()
    for pause in (*START_PAUSES_SECONDS[1:], START_PAUSES_SECONDS[-1]):
        started = len(theatre.processes)
        dies_at_start(theatre)
        theatre.clock.advance(pause * 0.9)
        theatre.round()
        assert len(theatre.processes) == started, f"started again before {pause} s"
        theatre.clock.advance(pause * 0.2)
        theatre.round()
        assert len(theatre.processes) == started + 1


def test_visit_that_gets_ready_ends_the_backing_off(theatre):
    theatre.round()
    for _ in range(4):
        dies_at_start(theatre)
        theatre.clock.advance(START_PAUSES_SECONDS[-1])
        theatre.round()
    theatre.ready(len(theatre.processes) - 1)
    theatre.round()
    started = len(theatre.processes)
    dies_at_start(theatre)
    theatre.clock.advance(START_PAUSES_SECONDS[1])
    theatre.round()
    assert len(theatre.processes) == started + 1


def test_closing_ends_every_visit_and_starts_none(theatre):
    theatre.round()
    theatre.ready(0)
    theatre.supervisor.close()
    theatre.round()
    assert all(process.was_killed for process in theatre.processes)
    assert theatre.supervisor.visits == ()


def test_message_of_a_visit_reaches_the_host_and_one_of_an_ended_visit_does_not(theatre):
    from kiosk.host.messages import StartCamera

    theatre.round()
    theatre.ready(0)
    theatre.says(0, StartCamera())
    assert theatre.heard == [StartCamera()]
    theatre.ends[0].send(StartCamera())
    theatre.supervisor.end(theatre.supervisor.shown, "test")
    theatre.round()
    assert theatre.heard == [StartCamera()]
