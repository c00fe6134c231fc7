"""kill -9 of the host at any instant after "stored": the case goes out after the restart, once."""

import pytest


@pytest.fixture
def handed_in(citizen, terminal):
    """What the platform has more than before: every case, with what it says of it."""
    before = set(terminal.cases())

    def news():
        terminal.wait("the case to arrive", lambda: set(terminal.cases()) - before)
        return set(terminal.cases()) - before

    return news


def restarted(terminal, case_id):
    terminal.bench.act("id-reader", "lift")
    terminal.start("host")
    terminal.wait("the outbox to be done with the case", lambda: terminal.is_through(case_id))
    terminal.attract()


def arrivals(terminal, case_id):
    return terminal.platform_rows(
        f"SELECT state FROM case_log WHERE case_id = '{case_id}' AND state = 'received'"
    )


def results(terminal, case_id):
    return terminal.platform_rows(f"SELECT number FROM results WHERE case_id = '{case_id}'")


def test_host_killed_right_after_stored_sends_the_case_once(terminal, citizen, handed_in):
    terminal_away_from_review(citizen, terminal)
    case_id = citizen.hand_in()
    terminal.kill("host")
    terminal.fault("none")
    restarted(terminal, case_id)
    assert handed_in() == {case_id}
    assert len(arrivals(terminal, case_id)) == 1


def terminal_away_from_review(citizen, terminal):
    citizen.review()
    terminal.fault("away")


def test_everything_killed_right_after_stored_sends_the_case_once(terminal, citizen, handed_in):
    terminal_away_from_review(citizen, terminal)
    case_id = citizen.hand_in()
    terminal.kill("host", "devices", "platform")
    terminal.start("platform", "devices")
    restarted(terminal, case_id)
    assert handed_in() == {case_id}
    assert len(arrivals(terminal, case_id)) == 1


def test_host_killed_while_the_platform_takes_its_time_sends_the_case_once(
    terminal, citizen, handed_in
):
    citizen.review()
    terminal.fault("held")
    case_id = citizen.hand_in()
    terminal.wait(
        "the sender to be at it",
        lambda: (case_id, "sending") in terminal.outbox("SELECT id, state FROM outbox"),
    )
    terminal.kill("host")
    terminal.fault("none")
    restarted(terminal, case_id)
    assert handed_in() == {case_id}
    assert len(arrivals(terminal, case_id)) == 1
    assert len(results(terminal, case_id)) == 1


def test_host_killed_between_acceptance_and_its_answer_sends_the_case_once(
    terminal, citizen, handed_in
):
    citizen.review()
    terminal.fault("drop-after-accept")
    case_id = citizen.hand_in()
    assert handed_in() == {case_id}
    assert not terminal.is_through(case_id)
    terminal.kill("host")
    terminal.fault("none")
    restarted(terminal, case_id)
    assert handed_in() == {case_id}
    assert len(arrivals(terminal, case_id)) == 1
    assert len(results(terminal, case_id)) == 1


def test_host_killed_while_a_scan_is_uploaded_sends_case_and_scan_once(
    terminal, citizen, handed_in
):
    citizen.scan()
    terminal.fault("held")
    case_id = citizen.hand_in_trader()
    terminal.wait(
        "the upload to be announced",
        lambda: (
            ("announced",) in terminal.outbox(f"SELECT state FROM file WHERE case_id = '{case_id}'")
        ),
    )
    terminal.kill("host")
    terminal.fault("none")
    restarted(terminal, case_id)
    assert handed_in() == {case_id}
    files = terminal.platform_rows(f"SELECT upload_id FROM case_files WHERE case_id = '{case_id}'")
    assert len(files) == 1
    assert terminal.platform_rows(
        f"SELECT count(*), min(state) FROM uploads WHERE case_id = '{case_id}'"
    ) == [(1, "whole")]
