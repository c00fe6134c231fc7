"""The receipt says the rung that is true, once per rung; one that failed can be asked for again."""

import pytest

from kiosk.host.messages import PaperResult
from kiosk.uplink.contract import CaseState
from kiosk.visit import events, intents
from kiosk.visit.state import Goodbye, ReceiptPhase
from tests.session_rig import Sitting, reply

ACCEPTED = events.PlatformSaid(reply(CaseState.ACCEPTED))


def test_receipt_comes_by_itself_with_the_word_accepted():
    visit = Sitting().stored().do(ACCEPTED)
    assert len(visit.asked(events.MakeReceipt)) == 1
    assert visit.case.receipt_rung == "accepted"


def test_word_of_acceptance_said_twice_prints_once():
    visit = Sitting().accepted().do(ACCEPTED)
    assert not visit.asked(events.MakeReceipt)
    visit.settle_receipt().do(ACCEPTED)
    assert not visit.asked(events.MakeReceipt)


def test_receipt_asked_for_early_says_stored_and_no_more():
    visit = Sitting().stored().do(intents.PrintReceipt())
    assert visit.case.receipt_rung == "stored"


@pytest.mark.parametrize("settled_first", [True, False])
def test_early_receipt_is_followed_by_one_that_says_accepted(settled_first):
    visit = Sitting().stored().do(intents.PrintReceipt())
    early = visit.case.receipt_request
    printed = events.PaperMoved(early, PaperResult.PRINTED, "", "")
    visit.do(*((printed, ACCEPTED) if settled_first else (ACCEPTED, printed)))
    assert len(visit.asked(events.MakeReceipt)) == 1
    assert visit.case.receipt_rung == "accepted"
    assert visit.case.receipt_request != early


def test_early_receipt_that_failed_is_followed_by_one_that_says_accepted():
    visit = Sitting().stored().do(intents.PrintReceipt(), ACCEPTED)
    visit.settle_receipt(PaperResult.REFUSED, "paper-out")
    assert len(visit.asked(events.MakeReceipt)) == 1


@pytest.mark.parametrize("result", [PaperResult.REFUSED, PaperResult.UNCERTAIN])
def test_receipt_that_failed_says_why_and_can_be_asked_for_again(result):
    visit = Sitting().accepted().settle_receipt(result, "paper-out")
    assert visit.case.receipt is ReceiptPhase.FAILED
    assert visit.case.receipt_reason == "paper-out"
    assert not visit.effects, "never again by itself"
    assert visit.do(intents.PrintReceipt()).asked(events.MakeReceipt)
    assert visit.case.receipt_reason == ""


def test_receipt_that_came_out_is_not_printed_again():
    visit = Sitting().accepted().settle_receipt().do(intents.PrintReceipt())
    assert not visit.effects
    assert visit.case.receipt is ReceiptPhase.PRINTED


def test_receipt_under_way_is_not_asked_for_twice():
    visit = Sitting().stored().do(intents.PrintReceipt()).do(intents.PrintReceipt())
    assert not visit.effects


@pytest.mark.parametrize("result", list(PaperResult))
def test_news_of_an_older_print_changes_nothing(result):
    visit = Sitting().accepted()
    before = visit.state
    visit.do(events.PaperMoved(visit.case.receipt_request - 1, result, "old", ""))
    assert visit.state == before


@pytest.mark.parametrize("result", [PaperResult.STARTED, PaperResult.WAITING])
def test_receipt_on_its_way_is_not_settled(result):
    visit = Sitting().accepted().settle_receipt(result)
    assert visit.case.receipt is ReceiptPhase.PRINTING


def test_no_receipt_comes_out_behind_a_citizen_who_goes():
    visit = Sitting().stored().do(intents.Leave(), ACCEPTED)
    assert isinstance(visit.stage, Goodbye)
    assert not visit.asked(events.MakeReceipt)
    assert visit.case.reply.accepted_at is not None
