"""Silence is asked about, then ends the visit; clocks stop while a device moves."""

import pytest

from kiosk.host.messages import PaperResult
from kiosk.visit import events, intents
from kiosk.visit.state import Attract, Ending, Form, Goodbye, Home, Rating
from tests.sample_visit import RESIDENT
from tests.session_rig import LIMITS, STROKES, Sitting

IDLE, ASKED = LIMITS.idle_seconds, LIMITS.warning_seconds


def test_sleeping_screen_waits_for_ever():
    visit = Sitting().wait(600)
    assert isinstance(visit.stage, Attract)
    assert visit.state.asked_until is None


def test_silence_is_asked_about_then_ends_the_visit():
    visit = Sitting().at_home().wait(IDLE - 1)
    assert visit.state.asked_until is None
    visit.wait(2)
    assert visit.state.asked_until == pytest.approx(visit.now + ASKED, abs=1.1)
    visit.wait(ASKED - 2)
    assert isinstance(visit.stage, Home)
    visit.wait(2)
    assert visit.stage.ending is Ending.TIMED_OUT


def test_any_touch_answers_the_question():
    visit = Sitting().at_form().wait(IDLE + 1).do(intents.Stay())
    assert visit.state.asked_until is None
    visit.wait(IDLE - 1)
    assert isinstance(visit.stage, Form)
    assert visit.state.asked_until is None


def test_key_for_more_time_gives_it_until_the_next_touch():
    visit = Sitting().at_form().wait(IDLE + 1).do(intents.Stay(180)).wait(179)
    assert visit.state.asked_until is None
    visit.wait(2)
    assert visit.state.asked_until is not None
    visit.do(intents.Stay()).wait(IDLE + 1)
    assert visit.state.asked_until is not None


@pytest.mark.parametrize(
    "moving",
    [
        lambda visit: visit.sealing(),
        lambda visit: visit.accepted(),
        lambda visit: visit.at_sheet(),
        lambda visit: visit.at_sheet().sheet(PaperResult.STARTED),
        lambda visit: visit.at_sheet().sheet(PaperResult.WAITING, "media-empty", "host-site"),
        lambda visit: visit.at_camera().do(events.PageAdded(0, b"jpeg"), intents.FinishCapture()),
    ],
    ids=["sealing", "receipt", "setting", "printing", "paper-out", "closing-the-file"],
)
def test_clock_stops_while_a_device_moves(moving):
    visit = moving(Sitting()).wait(IDLE + ASKED + 60)
    assert visit.state.asked_until is None
    assert not isinstance(visit.stage, Goodbye)


def test_clock_goes_on_from_the_moment_the_device_stops():
    visit = Sitting().accepted().wait(300).settle_receipt().wait(IDLE - 2)
    assert visit.state.asked_until is None
    visit.wait(3)
    assert visit.state.asked_until is not None


def test_page_after_page_without_a_touch_is_no_silence():
    visit = Sitting().at_camera()
    for page in range(4):
        visit.wait(IDLE - 10).do(events.PageAdded(page, b"jpeg"))
    assert visit.state.asked_until is None


def test_silence_at_the_rating_ends_a_finished_visit_without_a_question():
    visit = Sitting().at_rating().wait(LIMITS.rate_seconds - 1)
    assert isinstance(visit.stage, Rating)
    assert visit.state.asked_until is None
    visit.wait(2)
    assert visit.stage.ending is Ending.FINISHED


def test_goodbye_ends_by_itself():
    visit = Sitting().at_goodbye().do(events.CardTaken()).wait(LIMITS.goodbye_seconds - 1)
    assert not visit.effects
    assert visit.wait(2).asked(events.EndVisit)


def test_nothing_comes_back_from_goodbye():
    visit = Sitting().at_form().do(intents.Leave())
    stage = visit.stage
    assert stage.ending is Ending.LEFT
    visit.do(
        intents.Wake(),
        intents.Leave(),
        intents.OpenService("sole-trader-registration"),
        events.PersonRead(1, RESIDENT),
        intents.SignatureChanged(STROKES),
        events.NotStored("disk-full"),
    )
    assert visit.stage == stage
