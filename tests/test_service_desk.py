"""The host's side of service: every wish is checked there, and nobody is in before the PIN."""

import pytest

from devices.virtual.synthetic_card import DECK
from kiosk.errors import ProtocolViolationError
from kiosk.host import messages as citizens
from kiosk.host import service_messages as said
from kiosk.host.service_messages import SERVICE_CODEC, Chore
from kiosk.paper.sheets import SheetOrder
from kiosk.upkeep.staff.badge import new_code
from kiosk.upkeep.staff.roles import StaffRole
from tests.service_desk_rig import Counter
from tests.staff_rig import OTHER_PIN, PIN

WISHES = [
    said.LookAtDevice(7, "id-reader"),
    said.TryDevice(7, "id-reader", "answers"),
    said.JudgeTrial("receipt-printer", "slip", "good"),
    said.StopTrial(),
    said.ReopenDevice(7, "receipt-printer", Chore.REFILL),
    said.ActOnDevice(7, "receipt-printer", "reset"),
    said.PrintStatusSlip(7),
    said.ExportBundle(7),
    said.ExportFrames(7, "id-reader"),
    said.LoadSheets(7, "QH00000471", 40),
    said.SettleSheet(7, "QH00000439", is_found=True, top=""),
    said.ChoreDone(Chore.WIPE_GLASS),
    said.ChoreDone(Chore.CALL_TECHNICIAN),
]
NOT_FOR_HOST_STAFF = [WISHES[0], WISHES[1], WISHES[2], WISHES[3], *WISHES[5:9]]


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path)
    made.start()
    yield made
    made.close()


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: type(wish).__name__)
def test_nobody_may_do_anything_before_the_pin(counter, wish):
    counter.says(wish)
    assert len(counter.hears(said.NotAllowed)) == 1
    assert counter.staff.deeds() == ["refused"]
    assert counter.ledger.books().loaded == 40


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: type(wish).__name__)
def test_known_badge_alone_opens_nothing(counter, wish):
    code = counter.staff.enrol()
    counter.says(said.TypeBadge(1), code.encode())
    counter.says(said.TryPin(2), OTHER_PIN.encode())
    counter.says(wish)
    assert len(counter.hears(said.NotAllowed)) == 1


@pytest.mark.parametrize("wish", NOT_FOR_HOST_STAFF, ids=lambda wish: type(wish).__name__)
def test_host_staff_may_not_do_what_is_the_technicians(counter, wish):
    counter.signs_in(StaffRole.HOST_STAFF)
    counter.says(wish)
    assert len(counter.hears(said.NotAllowed)) == 1
    assert counter.staff.deeds() == ["signed-in", "refused"]


def test_host_staff_are_told_of_sheets_and_of_nothing_else(counter):
    counter.signs_in(StaffRole.HOST_STAFF)
    assert counter.hears(said.SheetsSeen)[0].remaining == 40
    assert counter.hears(said.HouseSeen) == []


def test_technician_is_told_of_house_and_sheets(counter):
    counter.signs_in()
    assert counter.hears(said.SheetsSeen)[0].next_serial == "QH00000431"
    assert counter.hears(said.HouseSeen)[0].unsent == 0


def test_device_that_is_none_is_refused(counter):
    counter.signs_in()
    counter.says(said.LookAtDevice(7, "../../etc/passwd"))
    counter.says(said.ReopenDevice(8, "id-reader", "format-disk"))
    counter.says(said.ChoreDone("open-safe"))
    assert len(counter.hears(said.NotAllowed)) == 3


def test_badge_at_the_window_is_known(counter):
    code = counter.staff.enrol()
    counter.says(said.AwaitBadge(4, 60.0))
    from devices.status import Role

    counter.puppets[Role.QR_SCANNER].show(code.encode())
    settled = counter.waits_for(said.BadgeSettled)
    assert (settled.request_id, settled.result, settled.number) == (4, "known", "T-118")
    assert counter.puppets[Role.ID_READER].cancelled.wait(30)


def test_code_of_a_stranger_is_unknown_and_wiped(counter):
    from devices.status import Role

    counter.staff.enrol()
    scanner = counter.puppets[Role.QR_SCANNER]
    counter.says(said.AwaitBadge(4, 60.0))
    scanner.show(new_code().encode())
    assert counter.waits_for(said.BadgeSettled).result == "unknown"
    assert not any(scanner.content)


def test_citizens_card_on_the_reader_is_unknown_and_wiped(counter):
    from devices.status import Role

    counter.staff.enrol()
    reader = counter.puppets[Role.ID_READER]
    counter.says(said.AwaitBadge(4, 60.0))
    reader.show(next(iter(DECK.values())).payload)
    settled = counter.waits_for(said.BadgeSettled)
    assert (settled.result, settled.number) == ("unknown", "")
    assert not any(reader.content)


def test_neither_window_nor_reader_is_said_so(counter):
    from devices.status import Role

    for role in (Role.ID_READER, Role.QR_SCANNER):
        counter.puppets[role].is_gone = True
    counter.says(said.AwaitBadge(4, 60.0))
    assert counter.waits_for(said.BadgeSettled).result == "no-device"


def test_typed_badge_and_pin_are_wiped_here(counter):
    code = counter.staff.enrol()
    badge = counter.says(said.TypeBadge(1), code.encode())
    pin = counter.says(said.TryPin(2), PIN.encode())
    assert not any(badge)
    assert not any(pin)
    assert counter.hears(said.PinSettled)[0].result == "signed-in"


def test_pin_without_a_badge_is_not_even_tried(counter):
    counter.staff.enrol()
    counter.says(said.TryPin(2), PIN.encode())
    assert len(counter.hears(said.NotAllowed)) == 1
    assert counter.staff.deeds() == []


def test_new_badge_signs_the_one_before_off(counter):
    counter.signs_in()
    counter.says(said.TypeBadge(8), new_code().encode())
    counter.says(said.LookAtDevice(9, "id-reader"))
    assert len(counter.hears(said.NotAllowed)) == 1


def test_visit_of_another_id_is_not_heard(counter):
    counter.signs_in()
    before = len(counter.post.letters)
    blob = counter.says(said.TryPin(2), PIN.encode(), visit_id="stranger")
    assert not any(blob)
    assert len(counter.post.letters) == before


def test_next_service_visit_begins_at_the_door_again(counter):
    counter.signs_in()
    counter.desk.forget("visit")
    counter.desk.open("visit")
    counter.says(said.LookAtDevice(9, "id-reader"))
    assert len(counter.hears(said.NotAllowed)) == 1
    assert counter.staff.deeds()[:2] == ["signed-in", "signed-off"]


def test_reader_waits_for_nobody_once_the_visit_is_over(counter):
    from devices.status import Role

    counter.says(said.AwaitBadge(4, 60.0))
    counter.desk.forget("visit")
    assert counter.puppets[Role.ID_READER].cancelled.wait(30)
    assert counter.puppets[Role.QR_SCANNER].cancelled.wait(30)


def test_trial_is_done_on_the_worker_and_written_down(counter):
    counter.signs_in()
    counter.says(said.TryDevice(7, "id-reader", "answers"))
    assert counter.waits_for(said.DeviceTried).is_passed
    assert counter.staff.deeds()[-1] == "tested"


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (said.TryDevice(7, "id-reader", "answers"), said.DeviceTried),
        (said.ReopenDevice(7, "receipt-printer", Chore.REFILL), said.DeviceReopened),
    ],
    ids=["trial", "refill"],
)
def test_what_a_worker_did_is_told_in_the_hubs_loop_once_it_is_written_down(counter, wish, told):
    counter.signs_in()
    counter.says(wish)
    post = counter.post
    with post.moved:
        assert post.moved.wait_for(lambda: post.events or counter.hears(told), 30)
        assert counter.hears(told) == []
    assert counter.waits_for(told).request_id == 7


def test_trial_of_a_device_that_is_gone_fails_with_its_reason(counter):
    from devices.status import Role

    counter.signs_in()
    counter.puppets[Role.ID_READER].is_gone = True
    counter.says(said.TryDevice(7, "id-reader", "answers"))
    tried = counter.waits_for(said.DeviceTried)
    assert not tried.is_passed
    assert tried.reason == "unplugged"


def test_refill_ends_with_a_new_look_and_a_line_in_the_audit(counter):
    counter.signs_in(StaffRole.HOST_STAFF)
    counter.says(said.ReopenDevice(7, "receipt-printer", Chore.REFILL))
    assert counter.waits_for(said.DeviceReopened).report.device_id == "receipt-printer"
    assert counter.staff.deeds()[-1] == "refilled"


def test_sheets_are_booked_under_the_staff_number(counter):
    counter.signs_in(StaffRole.HOST_STAFF)
    counter.says(said.LoadSheets(7, "QH00000471", 40))
    (loaded,) = counter.hears(said.SheetsLoaded)
    assert (loaded.is_loaded, loaded.last_serial) == (True, "QH00000510")
    assert counter.ledger.books().loaded == 80
    assert counter.hears(said.SheetsSeen)[-1].remaining == 80


@pytest.mark.parametrize(
    ("first", "sheets", "reason"),
    [("QH00000440", 10, "overlap"), ("张三", 10, "bad-serial"), ("QH00000471", 0, "bad-count")],
)
def test_sheets_that_cannot_be_are_refused_with_the_reason(counter, first, sheets, reason):
    counter.signs_in(StaffRole.HOST_STAFF)
    counter.says(said.LoadSheets(7, first, sheets))
    (loaded,) = counter.hears(said.SheetsLoaded)
    assert (loaded.is_loaded, loaded.reason) == (False, reason)
    assert counter.ledger.books().loaded == 40


def lose_a_sheet(counter):
    """A numbered sheet of which nobody knows whether it came out; its serial."""
    order = SheetOrder("QH2604-7K3M-92", 1, "case", "result", pages=1, numbered=True)
    attempt = counter.ledger.reserve(order, "claim")
    serial = counter.ledger.begin(attempt.attempt_id).blank_serial
    counter.ledger.doubt(attempt.attempt_id, "printer-silent")
    return serial


def test_uncertain_sheet_is_settled_by_who_looked_and_the_platform_is_told(counter):
    serial = lose_a_sheet(counter)
    counter.signs_in(StaffRole.HOST_STAFF)
    assert counter.hears(said.SheetsSeen)[-1].lost[0].name == serial
    counter.says(said.SettleSheet(7, serial, is_found=True, top="QH00000432"))
    assert counter.hears(said.SheetsSeen)[-1].lost == ()
    assert counter.reports == ["soon"]
    assert counter.staff.deeds()[-1] == "sheet-settled"


def test_sheet_is_not_settled_while_another_blank_lies_on_top_than_the_books_say(counter):
    serial = lose_a_sheet(counter)
    counter.signs_in(StaffRole.HOST_STAFF)
    counter.says(said.SettleSheet(7, serial, is_found=True, top="QH00000433"))
    assert counter.reports == []
    assert [one.blank_serial for one in counter.ledger.waiting_for_person()] == [serial]


def test_sheet_that_nobody_waits_for_cannot_be_settled(counter):
    counter.signs_in()
    counter.says(said.SettleSheet(7, "QH00000439", is_found=True, top="QH00000431"))
    assert counter.staff.deeds() == ["signed-in"]


def test_no_message_of_a_citizens_visit_can_be_spelled_to_staff():
    shared = {"VisitReady", "VisitBeat", "VisitEnded", "ShowVisit", "DevicesChanged"}
    shared.add("PlatformChanged")
    for kind in (*citizens.FROM_VISIT, *citizens.FROM_HOST):
        if kind.__name__ not in shared:
            with pytest.raises(ProtocolViolationError):
                SERVICE_CODEC.decode(f'{{"_": "{kind.__name__}"}}'.encode())
