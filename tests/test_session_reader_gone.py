"""The ID reader was gone while a card was waited for: the citizen hears to lay the card anew.

A card that lay there all the time is often not found again before it was lifted.
"""

import pytest

from devices.status import Role
from kiosk.visit import events
from kiosk.visit.state import CardTrouble, Identify
from tests.session_rig import Sitting, reports


@pytest.mark.parametrize("first", ["the devices' report", "the failed reading"])
def test_card_is_asked_for_anew_when_the_reader_is_back(first):
    visit = Sitting().at_reader()
    failed = events.CardFailed(visit.stage.request_id, CardTrouble.READER_GONE)
    news = [reports(Role.ID_READER), failed]
    if first == "the failed reading":
        news.reverse()
    visit.do(*news, reports())
    assert isinstance(visit.stage, Identify)
    assert visit.stage.trouble is CardTrouble.NOT_UNDERSTOOD
