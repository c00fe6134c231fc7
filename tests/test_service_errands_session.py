"""One device under a technician's eyes: actions and errands one at a time, and their ends."""

from dataclasses import replace

import pytest

from devices.status import Busy, Role
from kiosk.host import service_messages as said
from kiosk.host.messages import DevicesChanged
from kiosk.host.service_messages import Chore
from kiosk.upkeep.device_actions import ActionName, actions_of
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import Acting, Dashboard, ErrandName
from kiosk.upkeep.staff.roles import StaffRole
from tests.test_service_session import Staff
from tests.window.service_story import NOW, gone, reports, stopped


@pytest.fixture
def staff():
    made = Staff()
    made.shown()
    made.enters()
    return made


@pytest.fixture
def at_reader(staff):
    staff.does(wish.OpenDevice("id-reader"))
    return staff


def acts(staff, action):
    """The device does it; the id of what was asked."""
    staff.does(wish.Act("id-reader", action))
    return staff.told(said.ActOnDevice)[-1].message.request_id


def test_device_is_asked_of_itself_when_its_page_opens_and_says_so(at_reader):
    ask = at_reader.told(said.ActOnDevice)[0].message
    assert (ask.device_id, ask.action) == ("id-reader", "ask")
    facts = (("sam-status", "90"),)
    at_reader.does(said.DeviceTried(ask.request_id, True, "", facts, 0.01))
    assert at_reader.stage.facts == facts
    assert at_reader.stage.acting is None


def test_scanner_is_not_asked_because_its_light_would_go_on(staff):
    staff.does(wish.OpenDevice("qr-scanner"))
    assert staff.told(said.ActOnDevice) == []


def test_device_that_changes_while_its_page_is_open_is_asked_anew_once(at_reader):
    reader, *others = reports()
    asked = at_reader.told(said.ActOnDevice)[0].message.request_id
    at_reader.does(said.DeviceTried(asked, True, "", (("sam-status", "90"),), 0.01))
    broken = replace(reader, status=stopped("sam-confused"))
    for report in (replace(reader, status=Busy(NOW)), broken, broken, reader, reader):
        at_reader.does(DevicesChanged((report, *others)))
    assert [one.message.action for one in at_reader.told(said.ActOnDevice)] == ["ask"] * 3


def test_device_that_is_gone_is_asked_when_it_is_back(staff):
    lost = replace(reports()[0], status=gone("unplugged"))
    staff.does(DevicesChanged((lost, *reports()[1:])), wish.OpenDevice("id-reader"))
    assert staff.told(said.ActOnDevice) == []
    staff.does(DevicesChanged(reports()))
    assert len(staff.told(said.ActOnDevice)) == 1


def test_action_is_asked_for_once_however_often_the_key_is_touched(at_reader):
    acts(at_reader, ActionName.FIND_CARD)
    acts(at_reader, ActionName.FIND_CARD)
    acts(at_reader, ActionName.RESET)
    assert [one.message.action for one in at_reader.told(said.ActOnDevice)] == ["ask", "find-card"]


def test_what_came_of_it_is_kept_and_the_next_action_may_begin(at_reader):
    found = said.DeviceTried(
        acts(at_reader, ActionName.FIND_CARD), True, "", (("card", "none"),), 1
    )
    at_reader.does(found)
    assert at_reader.stage.acting == Acting(ActionName.FIND_CARD, 0, found)
    assert acts(at_reader, ActionName.RESET) > found.request_id


def test_answer_to_another_question_ends_no_action(at_reader):
    asked = acts(at_reader, ActionName.FIND_CARD)
    at_reader.does(said.DeviceTried(asked + 40, True, "", (), 1))
    assert at_reader.stage.acting.request_id == asked


def test_action_that_this_machine_cannot_do_is_not_asked_for(at_reader):
    acts(at_reader, ActionName.LIGHT)  # there is no board in this story
    acts(at_reader, ActionName.SCAN_PAGE)
    assert len(at_reader.told(said.ActOnDevice)) == 1


@pytest.mark.parametrize(
    "elsewhere", [wish.GoBack(), wish.OpenDevice("qr-scanner"), wish.StartWalk("qr-scanner")]
)
def test_nobody_waits_for_a_card_on_a_page_that_is_left(at_reader, elsewhere):
    acts(at_reader, ActionName.READ_CARD)
    at_reader.does(elsewhere)
    assert len(at_reader.told(said.StopTrial)) == 1


def test_waiting_can_be_ended_by_a_key(at_reader):
    asked = acts(at_reader, ActionName.READ_CARD)
    at_reader.does(wish.StopAct())
    assert len(at_reader.told(said.StopTrial)) == 1
    at_reader.does(said.DeviceTried(asked, False, "cancelled", (), 2.0))
    at_reader.does(wish.StopAct())
    assert len(at_reader.told(said.StopTrial)) == 1


def test_silence_signs_nobody_off_while_a_card_is_awaited(at_reader):
    acts(at_reader, ActionName.READ_CARD)
    for _ in range(10):
        at_reader.passes(60)
    assert at_reader.ends == []
    assert len(at_reader.told(said.LookAtDevice)) > 5  # frames go on


def test_refused_action_is_over(at_reader):
    asked = acts(at_reader, ActionName.RESET)
    at_reader.does(said.NotAllowed(asked))
    assert at_reader.stage.acting.tried.reason == "not-allowed"


@pytest.mark.parametrize(
    ("touch", "message", "name"),
    [
        (wish.PrintStatus(), said.PrintStatusSlip, ErrandName.STATUS_SLIP),
        (wish.ExportBundle(), said.ExportBundle, ErrandName.BUNDLE),
    ],
)
def test_errand_of_the_dashboard_is_sent_once_and_its_end_is_kept(staff, touch, message, name):
    staff.does(touch, touch, wish.PrintStatus(), wish.ExportBundle())
    assert len(staff.told(said.PrintStatusSlip) + staff.told(said.ExportBundle)) == 1
    (asked,) = staff.told(message)
    done = said.ErrandDone(asked.message.request_id, is_done=True, file="a.tar.gz")
    staff.does(done)
    assert (staff.state.errand.name, staff.state.errand.done) == (name, done)


def test_frames_are_taken_along_from_the_page_of_a_device(at_reader):
    at_reader.does(wish.ExportFrames("id-reader"))
    (asked,) = at_reader.told(said.ExportFrames)
    assert asked.message.device_id == "id-reader"


def test_outcome_is_no_news_on_the_next_page_but_one_under_way_is(staff):
    staff.does(wish.ExportBundle(), wish.OpenDevice("id-reader"))
    assert staff.state.errand.request_id
    asked = staff.told(said.ExportBundle)[0].message.request_id
    staff.does(said.ErrandDone(asked, is_done=True), wish.GoBack())
    assert staff.state.errand is None


def test_refused_errand_is_over(staff):
    staff.does(wish.ExportBundle())
    staff.does(said.NotAllowed(staff.told(said.ExportBundle)[0].message.request_id))
    assert staff.state.errand.done.reason == "not-allowed"


def test_host_staff_have_no_errands(staff):
    staff.does(wish.GoBack())
    assert isinstance(staff.stage, Dashboard)
    menu = Staff()
    menu.shown()
    menu.enters(StaffRole.HOST_STAFF)
    menu.does(wish.PrintStatus(), wish.ExportBundle(), wish.OpenChore(Chore.WIPE_GLASS))
    assert menu.told(said.PrintStatusSlip) + menu.told(said.ExportBundle) == []


def test_every_action_of_every_role_is_one_that_is_known():
    board = replace(reports()[0], role=Role.IO_BOARD, capabilities=frozenset({"lights-id-reader"}))
    for report in (*reports(), board):
        names = [one.name for one in actions_of(report, board)]
        assert names[-1] is ActionName.RESET
        assert len(set(names)) == len(names) <= 6
