"""The light beside a slot burns while the screen asks for that slot, and only then."""

from dataclasses import replace

import pytest

from devices.status import Role
from kiosk.host import messages as said
from kiosk.host.messages import PaperResult
from kiosk.visit import events, intents
from kiosk.visit.events import EndVisit
from kiosk.visit.guide_lights import slot_in_use
from kiosk.visit.state import CardTrouble, Ending, Fault, Goodbye
from tests import sample_visit as sample
from tests.conductor_rig import Conducted, licence
from tests.sample_visit import RESIDENT
from tests.session_rig import Sitting, reports


def lit(sitting):
    return slot_in_use(sitting.state)


@pytest.mark.parametrize(
    ("way", "slot"),
    [
        ("at_home", None),
        ("at_guide", None),
        ("at_reader", Role.ID_READER),
        ("at_window", Role.QR_SCANNER),
        ("at_form", None),
        ("at_materials", None),
        ("at_camera", Role.DOCUMENT_SCANNER),
        ("at_review", None),
        ("sealing", None),
        ("at_rating", None),
    ],
)
def test_each_screen_lights_its_own_slot(way, slot):
    assert lit(getattr(Sitting(), way)()) is slot


def test_nothing_is_lit_before_anybody_came():
    assert lit(Sitting()) is None


def test_reader_stays_lit_after_a_card_that_was_moved():
    sitting = Sitting().at_reader()
    sitting.do(events.CardFailed(sitting.stage.request_id, CardTrouble.MOVED))
    assert lit(sitting) is Role.ID_READER


def test_light_goes_out_where_the_device_has_gone():
    sitting = Sitting().at_reader().do(reports(Role.ID_READER))
    assert isinstance(sitting.stage, Fault)
    assert lit(sitting) is None


def test_camera_is_dark_while_pages_are_put_together():
    sitting = Sitting().at_camera().do(events.PageAdded(0, b"jpeg"), intents.FinishCapture())
    assert lit(sitting) is None


def test_receipt_slot_burns_from_the_print_until_the_citizen_goes_on():
    sitting = Sitting().accepted()
    assert lit(sitting) is Role.RECEIPT_PRINTER
    sitting.settle_receipt()
    assert lit(sitting) is Role.RECEIPT_PRINTER
    assert lit(sitting.do(intents.Continue())) is not Role.RECEIPT_PRINTER


def test_receipt_slot_is_dark_when_nothing_comes_out_of_it():
    sitting = Sitting().accepted().settle_receipt(PaperResult.REFUSED, "media-empty")
    assert lit(sitting) is None


def test_licence_tray_burns_while_the_sheet_comes_and_lies_there():
    sitting = Sitting().at_sheet()
    assert lit(sitting) is None  # it is only being set
    assert lit(sitting.sheet(PaperResult.STARTED)) is Role.LICENCE_PRINTER
    assert lit(sitting.sheet(PaperResult.PRINTED)) is Role.LICENCE_PRINTER


@pytest.mark.parametrize(
    "result", [PaperResult.WAITING, PaperResult.UNCERTAIN, PaperResult.REFUSED]
)
def test_licence_tray_is_dark_when_no_sheet_is_to_be_expected(result):
    sitting = Sitting().at_sheet().sheet(PaperResult.STARTED).sheet(result, "media-jam")
    assert lit(sitting) is None


def test_who_goes_is_shown_the_card_that_still_lies_there():
    sitting = Sitting().at_form().do(intents.Leave())
    assert isinstance(sitting.stage, Goodbye)
    assert lit(sitting) is Role.ID_READER
    assert lit(sitting.do(events.CardTaken())) is None


def test_stranger_s_card_is_shown_to_whoever_comes_next():
    sitting = Sitting().do(events.Shown(is_card_left=True))
    assert sitting.stage.ending is Ending.CARD_LEFT
    assert lit(sitting) is Role.ID_READER


def slots(sitting):
    return [message.slot for message, _ in sitting.link.of(said.LightSlot)]


def test_host_hears_of_a_change_once():
    sitting = Conducted(sample.SOLE_TRADER).at_reader()
    sitting.do(events.Ticked(), events.Ticked())
    assert slots(sitting) == [Role.ID_READER]
    sitting.do(intents.Back())
    assert slots(sitting) == [Role.ID_READER, None]


def test_whole_journey_lights_slot_after_slot():
    sitting = Conducted(sample.SOLE_TRADER).accepted()
    sitting.deliver(licence()).do(intents.PrintLicence()).run_errands()
    sitting.sheet(PaperResult.STARTED).sheet(PaperResult.PRINTED)
    told = [slot for slot in slots(sitting) if slot is not None]
    assert told == [
        Role.ID_READER,
        Role.DOCUMENT_SCANNER,
        Role.RECEIPT_PRINTER,
        Role.LICENCE_PRINTER,
    ]


def test_terminal_without_a_board_is_told_of_no_light():
    sitting = Conducted(sample.SOLE_TRADER)
    has = sitting.conductor._profile.roles
    sitting.conductor._profile = replace(sitting.conductor._profile, roles=has - {Role.IO_BOARD})
    sitting.at_reader()
    assert slots(sitting) == []


def test_board_that_is_missing_changes_no_step_of_a_journey():
    whole, without = Sitting().at_reader(), Sitting().do(reports(Role.IO_BOARD)).at_reader()
    for sitting in (whole, without):
        sitting.read(RESIDENT)
    assert whole.stage == without.stage
    assert not without.asked(EndVisit)
