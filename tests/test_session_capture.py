"""Under the camera: pages come, go, are kept; too many, too few, the wrong paper's."""

import pytest

from kiosk.cases.materials import Scanned
from kiosk.visit import events, intents
from kiosk.visit.state import Capture, Fault, Goodbye, MaterialList
from tests import sample_visit as sample
from tests.session_rig import UPLOAD, Sitting

DIGEST = "sha256:" + "0" * 64


def kept(code, pages=1):
    return events.ScanKept(code, pages, DIGEST, UPLOAD)


def with_pages(count, service=sample.SOLE_TRADER):
    pages = (events.PageAdded(index, b"%d" % index) for index in range(count))
    return Sitting(service).at_camera().do(*pages)


def test_pages_stand_in_order_and_a_retaken_one_takes_its_place():
    visit = with_pages(3).do(events.PageAdded(1, b"new"))
    assert [(page.index, page.jpeg) for page in visit.stage.pages] == [
        (0, b"0"),
        (1, b"new"),
        (2, b"2"),
    ]


def test_page_thrown_away_lets_those_behind_move_up():
    visit = with_pages(3).do(intents.RetakePage(0))
    assert visit.asked(events.DropPage) == [events.DropPage(0)]
    visit.do(events.PageGone(0))
    assert [(page.index, page.jpeg) for page in visit.stage.pages] == [(0, b"1"), (1, b"2")]


def test_page_that_is_not_there_cannot_be_thrown_away():
    assert not with_pages(1).do(intents.RetakePage(1)).effects


def test_page_too_many_is_thrown_away_and_spoils_nothing():
    visit = with_pages(6).do(events.PageAdded(6, b"6"))
    assert visit.asked(events.DropPage) == [events.DropPage(6)]
    assert len(visit.stage.pages) == 6
    assert not visit.do(intents.CaptureNow()).effects


def test_no_page_is_no_file():
    visit = Sitting().at_camera().do(intents.FinishCapture())
    assert not visit.effects
    assert not visit.stage.is_finishing


def test_camera_that_is_not_live_takes_nothing():
    visit = Sitting().at_materials().do(intents.ScanMaterial("premises-proof"))
    assert not visit.do(intents.CaptureNow()).effects
    assert visit.do(events.CameraLive(), intents.CaptureNow()).asked(events.TakePage)


def test_file_that_is_kept_decides_the_paper():
    visit = with_pages(2).do(intents.FinishCapture())
    assert visit.asked(events.KeepPages)
    visit.do(kept("premises-proof", 2))
    assert isinstance(visit.stage, MaterialList)
    assert isinstance(visit.state.materials.decided["premises-proof"], Scanned)
    assert visit.asked(events.StopPages)


def test_file_of_another_paper_decides_nothing():
    visit = with_pages(1, sample.EATERY).do(intents.FinishCapture(), kept("landlord-id"))
    assert isinstance(visit.stage, Capture)
    assert not visit.state.materials.decided


def test_closing_the_file_cannot_be_left_by_a_slip():
    visit = with_pages(1).do(intents.FinishCapture())
    stage = visit.stage
    visit.do(intents.Back(), intents.CaptureNow(), intents.RetakePage(0), intents.FinishCapture())
    assert visit.stage == stage
    assert not visit.effects


@pytest.mark.parametrize("way", [intents.Back(), intents.Leave()])
def test_going_away_puts_the_camera_out(way):
    visit = with_pages(1).do(way)
    assert visit.asked(events.StopPages)
    assert isinstance(visit.stage, MaterialList | Goodbye)
    assert not visit.state.materials.decided


def test_broken_camera_keeps_what_was_decided_before():
    visit = Sitting(sample.EATERY).at_materials().scan("lease")
    decided = visit.state.materials.decided
    visit.do(intents.ScanMaterial("landlord-id"), events.CaptureBroke("device-gone"))
    assert isinstance(visit.stage, Fault)
    assert visit.asked(events.StopPages)
    assert visit.state.materials.decided == decided


def test_late_words_of_the_camera_change_nothing():
    visit = with_pages(1).do(intents.Back())
    before = visit.state
    visit.do(events.CameraLive(), events.PageAdded(0, b"x"), kept("premises-proof"))
    visit.do(events.CaptureBroke("ended"))
    assert visit.state == before
