"""The question how it was: two taps at most, tied to the case, and free to skip."""

import pytest

from kiosk.host.messages import GiveRating
from kiosk.visit import intents
from kiosk.visit.state import Ending, Goodbye, Rating
from tests import sample_visit as sample
from tests.session_rig import CASE, Sitting


def test_rating_carries_the_case_and_nobody():
    visit = Sitting().at_rating()
    visit.do(intents.Rate(5), intents.ToggleTag("快"), intents.Continue())
    told = visit.told(GiveRating)
    assert told == [GiveRating(str(CASE), sample.SOLE_TRADER, 5, ("快",))]
    assert visit.stage.ending is Ending.FINISHED


def test_skipped_rating_is_not_sent():
    visit = Sitting().at_rating().do(intents.Rate(1), intents.Skip())
    assert isinstance(visit.stage, Goodbye)
    assert not visit.told(GiveRating)


@pytest.mark.parametrize("grade", [0, 6, -1])
def test_grade_outside_the_five_is_none(grade):
    visit = Sitting().at_rating().do(intents.Rate(grade), intents.Continue())
    assert visit.stage == Rating()


@pytest.mark.parametrize("grade", [1, 2])
def test_bad_grade_says_what_was_bad(grade):
    visit = Sitting().at_rating().do(intents.Rate(grade), intents.Continue())
    assert isinstance(visit.stage, Rating)
    visit.do(intents.ToggleTag("太慢"), intents.Continue())
    assert isinstance(visit.stage, Goodbye)


def test_other_grade_has_other_words():
    visit = Sitting().at_rating()
    visit.do(intents.Rate(5), intents.ToggleTag("快"), intents.Rate(2))
    assert visit.stage == Rating(grade=2)


def test_word_touched_twice_is_taken_back():
    visit = Sitting().at_rating().do(intents.Rate(4), intents.ToggleTag("快"))
    assert visit.do(intents.ToggleTag("快")).stage.tags == ()
