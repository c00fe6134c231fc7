"""Two starts that came to nothing: the third leaves drivers of other makers out and says so."""

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from devices.third_party import SAFE_MODE
from kiosk.clock import SystemClock
from kiosk.host.health_board import HealthBoard
from kiosk.host.settings import Setup
from kiosk.host.start_count import (
    FAILED_STARTS_UNTIL_SAFE,
    RAN_WELL_SECONDS,
    StartCount,
    careful_setup,
    cautious_setup,
)
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.running_host import look_for_host
from tests.fakes.clock import FakeClock
from tests.receipt_samples import ROOT
from tests.third_party_rig import example_installed, settings

WORD = "tcp-line-scanner"
MODULE = "openhall_tcp_line_scanner"


def start(folder: Path, clock: FakeClock | None = None) -> tuple[Setup, StartCount]:
    """One start of a host; that nothing else follows is the crash."""
    sys.modules.pop(MODULE, None)
    return careful_setup(settings(folder, WORD), ROOT, clock or FakeClock())


def test_third_start_after_two_that_failed_is_safe_and_loads_no_foreign_code(tmp_path):
    with example_installed(tmp_path):
        for _ in range(FAILED_STARTS_UNTIL_SAFE):
            setup, _ = start(tmp_path)
            assert not setup.is_safe_mode
            assert MODULE in sys.modules
        setup, _ = start(tmp_path)
        assert setup.is_safe_mode
        assert MODULE not in sys.modules
    assert [plan.fault for plan in setup.devices] == ["", SAFE_MODE]
    assert any("safe mode" in str(remark) for remark in setup.remarks)


def test_start_is_counted_before_foreign_code_can_end_the_process(tmp_path):
    with example_installed(tmp_path) as home:
        (home / f"{MODULE}.py").write_text(
            "import json, pathlib\n"
            f"seen = json.loads(pathlib.Path({str(tmp_path / 'state' / 'starts.json')!r})"
            ".read_text())\n",
            "utf-8",
        )
        start(tmp_path)
        assert sys.modules[MODULE].seen == {"failed": 1}


def test_host_that_ran_well_for_a_while_is_forgiven(tmp_path):
    clock = FakeClock()
    with example_installed(tmp_path):
        for _ in range(5):
            setup, count = start(tmp_path, clock)
            count.look()
            clock.advance(RAN_WELL_SECONDS)
            count.look()
            assert not setup.is_safe_mode


def test_host_that_was_ended_in_order_is_forgiven(tmp_path):
    with example_installed(tmp_path):
        for _ in range(5):
            setup, count = start(tmp_path)
            count.forgive()
            assert not setup.is_safe_mode


def test_terminal_without_foreign_drivers_is_never_in_safe_mode(tmp_path):
    file = settings(tmp_path, "serial-scanner", options="{port: /nowhere}")
    for _ in range(5):
        setup, _ = careful_setup(file, ROOT, FakeClock())
        assert not setup.is_safe_mode


@pytest.mark.parametrize("content", ["", "null", '{"failed": "many"}', "\x00\x00"])
def test_count_that_cannot_be_read_counts_as_none(tmp_path, content):
    file = tmp_path / "starts.json"
    file.write_text(content, "utf-8")
    assert StartCount(file, FakeClock()).begin() == 0
    assert json.loads(file.read_text("utf-8")) == {"failed": 1}


def test_diagnose_says_that_a_running_host_is_in_safe_mode(tmp_path):
    HealthBoard(tmp_path / "health.json", FakeClock(), is_safe_mode=True).look(())
    with closing(CustodyLedger(tmp_path / "paper.sqlite", SystemClock())):
        host, _ = look_for_host(tmp_path)
    assert [trouble.reason for trouble in host.troubles] == [SAFE_MODE]


def test_tools_of_a_technician_load_no_driver_that_ends_hosts(tmp_path):
    file = settings(tmp_path, WORD)
    with example_installed(tmp_path):
        assert not cautious_setup(file, ROOT).is_safe_mode
        for _ in range(FAILED_STARTS_UNTIL_SAFE):
            start(tmp_path)
        sys.modules.pop(MODULE, None)
        assert cautious_setup(file, ROOT).is_safe_mode
        assert MODULE not in sys.modules


def test_tools_beside_a_running_host_leave_foreign_drivers_to_it(tmp_path):
    file = settings(tmp_path, WORD)
    (tmp_path / "state").mkdir()
    with (
        example_installed(tmp_path),
        closing(CustodyLedger(tmp_path / "state" / "paper.sqlite", SystemClock())),
    ):
        assert cautious_setup(file, ROOT).is_safe_mode
        assert MODULE not in sys.modules
