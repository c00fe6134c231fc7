"""A device goes and comes back, in every stage that needs it and in some that do not."""

import pytest

from devices.status import Role
from kiosk.host.messages import ReadCard, StopWaiting
from kiosk.visit import events, intents
from kiosk.visit.state import Capture, Fault, Goodbye, Guide, Identify, MaterialList, Review
from tests import sample_visit as sample
from tests.session_rig import Sitting, reports


def test_reader_that_goes_is_said_and_its_request_is_dropped():
    visit = Sitting().at_reader()
    request = visit.stage.request_id
    visit.do(reports(Role.ID_READER))
    assert isinstance(visit.stage, Fault)
    assert visit.told(StopWaiting) == [StopWaiting(request)]


def test_reader_that_comes_back_is_lit_again_by_itself():
    visit = Sitting().at_reader().do(reports(Role.ID_READER), reports())
    assert isinstance(visit.stage, Identify)
    assert len(visit.told(ReadCard)) == 1


def test_reader_that_stays_away_lets_the_citizen_back_or_out():
    visit = Sitting().at_reader().do(reports(Role.ID_READER), intents.Back())
    assert isinstance(visit.stage, Guide)
    visit = Sitting().at_reader().do(reports(Role.ID_READER), intents.Leave())
    assert isinstance(visit.stage, Goodbye)


@pytest.mark.parametrize(
    "where",
    [Sitting.at_reader, Sitting.at_window],
    ids=["reader", "window"],
)
def test_paper_cannot_be_promised_before_a_case_is_begun(where):
    visit = where(Sitting(sample.EATERY))
    visit.do(reports(Role.ID_READER, Role.QR_SCANNER))
    assert isinstance(visit.stage, Fault)
    before = visit.stage
    assert visit.do(intents.PromiseMaterial("landlord-id")).stage == before


def test_camera_that_goes_lets_a_paper_follow_later():
    visit = Sitting(sample.EATERY).at_materials().scan("lease")
    visit.do(intents.ScanMaterial("landlord-id"), reports(Role.DOCUMENT_SCANNER))
    assert isinstance(visit.stage, Fault)
    assert visit.asked(events.StopPages)
    visit.do(intents.PromiseMaterial("landlord-id"), intents.Continue())
    assert isinstance(visit.stage, Review)


def test_camera_that_comes_back_leads_to_the_list():
    visit = Sitting().at_camera().do(reports(Role.DOCUMENT_SCANNER), reports())
    assert isinstance(visit.stage, MaterialList)


def test_camera_that_goes_while_the_file_is_closed_disturbs_nothing():
    visit = Sitting().at_camera().do(events.PageAdded(0, b"x"), intents.FinishCapture())
    visit.do(reports(Role.DOCUMENT_SCANNER))
    assert isinstance(visit.stage, Capture)


@pytest.mark.parametrize("reason", ["disk-full", "page-worker-gone", "platform-unknown"])
def test_fault_that_is_not_the_devices_stays_until_it_was_read(reason):
    visit = Sitting().at_camera().do(events.CaptureBroke(reason), reports())
    assert visit.stage.reason == reason
    assert isinstance(visit.do(intents.Back()).stage, MaterialList)


@pytest.mark.parametrize(
    "stage", ["at_form", "at_materials", "at_review", "stored", "at_sheet", "at_rating"]
)
def test_stage_that_needs_no_device_is_not_disturbed(stage):
    visit = getattr(Sitting(), stage)()
    before = visit.stage
    visit.do(reports(*Role))
    assert visit.stage == before
    assert not visit.effects
