"""The five help keys work everywhere and change nothing but themselves."""

from dataclasses import replace

import pytest

from kiosk.visit import intents
from kiosk.visit.intents import Aid
from tests.session_rig import Sitting

STAGES = ("at_home", "at_guide", "at_reader", "at_form", "at_camera", "at_review", "at_sheet")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    ("aid", "what"),
    [(Aid.TEXT_LARGE, "is_large"), (Aid.CONTRAST, "is_contrast"), (Aid.HELP, "shows_help")],
)
def test_aid_goes_on_and_off(stage, aid, what):
    visit = getattr(Sitting(), stage)()
    before = visit.state
    visit.do(intents.UseAid(aid))
    assert getattr(visit.state.aids, what)
    assert not visit.effects
    assert visit.do(intents.UseAid(aid)).state == replace(before, **_touch(visit.state))


def _touch(state):
    return {
        "touched_at": state.touched_at,
        "patience_seconds": state.patience_seconds,
        "asked_until": None,
    }
