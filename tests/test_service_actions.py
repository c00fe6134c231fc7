"""A technician's actions at the host: they reach the worker, and their outcome comes back, once."""

import threading

import pytest

from devices.ports import (
    LightsRefused,
    LightsSet,
    ReceiptPrinted,
    ReceiptRefused,
    ReceiptUncertain,
)
from devices.status import Actor, DeviceGoneError, Ready, Role, State, Unavailable
from kiosk.host import service_messages as said
from kiosk.upkeep.device_actions import ActionName, attempt
from kiosk.upkeep.self_test import SelfTest
from kiosk.upkeep.staff.roles import StaffRole
from tests.fakes.skipping_clock import SkippingClock
from tests.service_desk_rig import Counter

EMPTY = Unavailable(State.USER_ERROR, "media-empty", Actor.HOST_STAFF, None)


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path)
    made.start()
    yield made.signs_in()
    made.close()


def acted(counter, device_id, action, request_id=7):
    counter.says(said.ActOnDevice(request_id, device_id, action))
    return counter.waits_for(said.DeviceTried)


@pytest.mark.parametrize(("is_free", "card"), [(True, "none"), (False, "there")])
def test_reader_looks_for_a_card(counter, is_free, card):
    counter.puppets[Role.ID_READER].wait_removed = lambda seconds, cancelled: is_free
    told = acted(counter, "id-reader", "find-card")
    assert (told.request_id, told.is_passed, told.facts) == (7, True, (("card", card),))
    assert counter.staff.deeds()[-1] == "tested"


def test_card_that_was_read_is_wiped_and_only_its_length_is_told(counter):
    reader = counter.puppets[Role.ID_READER]
    reader.show(b"nobody at all")
    told = acted(counter, "id-reader", "read-card")
    assert told.facts == (("card", "read"), ("bytes", "13"))
    assert not any(reader.content)


def test_waiting_for_a_card_ends_when_the_technician_says_so(counter):
    counter.says(said.ActOnDevice(7, "id-reader", "read-card"))
    counter.says(said.StopTrial())
    told = counter.waits_for(said.DeviceTried)
    assert not told.is_passed
    assert counter.puppets[Role.ID_READER].cancelled.wait(30)


def test_newer_action_ends_the_waiting_of_the_older(counter):
    counter.says(said.ActOnDevice(7, "id-reader", "read-card"))
    counter.says(said.ActOnDevice(8, "id-reader", "ask"))
    while len(counter.hears(said.DeviceTried)) < 2:
        counter.waits_for(said.DeviceTried)
    assert [one.request_id for one in counter.hears(said.DeviceTried)] == [7, 8]


def test_device_that_goes_in_the_middle_of_an_action_is_said_so(counter):
    reader = counter.puppets[Role.ID_READER]

    def goes(seconds, cancelled):
        reader.is_gone = True
        raise DeviceGoneError("unplugged")

    reader.wait_removed = goes
    told = acted(counter, "id-reader", "find-card")
    assert (told.is_passed, told.reason) == (False, "unplugged")
    reader.is_gone = False
    assert acted(counter, "id-reader", "reset", 9).is_passed


def test_reset_opens_the_wire_anew(counter):
    reader, opened = counter.puppets[Role.ID_READER], []
    counter.says(said.ActOnDevice(6, "id-reader", "ask"))
    counter.waits_for(said.DeviceTried)
    reader.probe = Ready  # the puppet's own opens, and may be asked at any moment
    reader.open = lambda: opened.append(1)
    assert acted(counter, "id-reader", "reset").is_passed
    assert opened == [1]


def test_look_at_a_device_is_no_deed(counter):
    before = counter.staff.deeds()
    assert acted(counter, "id-reader", "ask").is_passed
    assert counter.staff.deeds() == before


def test_action_that_is_none_and_device_that_is_none_are_refused(counter):
    counter.says(said.ActOnDevice(7, "id-reader", "cut-power"))
    counter.says(said.ActOnDevice(8, "../id-reader", "reset"))
    counter.says(said.ExportFrames(9, "../../etc/shadow"))
    assert [one.request_id for one in counter.hears(said.NotAllowed)] == [7, 8, 9]


def test_lamp_on_a_machine_without_a_board_is_said_to_be_absent(counter):
    told = acted(counter, "id-reader", "light")
    assert (told.is_passed, told.reason) == (False, "device-absent")


class Board:
    """Remembers which lamps burned."""

    def __init__(self, refuses=False):
        self.refuses, self.lit = refuses, []

    def set_lights(self, lit):
        self.lit.append(set(lit))
        return LightsRefused("lights-stuck") if self.refuses else LightsSet(lit)


@pytest.mark.parametrize("refuses", [False, True])
def test_lamp_of_one_slot_burns_and_goes_out_again(refuses):
    board = Board(refuses)
    test = SelfTest(SkippingClock())
    result = attempt(ActionName.LIGHT, Role.ID_READER, board, test, threading.Event())
    assert board.lit == [{Role.ID_READER}, set()]
    assert getattr(result, "reason", "") == ("lights-stuck" if refuses else "")


# --- the status slip --------------------------------------------------------------------------


def prints(counter, outcome):
    counter.puppets[Role.RECEIPT_PRINTER].print_receipt = lambda job: outcome
    counter.says(said.PrintStatusSlip(7))
    return counter.waits_for(said.ErrandDone)


def test_slip_tells_of_every_device_and_is_written_down(counter):
    assert prints(counter, ReceiptPrinted()) == said.ErrandDone(7, is_done=True)
    (reports,) = counter.slips
    assert {report.device_id for report in reports} == set(counter.workers)
    assert counter.staff.deeds()[-1] == "status-printed"


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (ReceiptRefused(EMPTY), "media-empty"),
        (ReceiptUncertain(EMPTY), "slip-uncertain"),
    ],
)
def test_slip_that_did_not_come_out_is_said_so(counter, outcome, reason):
    told = prints(counter, outcome)
    assert (told.is_done, told.reason) == (False, reason)


def test_slip_of_a_printer_that_is_gone_is_said_so_and_the_next_one_comes(counter):
    printer = counter.puppets[Role.RECEIPT_PRINTER]
    printer.is_gone = True
    told = prints(counter, ReceiptPrinted())
    assert (told.is_done, told.reason) == (False, "unplugged")
    printer.is_gone = False
    assert prints(counter, ReceiptPrinted()).is_done


def test_second_slip_waits_for_no_first_one_but_says_busy(counter):
    may_end = threading.Event()
    counter.puppets[Role.RECEIPT_PRINTER].print_receipt = lambda job: (
        may_end.wait(30) and ReceiptPrinted()
    )
    counter.says(said.PrintStatusSlip(7))
    counter.says(said.PrintStatusSlip(8))
    assert counter.hears(said.ErrandDone) == [said.ErrandDone(8, is_done=False, reason="busy")]
    may_end.set()
    assert counter.waits_for(said.ErrandDone).is_done


def test_slip_without_a_printer_is_said_so(counter):
    counter.workers.pop("receipt-printer").stop()
    counter.says(said.PrintStatusSlip(7))
    (told,) = counter.hears(said.ErrandDone)
    assert (told.is_done, told.reason) == (False, "device-absent")


def test_host_staff_have_no_actions(tmp_path):
    counter = Counter(tmp_path)
    counter.signs_in(StaffRole.HOST_STAFF)
    for wish in (said.ActOnDevice(7, "id-reader", "reset"), said.ExportBundle(8)):
        counter.says(wish)
    assert [one.request_id for one in counter.hears(said.NotAllowed)] == [7, 8]
    counter.close_books()
