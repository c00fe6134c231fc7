"""Both scanners can be named in the settings, and a slip there is said with its line."""

from pathlib import Path

import pytest

from devices.qr_scanner.camera_scanner import CameraQrScanner, CameraScannerSettings
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.registry import Plan
from kiosk.clock import SystemClock
from kiosk.errors import DefinitionError
from kiosk.host.settings import load_setup

PROJECT = Path(__file__).resolve().parents[1]
DEMO = PROJECT / "config" / "settings" / "demo.yaml"
SERIAL = "adapter: serial-scanner\n    options:\n      port: run/dev/qr-scanner\n"


def planned(folder: Path, scanner: str) -> Plan:
    """The demo's settings with another scanner in them."""
    text = DEMO.read_text("utf-8")
    assert SERIAL in text
    file = folder / "settings.yaml"
    file.write_text(text.replace(SERIAL, scanner), "utf-8")
    (plan,) = [plan for plan in load_setup(file, PROJECT).devices if plan.entry.id == "qr-scanner"]
    return plan


def test_serial_scanner_of_the_demo_is_built(tmp_path: Path) -> None:
    plan = planned(tmp_path, SERIAL)
    assert plan.options == SerialScannerSettings(str(PROJECT / "run/dev/qr-scanner"))
    assert isinstance(plan.build(SystemClock()), SerialQrScanner)


def test_camera_can_take_its_place(tmp_path: Path) -> None:
    source = "http://127.0.0.1:8601/x"
    plan = planned(tmp_path, f"adapter: camera-scanner\n    options:\n      source: {source}\n")
    assert plan.options == CameraScannerSettings(source)
    assert isinstance(plan.build(SystemClock()), CameraQrScanner)


@pytest.mark.parametrize("line", [
    "trigger: zebra", "terminator: bell", "baud: fast", "gap: 80", "aim_prefix: perhaps",
])  # fmt: skip
def test_a_slip_in_the_options_is_said_with_its_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        planned(tmp_path, f"{SERIAL}      {line}\n")
    (problem,) = refused.value.problems
    text = (tmp_path / "settings.yaml").read_text("utf-8").splitlines()
    assert text[problem.line - 1].strip() == line
