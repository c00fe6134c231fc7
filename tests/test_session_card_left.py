"""The citizen goes and the card stays: data goes on time, and nobody starts on somebody's card."""

from dataclasses import replace

from kiosk.visit.events import CardTaken, EndVisit, Shown
from kiosk.visit.intents import Continue, Leave, Wake
from kiosk.visit.state import Attract, Ending, Goodbye, VisitState
from tests.session_rig import Sitting


def waiting_for_a_card():
    visit = Sitting()
    visit.state = VisitState()
    return visit.do(Shown(is_card_left=True))


def test_goodbye_ends_on_time_although_the_card_lies_on_the_reader():
    visit = Sitting()
    visit.state = replace(visit.state, stage=Goodbye(Ending.LEFT, visit.now), card_on_reader=True)

    visit.wait(0.5)

    assert EndVisit("finished") in visit.effects


def test_next_visit_with_a_card_left_waits_for_it_and_does_nothing_else():
    visit = waiting_for_a_card()
    assert visit.stage == Goodbye(Ending.CARD_LEFT, visit.now)

    for intent in (Wake(), Continue(), Leave()):
        visit.do(intent)
        assert isinstance(visit.stage, Goodbye)
        assert visit.effects == ()
    visit.wait(3600)
    assert isinstance(visit.stage, Goodbye)
    assert visit.effects == ()


def test_card_that_is_taken_opens_the_machine_for_the_next_citizen():
    visit = waiting_for_a_card().do(CardTaken())

    assert visit.stage == Attract()
    assert not visit.state.card_on_reader


def test_next_visit_without_a_card_left_shows_the_idle_screen():
    assert Sitting().stage == Attract()
