"""What a visit said just before it went is still heard, whichever way its end is noticed first."""

import logging
import socket

from kiosk.host.messages import CODEC, ShowVisit, StartCamera, VisitBeat, VisitEnded, VisitWoken
from kiosk.host.wire import Channel
from tests.test_supervisor_crash_loop import theatre

__all__ = ["theatre"]


def speaks_and_exits(theatre, *words):
    """The shown visit's last words come, and it is gone, after the loop looked at its socket."""

    def tick():
        for word in words:
            theatre.ends[0].send(word)
        theatre.ends[0].close()
        theatre.processes[0].returncode = 0
        theatre.supervisor.tick()
        theatre.hub.stop()

    theatre.hub.run(lambda event: None, tick)


def test_words_that_came_with_the_exit_are_heard_and_the_spare_is_shown(theatre):
    theatre.round()
    theatre.ready(0)
    theatre.ready(1)
    speaks_and_exits(theatre, VisitWoken(), StartCamera())
    assert theatre.heard == [VisitWoken(), StartCamera()]
    assert theatre.hears(1) == [ShowVisit()]
    assert len(theatre.gone) == 1


def test_reason_that_a_visit_gave_itself_is_the_one_that_is_written_down(theatre, caplog):
    caplog.set_level(logging.INFO)
    theatre.round()
    theatre.ready(0)
    theatre.ready(1)
    speaks_and_exits(theatre, VisitEnded("finished"))
    assert "reason=finished" in caplog.text
    assert "exited with" not in caplog.text
    assert len(theatre.gone) == 1


def test_nonsense_as_last_words_ends_the_visit_and_not_the_host(theatre):
    theatre.round()
    theatre.ready(0)
    theatre.ready(1)
    theatre.ends[0].sock.send(b"\xff" * 64)
    speaks_and_exits(theatre)
    assert len(theatre.gone) == 1
    assert theatre.heard == []


def test_visit_is_in_the_log_as_shown_before_it_hears_of_it(theatre, caplog):
    caplog.set_level(logging.INFO)
    theatre.round()
    theatre.ready(0)
    logged, show = [], theatre.supervisor._on_show

    def on_show():
        logged.append("visit_shown" in caplog.text)
        return show()

    theatre.supervisor._on_show = on_show
    theatre.supervisor.end(theatre.supervisor.shown, "test")
    caplog.clear()
    theatre.round()
    theatre.ready(1)
    assert logged == [True]


def test_word_to_a_visit_that_is_gone_costs_nothing_of_what_it_had_said():
    ours, theirs = socket.socketpair()
    host, visit = Channel(ours, CODEC), Channel(theirs, CODEC)
    heard = []
    visit.send(VisitWoken())
    visit.close()
    unsent = bytearray(b"a card")
    host.send(VisitBeat(), unsent)
    assert not any(unsent)
    host.receive(lambda frame: heard.append(frame.message))
    assert heard == [VisitWoken()]
    assert host.is_closed
