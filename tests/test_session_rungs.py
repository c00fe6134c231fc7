"""Stored, received, accepted: the rungs only climb, whatever comes twice, late or for another."""

from datetime import UTC, datetime

import pytest

from kiosk.uplink.contract import CaseState
from kiosk.visit import events, intents
from kiosk.visit.handing_in import rung_of
from kiosk.visit.state import Goodbye, Review, Submitted
from tests.session_rig import CASE, OTHER_CASE, RESULT, STROKES, WALL, Sitting, reply

LATER = datetime(2026, 4, 2, 14, 0, tzinfo=UTC)


def said(state, **more):
    return events.PlatformSaid(reply(state, **more))


def test_rungs_climb_one_by_one():
    visit = Sitting().stored()
    assert rung_of(visit.case) == "stored"
    visit.do(said(CaseState.RECEIVED))
    assert rung_of(visit.case) == "received"
    visit.do(said(CaseState.ACCEPTED))
    assert rung_of(visit.case) == "accepted"


def test_case_that_is_stored_twice_keeps_its_rungs():
    visit = Sitting().accepted()
    case = visit.case
    visit.do(events.StoredHere(str(CASE), LATER))
    assert visit.case == case


@pytest.mark.parametrize("late", [CaseState.RECEIVED, CaseState.PRECHECKED])
def test_older_answer_that_comes_later_takes_nothing_back(late):
    visit = Sitting().accepted().do(said(late))
    assert rung_of(visit.case) == "accepted"
    assert visit.case.reply.state is CaseState.ACCEPTED


@pytest.mark.parametrize("end", [CaseState.REFUSED, CaseState.GRANTED, CaseState.RESULT_READY])
def test_word_of_acceptance_after_the_decision_takes_nothing_back(end):
    visit = Sitting().accepted().do(said(end), said(CaseState.ACCEPTED))
    assert visit.case.reply.state is end


@pytest.mark.parametrize(
    "news",
    [
        said(CaseState.ACCEPTED, case_id=OTHER_CASE),
        events.HeldUp(str(OTHER_CASE), "number-taken"),
        events.ResultReady(str(OTHER_CASE), RESULT, "990102-0009"),
    ],
    ids=["accepted", "held-up", "result"],
)
def test_news_of_another_case_changes_nothing(news):
    visit = Sitting().stored()
    before = visit.state
    visit.do(news)
    assert visit.state == before
    assert not visit.effects


def test_news_before_anything_is_stored_changes_nothing():
    visit = Sitting().sealing()
    before = visit.state
    visit.do(said(CaseState.ACCEPTED), events.HeldUp(str(CASE), "x"))
    assert visit.state == before


def test_held_up_case_says_so_until_the_platform_takes_it():
    visit = Sitting().stored().do(events.HeldUp(str(CASE), "number-taken"))
    assert visit.case.held_up == "number-taken"
    visit.do(said(CaseState.RECEIVED))
    assert visit.case.held_up == ""


def test_accepted_case_cannot_be_held_up_any_more():
    visit = Sitting().accepted().do(events.HeldUp(str(CASE), "late"))
    assert visit.case.held_up == ""


@pytest.mark.parametrize("no", [CaseState.NOT_ACCEPTED, CaseState.CORRECTION_REQUESTED])
def test_case_that_the_platform_sends_back_is_not_accepted(no):
    visit = Sitting().stored().do(said(no, reason="合同上没有签字"))
    assert rung_of(visit.case) == "received"
    assert not visit.asked(events.MakeReceipt)
    assert visit.do(intents.PrintReceipt()).asked(events.MakeReceipt)
    assert visit.case.receipt_rung == "received"
    visit.settle_receipt().do(intents.Continue(), intents.Skip())
    assert isinstance(visit.stage, Goodbye)


def test_case_that_is_not_stored_is_still_in_the_citizens_hand():
    visit = Sitting().sealing()
    consents = visit.state.consents
    visit.do(events.NotStored("disk-full"))
    assert visit.stage == Review(strokes=STROKES, failure="disk-full")
    assert visit.state.consents == consents
    assert visit.case is None
    assert visit.do(intents.Submit()).asked(events.SubmitCase)


def test_case_that_is_not_stored_does_not_call_back_who_left():
    visit = Sitting().sealing().do(intents.Leave(), events.NotStored("disk-full"))
    assert isinstance(visit.stage, Goodbye)


def test_case_that_is_stored_after_leaving_is_said_at_goodbye():
    visit = Sitting().sealing().do(intents.Leave(), events.StoredHere(str(CASE), WALL))
    assert isinstance(visit.stage, Goodbye)
    assert visit.case.case_id == str(CASE)


def test_sealing_takes_no_second_submit():
    visit = Sitting().sealing().do(intents.Submit(), intents.Continue(), intents.Back())
    assert not visit.effects
    assert visit.stage.is_sealing


def test_rungs_are_left_to_the_rating_and_nowhere_else():
    visit = Sitting().stored().do(intents.Back(), intents.Submit())
    assert isinstance(visit.stage, Submitted)
    visit.do(intents.Continue(), intents.Back())
    assert visit.stage.grade == 0


@pytest.mark.parametrize("stage", ["at_home", "at_form", "agreed"])
def test_case_that_was_not_handed_in_is_not_stored(stage):
    visit = getattr(Sitting(), stage)()
    before = visit.state
    assert visit.do(events.StoredHere(str(OTHER_CASE), WALL)).state == before
