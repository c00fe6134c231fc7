"""The service session: door, idle, frames, chores. What was typed is forgotten once it is sent."""

import pytest

from config.terminal import PORTRAIT_PX
from kiosk.host import service_messages as said
from kiosk.host.messages import DevicesChanged, ShowVisit
from kiosk.host.service_messages import Chore
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.session import Ticked, advance, beginning
from kiosk.upkeep.service.state import (
    ChoreAtDevice,
    ChoreMenu,
    ChorePhase,
    Dashboard,
    Doorstep,
    EnteringPin,
    LoadingSheets,
    TypingBadge,
    Wiping,
)
from kiosk.upkeep.service.turn import Context, End, Say
from kiosk.upkeep.staff.roles import RIGHTS, StaffRole
from tests.window.service_story import MODE, NOW, record, reports


class Staff:
    """A session with a hand on it, and what it said to the host."""

    def __init__(self, drawing_px=PORTRAIT_PX):
        self.drawing_px = drawing_px
        self.state, self.now, self.effects = beginning(), 500.0, []

    def does(self, *events):
        for event in events:
            turn = advance(self.state, event, Context(MODE, self.now, NOW, self.drawing_px))
            self.state = turn.state
            self.effects += turn.effects

    def passes(self, seconds):
        self.now += seconds
        self.does(Ticked())

    @property
    def stage(self):
        return self.state.stage

    def told(self, kind):
        return [one for one in self.effects if isinstance(one, Say) and type(one.message) is kind]

    @property
    def ends(self):
        return [one.reason for one in self.effects if isinstance(one, End)]

    def shown(self):
        self.does(ShowVisit(), DevicesChanged(reports()))
        return self

    def enters(self, role=StaffRole.TECHNICIAN):
        self.shown()
        self.does(said.BadgeSettled(self.stage.request_id, said.BadgeResult.KNOWN, "T-118"))
        self.does(wish.SetDraft("804271"), wish.Confirm())
        rights = tuple(sorted(RIGHTS[role]))
        self.does(said.PinSettled(self.stage.request_id, said.PinResult.SIGNED_IN, role, rights))
        return self


@pytest.fixture
def staff():
    return Staff()


# --- the door ---------------------------------------------------------------------------------


def test_window_that_nobody_has_seen_yet_does_not_end_of_silence(staff):
    staff.passes(10_000)
    assert staff.ends == []


def test_door_waits_for_a_badge_and_ends_when_nobody_comes(staff):
    staff.shown()
    assert len(staff.told(said.AwaitBadge)) == 1
    staff.passes(MODE.door_seconds)
    assert staff.ends == ["idle"]


def test_known_badge_leads_to_the_pin_and_the_pin_inside(staff):
    staff.enters()
    assert isinstance(staff.stage, Dashboard)
    assert staff.state.who.number == "T-118"


def test_pin_is_sent_once_and_forgotten(staff):
    staff.enters()
    (told,) = staff.told(said.TryPin)
    assert told.typed == "804271"
    assert "804271" not in repr(staff.state)


def test_pin_is_forgotten_while_it_is_judged(staff):
    staff.shown()
    staff.does(said.BadgeSettled(staff.stage.request_id, said.BadgeResult.KNOWN, "T-118"))
    staff.does(wish.SetDraft("804271"), wish.Confirm(), wish.Confirm())
    assert staff.stage.digits == ""
    assert len(staff.told(said.TryPin)) == 1


@pytest.mark.parametrize("typed", ["80427", "80427a", "8" * 13, "８０４２７１"])
def test_what_cannot_be_a_pin_is_not_sent(staff, typed):
    staff.shown()
    staff.does(said.BadgeSettled(staff.stage.request_id, said.BadgeResult.KNOWN, "T-118"))
    staff.does(wish.SetDraft(typed), wish.Confirm())
    assert staff.told(said.TryPin) == []


def test_pause_after_wrong_pins_takes_no_digit_until_it_is_over(staff):
    staff.shown()
    staff.does(said.BadgeSettled(staff.stage.request_id, said.BadgeResult.KNOWN, "T-118"))
    staff.does(wish.SetDraft("804271"), wish.Confirm())
    wait = said.PinSettled(staff.stage.request_id, said.PinResult.WAIT, wait_seconds=5)
    staff.does(wait, wish.SetDraft("8"))
    assert staff.stage.digits == ""
    staff.now += 6
    staff.does(wish.SetDraft("8"))
    assert staff.stage.digits == "8"


def test_unknown_badge_is_said_and_the_next_one_awaited(staff):
    staff.shown()
    staff.does(said.BadgeSettled(staff.stage.request_id, said.BadgeResult.UNKNOWN))
    assert isinstance(staff.stage, Doorstep)
    assert staff.stage.trouble == "unknown"
    assert len(staff.told(said.AwaitBadge)) == 2


def test_badge_can_be_typed_when_window_and_reader_are_what_is_broken(staff):
    staff.shown()
    staff.does(said.BadgeSettled(staff.stage.request_id, said.BadgeResult.NO_DEVICE))
    staff.does(wish.TypeInstead(), wish.SetDraft("7kq2"), wish.Confirm())
    assert isinstance(staff.stage, TypingBadge)
    (told,) = staff.told(said.TypeBadge)
    assert told.typed == "7KQ2"
    staff.does(said.BadgeSettled(staff.stage.request_id, said.BadgeResult.KNOWN, "T-118"))
    assert isinstance(staff.stage, EnteringPin)


def test_answer_to_an_older_question_opens_nothing(staff):
    staff.shown()
    staff.does(said.BadgeSettled(99, said.BadgeResult.KNOWN, "T-118"))
    assert isinstance(staff.stage, Doorstep)


@pytest.mark.parametrize(
    "event",
    [
        wish.OpenDevice("id-reader"),
        wish.StartWalk(),
        wish.OpenChore(Chore.WIPE_GLASS),
        wish.SettleLost("QH00000439", is_found=True, top=""),
        wish.GoBack(),
    ],
)
def test_nothing_inside_can_be_reached_from_the_door(staff, event):
    staff.shown()
    before = len(staff.effects)
    staff.does(event)
    assert isinstance(staff.stage, Doorstep)
    assert len(staff.effects) == before


# --- inside -----------------------------------------------------------------------------------


def test_silence_signs_off(staff):
    staff.enters()
    staff.passes(MODE.idle_seconds - 1)
    assert staff.ends == []
    staff.passes(1)
    assert staff.ends == ["idle"]


def test_frames_are_asked_for_once_a_second_and_not_while_paused(staff):
    staff.enters()
    staff.does(wish.OpenDevice("id-reader"))
    staff.passes(0.5)
    assert len(staff.told(said.LookAtDevice)) == 1
    staff.passes(0.6)
    assert len(staff.told(said.LookAtDevice)) == 2
    staff.does(wish.PauseFrames())
    staff.passes(5)
    assert len(staff.told(said.LookAtDevice)) == 2


def test_live_frames_do_not_keep_a_forgotten_session_open(staff):
    staff.enters()
    staff.does(wish.OpenDevice("id-reader"))
    for _ in range(int(MODE.idle_seconds) + 2):
        staff.passes(1.0)
        seen = said.DeviceSeen(staff.stage.request_id, "id-reader", False, (), record())
        staff.does(seen)
    assert staff.ends


def test_late_frames_do_not_move_a_paused_console(staff):
    staff.enters()
    staff.does(wish.OpenDevice("id-reader"), wish.PauseFrames())
    staff.does(said.DeviceSeen(staff.stage.request_id, "id-reader", False, (), record()))
    assert staff.stage.seen is None


def test_refill_is_done_when_the_machine_has_looked(staff):
    staff.enters(StaffRole.HOST_STAFF)
    staff.does(wish.OpenChore(Chore.REFILL, "receipt-printer"), wish.ChoreFinished())
    assert staff.stage.phase is ChorePhase.LOOKING
    (told,) = staff.told(said.ReopenDevice)
    assert told.message.chore == Chore.REFILL
    staff.does(said.DeviceReopened(staff.stage.request_id, reports()[3]))
    assert staff.stage.phase is ChorePhase.LOOKED


def test_loaded_sheets_end_with_a_new_look_at_the_printer(staff):
    staff.enters(StaffRole.HOST_STAFF)
    staff.does(
        wish.OpenChore(Chore.REFILL, "licence-printer"),
        wish.SetDraft("qh00000471"),
        wish.EditField("sheets"),
        wish.SetDraft("40"),
        wish.Confirm(),
    )
    (told,) = staff.told(said.LoadSheets)
    assert (told.message.first_serial, told.message.sheets) == ("QH00000471", 40)
    staff.does(said.SheetsLoaded(staff.stage.request_id, True, "QH00000510"))
    assert isinstance(staff.stage, ChoreAtDevice)
    assert len(staff.told(said.ReopenDevice)) == 1


def test_refused_sheets_keep_what_was_typed_and_say_why(staff):
    staff.enters(StaffRole.HOST_STAFF)
    staff.does(
        wish.OpenChore(Chore.REFILL, "licence-printer"),
        wish.SetDraft("QH00000431"),
        wish.EditField("sheets"),
        wish.SetDraft("40"),
        wish.Confirm(),
    )
    staff.does(said.SheetsLoaded(staff.stage.request_id, False, reason="overlap"))
    assert isinstance(staff.stage, LoadingSheets)
    assert (staff.stage.serial, staff.stage.reason) == ("QH00000431", "overlap")


@pytest.mark.parametrize("sheets", ["", "0", "000"])
def test_no_sheets_are_loaded_without_a_count(staff, sheets):
    staff.enters(StaffRole.HOST_STAFF)
    staff.does(
        wish.OpenChore(Chore.REFILL, "licence-printer"),
        wish.SetDraft("QH00000471"),
        wish.EditField("sheets"),
        wish.SetDraft(sheets),
        wish.Confirm(),
    )
    assert staff.told(said.LoadSheets) == []


def test_glass_takes_no_wish_while_it_is_wiped_and_wakes_by_itself(staff):
    staff.enters(StaffRole.HOST_STAFF)
    staff.does(wish.OpenChore(Chore.WIPE_GLASS), wish.GoBack(), wish.OpenDevice("id-reader"))
    assert isinstance(staff.stage, Wiping)
    staff.passes(MODE.wipe_seconds - 1)
    assert isinstance(staff.stage, Wiping)
    staff.passes(1)
    assert isinstance(staff.stage, ChoreMenu)
    assert staff.ends == []


def test_host_staff_call_and_technicians_do_not(staff):
    staff.enters(StaffRole.HOST_STAFF)
    staff.does(wish.OpenChore(Chore.CALL_TECHNICIAN))
    assert len(staff.told(said.ChoreDone)) == 1
    technician = Staff().enters()
    technician.does(wish.OpenChore(Chore.CALL_TECHNICIAN))
    assert isinstance(technician.stage, Dashboard)
