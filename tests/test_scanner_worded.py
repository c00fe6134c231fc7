"""What the capture screen says of a scan: a cause in words, what stays, and a way on."""

import pytest

from devices.document_scanner.sane_status import REASONS
from devices.ports import ScanSource
from devices.status import Role
from kiosk.host.scan_messages import ScanResult
from kiosk.visit import events, intents
from screens.presenters.present import view_of
from tests.session_rig import Sitting, with_scanner
from tests.window import second_story as story

#: Reasons of the worker and of the host's desk, beside the driver's own.
OTHERS = ("scanner-absent", "not-answering", "device-gone", "worker-stuck", "page-worker-gone")
FEEDER = intents.ScanPages(ScanSource.FEEDER)


def scanned(result, reason="", *, taken=2, gone=()):
    visit = Sitting().at_camera().do(with_scanner(*gone), FEEDER)
    visit.do(*(events.PageAdded(index, b"") for index in range(taken)))
    return visit.do(events.ScanSettled(result, taken, reason))


def said(visit):
    return view_of(visit.state, visit.context(), story.words(), story.TERMINAL)


@pytest.mark.parametrize("reason", sorted({*REASONS, *OTHERS}))
def test_every_fault_is_said_with_the_pages_that_stay_and_the_way_on(reason):
    scanner = said(scanned(ScanResult.FAILED, reason)).scanner
    assert scanner.is_trouble
    assert scanner.text.endswith("扫好的 2 页还在。")
    assert "." not in scanner.text
    assert reason not in scanner.text
    assert scanner.detail == "剩下的，放在台面上拍就行。"


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (ScanResult.EMPTY, "进纸口里没有纸。"),
        (ScanResult.TOO_FULL, "页数到上限了"),
        (ScanResult.CANCELLED, "停下了。"),
        (ScanResult.DONE, "扫好了 2 页。"),
    ],
)
def test_every_other_end_is_said(result, text):
    assert text in said(scanned(result)).scanner.text


def test_no_page_is_promised_where_none_was_taken():
    assert "还在" not in said(scanned(ScanResult.FAILED, "media-jam", taken=0)).scanner.text


def test_without_a_camera_the_way_on_is_the_scanner_itself():
    view = said(scanned(ScanResult.FAILED, "cover-open", gone=[Role.DOCUMENT_SCANNER]))
    assert view.scanner.detail == "弄好了，再点一次。"
    assert [key.intent for key in view.scanner.keys] == [
        FEEDER,
        intents.ScanPages(ScanSource.FLATBED),
    ]


def test_with_neither_the_way_on_is_the_pages_so_far():
    visit = scanned(ScanResult.FAILED, "scanner-absent", gone=[Role.DOCUMENT_SCANNER])
    visit.do(with_scanner(Role.DOCUMENT_SCANNER, Role.PAGE_SCANNER))
    scanner = said(visit).scanner
    assert scanner.keys == ()
    assert "就用这几页" in scanner.detail


def test_camera_comes_first_and_a_place_without_scanner_is_told_nothing_of_one():
    visit = Sitting().at_camera().do(with_scanner())
    view = said(visit)
    assert view.frame.secondary.intent == intents.CaptureNow()
    assert "进纸口" in view.scanner.text
    assert said(visit.do(with_scanner(Role.PAGE_SCANNER))).scanner is None
