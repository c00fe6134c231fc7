"""Every SANE_Status that a scanner can end with: what it is called, and who must act."""

import signal

import pytest

from devices.document_scanner.sane_status import CRASHED, fault_of, fault_of_open
from devices.ports import FeederEmpty, PagesScanned, ScanFailed, ScanSource
from devices.status import Actor, Attention, Ready, Unavailable
from tests.sane_rig import Pages, SaneRig

#: What SANE's test backend is told to answer, the reason, who acts, and whether it is remembered.
FAULTS = [
    ("UNSUPPORTED", "scan-setting-refused", Actor.TECHNICIAN, True),
    ("CANCELLED", "cancelled-at-scanner", Actor.CITIZEN, False),
    ("DEVICE_BUSY", "scanner-busy", Actor.NOBODY, False),
    ("INVAL", "scan-setting-refused", Actor.TECHNICIAN, True),
    ("EOF", "page-torn", Actor.CITIZEN, False),
    ("JAMMED", "media-jam", Actor.HOST_STAFF, True),
    ("COVER_OPEN", "cover-open", Actor.HOST_STAFF, True),
    ("IO_ERROR", "scanner-io-error", Actor.TECHNICIAN, True),
    ("NO_MEM", "scanner-out-of-memory", Actor.TECHNICIAN, True),
    ("ACCESS_DENIED", "scanner-forbidden", Actor.TECHNICIAN, True),
]


@pytest.mark.parametrize(
    ("status", "reason", "actor", "is_remembered"), FAULTS, ids=[row[0] for row in FAULTS]
)
def test_a_status_is_a_reason_and_somebody_who_acts(tmp_path, status, reason, actor, is_remembered):
    rig, pages = SaneRig(tmp_path), Pages()
    rig.scanner.open()
    rig.read_says(status)
    outcome = rig.scan(ScanSource.FEEDER, pages)
    assert isinstance(outcome, ScanFailed)
    assert isinstance(outcome.status, Unavailable)
    assert (outcome.pages, outcome.status.reason, outcome.status.actor) == (0, reason, actor)
    assert pages.numbers == []
    left = rig.scanner.probe()
    assert isinstance(left, Attention if is_remembered else Ready)


def test_a_feeder_without_paper_is_an_outcome_and_no_fault(tmp_path):
    rig = SaneRig(tmp_path)
    rig.scanner.open()
    rig.read_says("NO_DOCS")
    assert rig.scan(ScanSource.FEEDER) == FeederEmpty()
    assert rig.scanner.probe() == Ready()


def test_a_glass_that_calls_itself_empty_is_a_fault(tmp_path):
    rig = SaneRig(tmp_path)
    rig.scanner.open()
    rig.read_says("NO_DOCS")
    outcome = rig.scan(ScanSource.FLATBED)
    assert isinstance(outcome, ScanFailed)
    assert outcome.status.reason == "feeder-empty"


def test_a_scan_that_goes_through_clears_what_was_remembered(tmp_path):
    rig = SaneRig(tmp_path)
    rig.scanner.open()
    rig.read_says("JAMMED")
    rig.scan(ScanSource.FEEDER)
    assert rig.scanner.probe().reason == "media-jam"
    rig.set(**{"read-status-code": '"Default"'})
    assert rig.scan(ScanSource.FEEDER) == PagesScanned(10)
    assert rig.scanner.probe() == Ready()


@pytest.mark.parametrize("code", [-signal.SIGSEGV, -signal.SIGKILL, 134, 126, 99])
def test_an_end_by_a_signal_or_a_strange_code_is_a_crash(code):
    assert fault_of(code) == CRASHED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("open of device x failed: Device busy", "scanner-busy"),
        ("open of device x failed: Access to resource has been denied", "scanner-forbidden"),
        ("open of device x failed: Invalid argument", "scanner-absent"),
        ("open of device x failed: Error during device I/O", "scanner-absent"),
    ],
)
def test_a_scanner_that_does_not_open_says_why_in_its_text_only(text, reason):
    assert fault_of_open(f"scanimage: {text}\n") == reason
    assert fault_of(1, f"scanimage: {text}\n").reason == reason
