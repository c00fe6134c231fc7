"""The platform is away, broken, or drops the line after accepting: kept, said, sent later, once."""

import pytest

from tests.e2e.citizen import RECORD, TRADER
from tests.e2e.terminal import LIMIT_SECONDS


def receipts(terminal):
    return terminal.bench.states()["receipt-printer"]["receipts"]


def newest_receipt(terminal):
    return "\n".join(terminal.bench.states()["receipt-printer"]["newest"]["lines"])


def print_receipt(terminal, citizen):
    before = receipts(terminal)
    citizen.press("PrintReceipt()")
    citizen.see("SubmittedView", "凭条打好了，请拿走")
    assert receipts(terminal) == before + 1
    return newest_receipt(terminal)


def arrives_once(terminal, before, case_id):
    terminal.wait("the case to go out", lambda: terminal.is_through(case_id))
    assert set(terminal.cases()) - before == {case_id}
    log = terminal.platform_rows(f"SELECT state FROM case_log WHERE case_id = '{case_id}'")
    assert log.count(("received",)) == 1
    results = terminal.platform_rows(f"SELECT number FROM results WHERE case_id = '{case_id}'")
    assert len(results) == 1


@pytest.mark.parametrize("fault", ["away", "error500"])
def test_case_is_kept_receipt_says_stored_and_it_arrives_once_later(terminal, citizen, fault):
    before = set(terminal.cases())
    citizen.review()
    terminal.fault(fault)
    case_id = citizen.hand_in()
    look = citizen.see("SubmittedView", "正在送到平台")
    assert "已受理" not in look.words
    lines = print_receipt(terminal, citizen)
    assert "已存储" in lines
    assert "不是受理" in lines
    assert "已受理" not in lines
    citizen.press("Continue()")
    citizen.go()
    assert not terminal.is_through(case_id)
    terminal.fault("none")
    arrives_once(terminal, before, case_id)


def test_screen_says_that_the_platform_cannot_be_reached(terminal, citizen):
    citizen.review()
    terminal.stop("platform")
    citizen.hand_in()
    citizen.see("SubmittedView", "现在连不上平台")
    terminal.start("platform")
    terminal.walker.wait("the last rung", lambda look: "已受理" in look.words, LIMIT_SECONDS)


def test_answer_that_is_lost_after_acceptance_makes_no_second_case(terminal, citizen):
    before = set(terminal.cases())
    citizen.review()
    terminal.fault("drop-after-accept")
    case_id = citizen.hand_in()
    terminal.wait("the platform to have it", lambda: case_id in terminal.cases())
    assert not terminal.is_through(case_id)
    terminal.fault("none")
    arrives_once(terminal, before, case_id)


def test_host_restarted_without_platform_still_takes_what_can_wait(terminal, citizen):
    before = set(terminal.cases())
    terminal.stop("host", "platform")
    terminal.start("host")
    citizen.wake()
    look = terminal.walker.wait(
        "its devices to be back",
        lambda look: look.target(f"OpenService(code='{TRADER}')") is not None,
        LIMIT_SECONDS,
    )
    assert look.says("办不了")
    assert look.target(f"OpenService(code='{RECORD}')") is None
    terminal.kill_visit()
    citizen.scan()
    case_id = citizen.hand_in_trader()
    assert "已存储" in print_receipt(terminal, citizen)
    terminal.start("platform")
    arrives_once(terminal, before, case_id)
