"""The guided test: who judges, what is skipped, and that the machine's no cannot be talked over."""

import pytest

from devices.status import Role
from kiosk.host import service_messages as said
from kiosk.upkeep.plan import Glass, TrialName, trials_of
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import Dashboard
from kiosk.upkeep.service.walk_state import StepVerdict, Walk
from tests.test_service_session import Staff

SLIP = TrialName.SLIP


@pytest.fixture
def staff():
    return Staff().enters()


def answer(staff, *, passed=True, reason=""):
    """The machine's measure of the step in hand."""
    staff.does(said.DeviceTried(staff.stage.request_id, passed, reason, (), 0.4))


def at_slip(staff):
    staff.does(wish.StartWalk("receipt-printer"))
    answer(staff)
    assert staff.stage.steps[staff.stage.at].trial is SLIP
    staff.does(wish.StartTrial())


def test_walk_of_all_has_every_trial_of_the_plan_in_order(staff):
    staff.does(wish.StartWalk())
    places = [Glass.TOUCH_SCREEN, *(one.role for one in staff.state.devices)]
    wanted = [(place, trial.name) for place in places for trial in trials_of(place)]
    assert [(step.role, step.trial) for step in staff.stage.steps] == wanted


def test_trial_that_needs_nobody_begins_by_itself_and_goes_on_when_it_passed(staff):
    staff.does(wish.StartWalk("id-reader"))
    assert staff.stage.request_id
    answer(staff)
    assert staff.stage.at == 1
    assert staff.stage.steps[0].verdict is StepVerdict.GOOD


def test_trial_with_hands_waits_for_them(staff):
    staff.does(wish.StartWalk("id-reader"))
    answer(staff)
    assert staff.stage.request_id == 0
    staff.does(wish.StartTrial())
    assert staff.stage.request_id


def test_failed_trial_stays_on_the_screen_until_somebody_goes_on(staff):
    staff.does(wish.StartWalk("document-camera"))
    answer(staff, passed=False, reason="picture-too-dark")
    assert staff.stage.at == 0
    assert staff.stage.steps[0].verdict is StepVerdict.FAILED
    staff.does(wish.NextTrial())
    assert staff.stage.is_over
    assert staff.state.walked == {"document-camera": StepVerdict.FAILED}


def test_wiped_and_tried_again_is_good(staff):
    staff.does(wish.StartWalk("document-camera"))
    answer(staff, passed=False, reason="picture-too-dark")
    staff.does(wish.StartTrial())
    answer(staff)
    assert staff.state.walked == {"document-camera": StepVerdict.GOOD}


def test_slip_is_judged_by_the_person_once_the_machine_has_printed_it(staff):
    at_slip(staff)
    assert staff.told(said.JudgeTrial) == []
    answer(staff)
    staff.does(wish.JudgeTrial("poor"))
    (told,) = staff.told(said.JudgeTrial)
    assert (told.message.trial, told.message.verdict) == (SLIP, "poor")
    assert staff.stage.steps[1].verdict is StepVerdict.POOR
    assert staff.stage.steps[1].by_person


@pytest.mark.parametrize("verdict", ["good", "poor"])
def test_no_of_the_machine_cannot_be_talked_over(staff, verdict):
    at_slip(staff)
    answer(staff, passed=False, reason="media-empty")
    staff.does(wish.JudgeTrial(verdict))
    assert staff.stage.steps[1].verdict is StepVerdict.FAILED
    assert staff.told(said.JudgeTrial) == []


def test_skipped_trial_is_written_down_as_not_tried(staff):
    staff.does(wish.StartWalk("id-reader"))
    answer(staff)
    staff.does(wish.NextTrial())
    assert staff.stage.steps[1].verdict is StepVerdict.SKIPPED
    assert staff.state.walked == {"id-reader": StepVerdict.SKIPPED}


def test_waiting_for_a_card_is_no_silence_and_can_be_stopped(staff):
    staff.does(wish.StartWalk("id-reader"))
    answer(staff)
    staff.does(wish.StartTrial())
    staff.passes(1000)
    assert staff.ends == []
    staff.does(wish.StopTrial())
    assert len(staff.told(said.StopTrial)) == 1


def test_leaving_a_walk_stops_what_the_machine_waits_for(staff):
    staff.does(wish.StartWalk("id-reader"))
    staff.does(wish.GoBack())
    assert isinstance(staff.stage, Dashboard)
    assert len(staff.told(said.StopTrial)) == 1


def test_answer_that_comes_after_leaving_judges_nothing(staff):
    staff.does(wish.StartWalk("id-reader"))
    late = staff.stage.request_id
    staff.does(wish.GoBack(), wish.StartWalk("qr-scanner"))
    staff.does(said.DeviceTried(late, True, "", (), 0.1))
    assert isinstance(staff.stage, Walk)
    assert staff.stage.at == 0


def test_every_role_of_the_settings_has_words_for_its_trials():
    from tests.window.service_story import SCENE

    for place in (*Role, *Glass):
        for trial in trials_of(place):
            assert f"diagnose.trial.{trial.name}" in SCENE.words
