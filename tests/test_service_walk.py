"""The guided test: who judges, what is skipped, and that the machine's no cannot be talked over."""

import pytest

from devices.status import DeviceReport, Ready, Role
from kiosk.host import service_messages as said
from kiosk.host.messages import DevicesChanged
from kiosk.upkeep.plan import Glass, TrialName, trials_of
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import Dashboard
from kiosk.upkeep.service.walk_state import StepVerdict, Walk
from tests.test_service_session import Staff
from tests.window.service_story import MODE, gone, reports

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


# --- lamps, the glass, pausing ----------------------------------------------------------------


def with_lamps(staff, *slots):
    """The same terminal with a board that has these lamps."""
    lamps = frozenset(f"lights-{slot}" for slot in slots)
    board = DeviceReport("io-board", Role.IO_BOARD, "modbus-board", Ready(), lamps)
    staff.does(DevicesChanged((*staff.state.devices, board)))
    return staff


def at_lamp(staff):
    with_lamps(staff, Role.ID_READER, Role.QR_SCANNER).does(wish.StartWalk("io-board"))
    answer(staff)
    answer(staff)
    return staff


def asked(staff):
    return [one.message.slot for one in staff.told(said.TryDevice) if one.message.slot]


def test_each_lamp_is_lit_by_itself_and_the_next_only_after_an_answer(staff):
    at_lamp(staff)
    assert asked(staff) == ["id-reader"]
    answer(staff)
    staff.does(wish.JudgeTrial("good"))
    assert asked(staff) == ["id-reader", "qr-scanner"]
    answer(staff)
    staff.does(wish.JudgeTrial("nothing"))
    told = [(one.message.slot, one.message.verdict) for one in staff.told(said.JudgeTrial)]
    assert told == [("id-reader", "good"), ("qr-scanner", "nothing")]
    assert staff.stage.is_over
    assert staff.state.walked["io-board"] is StepVerdict.FAILED


def test_terminal_without_lamps_is_not_asked_about_them(staff):
    with_lamps(staff).does(wish.StartWalk("io-board"))
    assert TrialName.LAMPS_SEEN not in {step.trial for step in staff.stage.steps}


def test_leaving_at_a_lamp_puts_it_out(staff):
    answer(at_lamp(staff))
    staff.does(wish.GoBack())
    assert staff.told(said.StopTrial)


def test_skipped_trial_is_told_to_the_audit_as_not_tried(staff):
    staff.does(wish.StartWalk("id-reader"))
    answer(staff)
    staff.does(wish.NextTrial())
    (told,) = staff.told(said.JudgeTrial)
    assert (told.message.trial, told.message.verdict) == ("card", "skipped")


def test_numbered_blank_is_never_printed_and_stands_as_not_tried(staff):
    staff.does(wish.StartWalk("licence-printer"))
    answer(staff)
    blank = staff.stage.steps[1]
    assert (blank.trial, blank.verdict) == (TrialName.BLANK, StepVerdict.SKIPPED)
    assert blank.tried.reason == "only-numbered-blanks"
    assert [one.message.trial for one in staff.told(said.TryDevice)] == ["answers"]


def test_repeated_device_goes_back_to_what_failed_and_then_on_where_the_walk_was(staff):
    staff.does(wish.StartWalk())
    staff.does(wish.NextTrial())  # the glass
    while staff.stage.steps[staff.stage.at].role is not Role.RECEIPT_PRINTER:
        if staff.stage.request_id:
            is_camera = staff.stage.steps[staff.stage.at].role is Role.DOCUMENT_SCANNER
            answer(staff, passed=not is_camera, reason="picture-too-dark" if is_camera else "")
        else:
            staff.does(wish.NextTrial())
    answer(staff)
    was_at = staff.stage.at
    staff.does(wish.RepeatItem("document-camera"))
    assert staff.stage.steps[staff.stage.at].role is Role.DOCUMENT_SCANNER
    answer(staff)
    assert staff.stage.at == was_at
    assert staff.state.walked["document-camera"] is StepVerdict.GOOD


def test_walk_that_is_put_off_goes_on_where_it_was(staff):
    staff.does(wish.StartWalk(), wish.NextTrial())
    answer(staff)
    was_at = staff.stage.at
    staff.does(wish.PauseWalk())
    assert isinstance(staff.stage, Dashboard)
    assert staff.told(said.StopTrial)
    staff.does(wish.StartWalk())
    assert staff.stage.at == was_at
    assert staff.stage.steps[1].verdict is StepVerdict.GOOD
    assert staff.state.paused is None


def test_device_that_is_pulled_out_in_its_trial_fails_with_its_reason_and_waits(staff):
    staff.does(wish.StartWalk("id-reader"))
    answer(staff)
    staff.does(wish.StartTrial())
    staff.does(DevicesChanged(reports(id_reader=gone("unplugged"))))
    answer(staff, passed=False, reason="unplugged")
    assert staff.stage.steps[1].verdict is StepVerdict.FAILED
    assert staff.stage.at == 1
    staff.does(wish.NextTrial())
    assert staff.stage.is_over


def test_nobody_who_answers_ends_the_visit_and_the_terminal_serves_again(staff):
    at_slip(staff)
    answer(staff)
    staff.passes(MODE.idle_seconds + 1)
    assert staff.ends == ["idle"]


def test_glass_that_feels_nothing_does_not_hold_the_terminal_for_ever(staff):
    staff.does(wish.StartWalk("touch-screen"), wish.StartTrial())
    for _ in range(4):
        staff.passes(MODE.idle_seconds / 2)
    assert staff.ends[0] == "idle"


def test_wishes_that_do_not_fit_the_moment_change_nothing(staff):
    staff.does(wish.StartWalk("id-reader"))
    before = staff.state
    staff.does(wish.PreviousItem(), wish.RepeatItem("id-reader"), wish.NextTrial(),
               wish.JudgeTrial("good"), wish.Touched(3.0, 4.0))  # fmt: skip
    assert staff.state == before
    answer(staff)
    staff.does(wish.RepeatItem("no-such-device"))
    assert staff.stage.at == 1
