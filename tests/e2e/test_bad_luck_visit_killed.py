"""kill -9 of the visit in each of its stages, and a visit that hangs.

The attract screen is back; host, devices and outbox are as they were; what was submitted goes on.
"""

import os
import signal

import pytest

#: How far a citizen gets before it happens.
STAGES = {
    "attract": lambda citizen: None,
    "home": lambda citizen: citizen.wake(),
    "identify": lambda citizen: citizen.open(),
    "form": lambda citizen: citizen.identify(),
    "capture": lambda citizen: citizen.capture(),
    "review": lambda citizen: citizen.review(),
}


def is_alive(pid):
    return os.path.exists(f"/proc/{pid}")


def drafts(terminal):
    return {
        file
        for file in (terminal.places.state / "outbox").rglob("*")
        if file.is_file() and "sqlite" not in file.name
    }


@pytest.mark.parametrize("stage", STAGES)
def test_visit_killed_before_it_submitted_leaves_nothing(terminal, citizen, stage):
    host, devices, cases = terminal.ensemble.pid("host"), terminal.usable(), terminal.outbox_ids()
    STAGES[stage](citizen)
    pid = terminal.kill_visit()
    terminal.attract()
    assert not is_alive(pid)
    assert terminal.ensemble.pid("host") == host
    assert not terminal.ensemble.has_ended("host")
    terminal.wait("the devices to be well", lambda: terminal.usable() == devices)
    assert terminal.outbox_ids() == cases


def test_visit_killed_with_a_scan_leaves_no_draft(terminal, citizen):
    before = drafts(terminal)
    citizen.scan()
    # What an earlier case left may go meanwhile, when the platform has it.
    assert drafts(terminal) - before
    terminal.kill_visit()
    terminal.attract()
    terminal.wait("the draft to be gone", lambda: drafts(terminal) <= before)


def test_visit_killed_after_stored_does_not_stop_its_case(terminal, citizen):
    citizen.review()
    terminal.fault("away")
    case_id = citizen.hand_in()
    terminal.kill_visit()
    terminal.attract()
    terminal.fault("none")
    terminal.wait("the case to go out", lambda: terminal.is_through(case_id))
    assert terminal.cases().count(case_id) == 1


def test_visit_killed_the_moment_it_submits_sends_its_case_whole_or_not_at_all(terminal, citizen):
    citizen.review()
    citizen.agree()
    before = terminal.outbox_ids()
    citizen.press("Submit()")
    terminal.kill_visit()
    terminal.attract()
    new = terminal.outbox_ids() - before
    assert len(new) <= 1
    for case_id in new:
        terminal.wait("the case to go out", lambda case_id=case_id: terminal.is_through(case_id))
        assert terminal.cases().count(case_id) == 1


def test_visit_that_hangs_is_replaced(terminal, citizen):
    citizen.identify()
    pid = terminal.kill_visit(signal.SIGSTOP)
    terminal.wait("the hanging visit to be ended", lambda: not is_alive(pid))
    terminal.attract()
    assert "reason=silent" in terminal.host_log()
