"""A card is read, or not: moved, refused, expired, not understood, for an older request."""

import pytest

from kiosk.host.messages import ReadCard, StopWaiting, WatchCard
from kiosk.visit import events, intents
from kiosk.visit.state import CardTrouble, Form, Guide, Identify
from tests.sample_visit import RESIDENT
from tests.session_rig import EXPIRED, LIMITS, Sitting


def test_card_that_was_read_fills_the_form_and_is_watched():
    visit = Sitting().at_reader().read()
    assert isinstance(visit.stage, Form)
    assert visit.state.answers.value("operator-name") == RESIDENT.name
    assert visit.state.card_on_reader
    assert len(visit.told(WatchCard)) == 1


@pytest.mark.parametrize(
    "trouble", [CardTrouble.MOVED, CardTrouble.REFUSED, CardTrouble.NOT_UNDERSTOOD]
)
def test_card_that_gave_nobody_is_asked_for_again_under_a_new_number(trouble):
    visit = Sitting().at_reader()
    before = visit.stage.request_id
    visit.do(events.CardFailed(before, trouble))
    assert visit.stage.trouble is trouble
    assert [ask.request_id for ask in visit.told(ReadCard)] == [visit.stage.request_id]
    assert visit.stage.request_id != before


def test_expired_card_begins_nothing():
    visit = Sitting().at_reader().read(EXPIRED)
    assert visit.stage.trouble is CardTrouble.EXPIRED
    assert visit.state.person is None
    assert not visit.state.card_on_reader


def test_no_card_in_time_keeps_what_was_said_before():
    visit = Sitting().at_reader().do(events.CardFailed(1, CardTrouble.MOVED))
    visit.do(events.CardFailed(visit.stage.request_id, None))
    assert visit.stage.trouble is CardTrouble.MOVED


def test_news_of_an_older_request_changes_nothing():
    visit = Sitting().at_reader()
    old = visit.stage.request_id
    visit.do(intents.Back(), intents.Continue())
    now = visit.state
    visit.do(events.CardFailed(old, CardTrouble.MOVED), events.PersonRead(old, RESIDENT))
    assert visit.state == now
    assert not visit.effects


def test_card_that_is_read_twice_is_taken_once():
    visit = Sitting().at_reader()
    request = visit.stage.request_id
    visit.read()
    now = visit.state
    visit.do(events.PersonRead(request, RESIDENT))
    assert visit.state == now


def test_going_back_stops_the_reader():
    visit = Sitting().at_reader()
    request = visit.stage.request_id
    visit.do(intents.Back())
    assert isinstance(visit.stage, Guide)
    assert visit.told(StopWaiting) == [StopWaiting(request)]


def test_leaving_stops_the_reader_so_that_a_late_card_is_not_read():
    visit = Sitting().at_reader()
    request = visit.stage.request_id
    visit.do(intents.Leave())
    assert visit.told(StopWaiting) == [StopWaiting(request)]


def test_card_that_lies_for_an_hour_is_watched_on():
    visit = Sitting().at_form().do(events.CardStillThere())
    assert len(visit.told(WatchCard)) == 1
    visit.do(events.CardTaken(), events.CardStillThere())
    assert not visit.effects
    assert not visit.state.card_on_reader


def test_card_laid_late_is_a_sign_of_life():
    visit = Sitting().at_reader().wait(LIMITS.identify_seconds - 1)
    visit.read().wait(2)
    assert isinstance(visit.stage, Form)
    assert visit.state.asked_until is None


def test_card_laid_while_the_question_stands_answers_it():
    visit = Sitting().at_reader().wait(LIMITS.identify_seconds + 1)
    assert visit.state.asked_until is not None
    visit.do(events.CardFailed(visit.stage.request_id, CardTrouble.MOVED))
    assert visit.state.asked_until is None
    assert isinstance(visit.stage, Identify)
