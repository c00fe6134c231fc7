"""Nothing is wrong: exit code 0, every device tested, nothing changed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.central_rig import running_platform
from tests.licence_rig import running_printer
from tests.patience import unhurried
from tests.receipt_samples import ROOT
from tests.terminal_rig import Terminal, terminal

__all__ = ["unhurried"]

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def well(tmp_path: Path) -> Iterator[Terminal]:
    with (
        terminal(tmp_path) as here,
        running_platform(tmp_path / "platform") as platform,
        running_printer(tmp_path / "licence-printer") as licences,
    ):
        here.id_reader()
        here.qr_scanner()
        here.camera()
        here.receipt_printer()
        here.add("licence-printer", "ipp", uri=licences.uri)
        here.platform = platform.url
        yield here


def test_a_well_terminal_is_told_so_and_left_as_it_was(well: Terminal) -> None:
    found = well.diagnose()
    assert found.code == 0
    assert found.document["well"] is True
    assert found.troubles == set()
    assert found.document["readiness"] == "ready"
    assert {each["standing"] for each in found.document["services"]} == {"offered"}
    assert {each["state"] for each in found.document["devices"]} == {"online"}
    results = {each["role"]: each["test"] for each in found.document["devices"]}
    assert {each["result"] for each in results.values()} == {"passed"}
    assert results["id-reader"]["facts"] == {
        "sam-status": "90",
        "sam-id": "05.03-20110511-0001234567-0987654321",
    }
    assert results["document-scanner"]["facts"]["width_px"] == "640"
    assert results["receipt-printer"]["facts"]["paper"] == "12"
    assert results["licence-printer"]["facts"]["queued-jobs"] == "0"
    assert "black-toner=75%" in results["licence-printer"]["facts"]["supplies"]
    assert all(each["seconds"] > 0 for each in results.values())
    assert found.document["platform"]["reachable"] is True
    assert abs(found.document["platform"]["clock_ahead_seconds"]) < 60
    assert not well.state.exists()


def test_the_command_itself_says_it_in_words_with_the_exit_code_0(well: Terminal) -> None:
    command = [sys.executable, str(ROOT / "run_kiosk.py"), "diagnose"]
    done = subprocess.run(
        [*command, "--settings", str(well.settings_file)],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    for device in ("id-reader", "qr-scanner", "document-scanner", "receipt-printer"):
        assert f"\n{device} " in done.stdout
    assert "一切正常" in done.stdout


def test_a_slip_comes_out_only_when_asked_for(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        printer = here.receipt_printer()
        here.diagnose()
        assert not printer.jobs
        found = here.diagnose("--print")
        assert found.device("receipt-printer")["test"]["facts"]["slip"] == "printed"
        (slip,) = printer.jobs
        assert any("测试页 · 作废" in line for line in slip.lines)
        assert any("不作任何凭证" in line for line in slip.lines)
        assert slip.codes == (b"OPENHALL-TEST QH-BJL-03",)
        assert printer.errors == []


def test_a_terminal_without_devices_serves_nobody(tmp_path: Path) -> None:
    with terminal(tmp_path) as here, running_platform(tmp_path / "platform") as platform:
        here.platform = platform.url
        code, text = here.run("--json")
        assert (code, json.loads(text)["devices"]) == (2, [])
