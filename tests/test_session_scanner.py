"""Pages by the scanner beside the camera: what it is offered for, how it ends, what stays."""

import pytest

from devices.ports import ScanSource
from devices.status import Role
from kiosk.host.messages import StartCamera
from kiosk.host.scan_messages import ScanResult
from kiosk.visit import events, intents
from kiosk.visit.guide_lights import slot_in_use
from kiosk.visit.state import Capture, Fault, MaterialList, ScanNote
from tests.session_rig import Sitting, reports, with_scanner

FEEDER = intents.ScanPages(ScanSource.FEEDER)


def pages(count, first=0):
    return [events.PageAdded(first + index, b"%d" % index) for index in range(count)]


def at_camera(*gone):
    return Sitting().at_camera().do(with_scanner(*gone))


def scanning(visit, taken=0):
    return visit.do(FEEDER, *pages(taken, len(visit.stage.pages)))


def settled(result, taken=0, reason=""):
    return events.ScanSettled(result, taken, reason)


def test_scan_takes_what_there_is_room_for_and_the_camera_rests():
    visit = at_camera().do(*pages(2), FEEDER)
    assert visit.asked(events.RunScanner) == [events.RunScanner(ScanSource.FEEDER, 4)]
    assert visit.stage.scanning is ScanSource.FEEDER
    assert not visit.stage.is_live
    assert slot_in_use(visit.state) is Role.PAGE_SCANNER


def test_full_material_is_not_scanned_further():
    visit = at_camera().do(*pages(6), FEEDER)
    assert not visit.effects
    assert visit.stage.scanning is None


@pytest.mark.parametrize("gone", [Role.PAGE_SCANNER])
def test_scanner_that_is_unwell_takes_nothing(gone):
    assert not at_camera(gone).do(FEEDER).effects


def test_source_that_the_scanner_has_not_is_refused():
    visit = Sitting().at_camera().do(reports())
    assert not visit.do(FEEDER).effects


def test_while_it_scans_only_stopping_and_going_back_are_possible():
    visit = scanning(at_camera(), 1)
    for intent in (intents.CaptureNow(), intents.RetakePage(0), intents.FinishCapture(), FEEDER):
        assert not visit.do(intent).effects
    assert visit.do(intents.StopScanning()).asked(events.HaltScanner)
    assert isinstance(visit.do(intents.Back()).stage, MaterialList)
    assert visit.asked(events.StopPages)


def test_silence_during_a_scan_means_nothing():
    visit = scanning(at_camera())
    visit.wait(600)
    assert isinstance(visit.stage, Capture)
    assert visit.state.asked_until is None
    # After it the citizen has the usual time again.
    visit.do(settled(ScanResult.DONE, 1)).wait(50)
    assert visit.state.asked_until is None


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (ScanResult.DONE, ""),
        (ScanResult.EMPTY, ""),
        (ScanResult.TOO_FULL, ""),
        (ScanResult.CANCELLED, ""),
        (ScanResult.FAILED, "media-jam"),
        (ScanResult.FAILED, "cover-open"),
        (ScanResult.FAILED, "scanner-absent"),
        (ScanResult.FAILED, "scanner-hung"),
    ],
)
def test_however_it_ends_no_page_is_lost_and_the_file_can_be_made(result, reason):
    visit = scanning(at_camera().do(*pages(1)), 2).do(settled(result, 2, reason))
    assert visit.stage.scanned == ScanNote(result, 2, reason)
    assert visit.stage.scanning is None
    assert len(visit.stage.pages) == 3
    assert visit.do(intents.FinishCapture()).asked(events.KeepPages)


def test_camera_that_goes_leaves_the_scanner_and_the_pages():
    visit = at_camera().do(*pages(2), with_scanner(Role.DOCUMENT_SCANNER))
    assert visit.stage.is_camera_gone
    assert len(visit.stage.pages) == 2
    assert not visit.asked(events.StopPages)
    assert slot_in_use(visit.state) is Role.PAGE_SCANNER
    assert visit.do(FEEDER).asked(events.RunScanner)


def test_camera_that_comes_back_is_started_again():
    visit = at_camera().do(*pages(1), with_scanner(Role.DOCUMENT_SCANNER), with_scanner())
    assert visit.told(StartCamera)
    visit.do(events.CameraLive())
    assert visit.stage.is_live
    assert not visit.stage.is_camera_gone


def test_camera_that_comes_back_during_a_scan_waits_for_its_end():
    visit = at_camera().do(with_scanner(Role.DOCUMENT_SCANNER), FEEDER, with_scanner())
    assert not visit.told(StartCamera)
    assert visit.stage.scanning is ScanSource.FEEDER


def test_without_a_camera_a_paper_is_begun_at_the_scanner():
    visit = Sitting().at_materials().do(with_scanner(Role.DOCUMENT_SCANNER))
    visit.do(intents.ScanMaterial("premises-proof"), events.CameraGone("device-gone"))
    assert isinstance(visit.stage, Capture)
    assert visit.do(FEEDER).asked(events.RunScanner)


def test_with_both_gone_and_no_page_it_is_a_fault_that_ends_when_either_is_back():
    gone = (Role.DOCUMENT_SCANNER, Role.PAGE_SCANNER)
    visit = at_camera().do(with_scanner(*gone))
    assert isinstance(visit.stage, Fault)
    assert visit.stage.role is Role.DOCUMENT_SCANNER
    assert visit.asked(events.StopPages)
    visit.do(with_scanner(Role.DOCUMENT_SCANNER))
    assert isinstance(visit.stage, MaterialList)


def test_with_both_gone_the_pages_so_far_can_still_be_handed_in():
    visit = at_camera().do(*pages(2), with_scanner(Role.DOCUMENT_SCANNER, Role.PAGE_SCANNER))
    assert isinstance(visit.stage, Capture)
    assert visit.do(intents.FinishCapture()).asked(events.KeepPages)


def test_scanner_that_goes_in_mid_scan_with_no_camera_and_no_page_is_a_fault_at_its_end():
    visit = scanning(at_camera(Role.DOCUMENT_SCANNER))
    visit.do(with_scanner(Role.DOCUMENT_SCANNER, Role.PAGE_SCANNER))
    assert isinstance(visit.stage, Capture)  # the host will say how it ended
    visit.do(settled(ScanResult.FAILED, 0, "scanner-absent"))
    assert isinstance(visit.stage, Fault)


def test_where_there_is_only_a_scanner_the_scanner_is_named():
    visit = at_camera()
    alone = tuple(
        one
        for one in with_scanner(Role.PAGE_SCANNER).reports
        if one.role is not Role.DOCUMENT_SCANNER
    )
    visit.do(events.DevicesReported(alone))
    assert isinstance(visit.stage, Fault)
    assert visit.stage.role is Role.PAGE_SCANNER


def test_late_words_of_the_scanner_change_nothing():
    visit = scanning(at_camera(), 1).do(intents.Back())
    before = visit.state
    visit.do(settled(ScanResult.DONE, 1), events.CameraGone("ended"))
    assert visit.state == before
