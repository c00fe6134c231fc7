"""The self-test of a page scanner: one page of the glass, and what is wrong when none comes."""

import threading

import pytest

from devices.status import Role
from kiosk.clock import SystemClock
from kiosk.upkeep.findings import Failed, Passed
from kiosk.upkeep.plan import TrialName, trials_of
from kiosk.upkeep.self_test import SelfTest
from tests.sane_rig import SaneRig, escl_rig
from tests.terminal_rig import terminal


def test_a_well_scanner_gives_a_page_and_its_measures():
    with escl_rig() as rig:
        result = SelfTest(SystemClock()).run(Role.PAGE_SCANNER, rig.scanner)
    assert isinstance(result, Passed)
    assert result.facts == {"width_px": "620", "height_px": "877", "brightness": "236"}


def test_a_dead_lamp_scans_black_and_fails(tmp_path):
    rig = SaneRig(tmp_path)
    rig.set(**{"test-picture": '"Solid black"'})
    rig.scanner.open()
    result = SelfTest(SystemClock()).run(Role.PAGE_SCANNER, rig.scanner)
    assert isinstance(result, Failed)
    assert result.reason == "picture-too-dark"


@pytest.mark.parametrize(
    ("arrange", "expected"),
    [
        (lambda machine: machine.load("id-copy"), None),
        (lambda machine: None, "feeder-empty"),
        (lambda machine: (machine.load("id-copy"), machine.jam()), "media-jam"),
    ],
)
def test_the_technicians_sheet_goes_through_the_feeder(arrange, expected):
    trial = next(one for one in trials_of(Role.PAGE_SCANNER) if one.name is TrialName.SHEET)
    with escl_rig() as rig:
        arrange(rig.virtual)
        result = SelfTest(SystemClock()).attempt(trial, rig.scanner, threading.Event())
    assert (result.reason if isinstance(result, Failed) else None) == expected


def test_diagnose_finds_the_scanner_by_its_settings_and_takes_a_page(tmp_path):
    with terminal(tmp_path) as here, escl_rig() as rig:
        here.add("page-scanner", "escl", url=rig.virtual.url, resolution_dpi=75)
        device = here.diagnose().device("page-scanner")
        assert (device["state"], device["test"]["result"]) == ("online", "passed")
        rig.virtual.stop_machine()
        found = here.diagnose()
        assert found.troubles_at("page-scanner") == {("scanner-stopped", "host-staff")}
