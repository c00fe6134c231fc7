"""Staff at a running terminal: badge and PIN, a fault seen, paper refilled, citizens again."""

import re
import tarfile

import pytest

from tests.e2e.terminal import LIMIT_SECONDS
from tests.staff_rig import PIN

#: The mark of the attract screen, and longer than its touch needs.
MARK, REST_SECONDS = (86 / 1080, 90 / 1920), 3.5


def enrol(terminal, number, role):
    """The badge's code, as the command line tells it once."""
    said = terminal.run_cli("staff", "add", number, "--role", role, heard=f"{PIN}\n{PIN}\n")
    return said.removeprefix("badge: ").strip()


def knock(terminal, mark=MARK):
    """Rest a finger on the mark, until the door of service is on the glass."""
    terminal.attract()
    terminal.walker.rest(*mark, REST_SECONDS)
    terminal.see("DoorView", "请出示工牌")


def sign_in(terminal, code):
    terminal.bench.act("qr-scanner", "show", text=code)
    terminal.see("PinView")
    press_pin(terminal, PIN)


def press_pin(terminal, pin):
    for digit in pin:
        terminal.walker.tap(digit, LIMIT_SECONDS)
    terminal.walker.tap("Confirm()", LIMIT_SECONDS)


@pytest.fixture
def audit(terminal):
    file = terminal.places.state / "staff" / "audit.log"
    return lambda: re.findall(r'"deed": "([a-z-]+)"', file.read_text("utf-8"))


def test_technician_sees_a_fault_refills_and_leaves_the_glass_to_citizens(terminal, audit):
    code = enrol(terminal, "T-118", "technician")
    citizens = terminal.shown()
    knock(terminal)
    assert terminal.shown() != citizens
    sign_in(terminal, code)
    terminal.see("DashboardView", "都正常，没有要处理的", "工号 T-118")
    terminal.bench.act("receipt-printer", "paper_out")
    terminal.see("DashboardView", "凭条机：缺纸", "换一卷热敏纸，字面朝上", "要处理 1 件")
    terminal.walker.tap("带我做", LIMIT_SECONDS)
    terminal.see("ChoreView", "换一卷凭条纸")
    terminal.walker.tap("ChoreFinished()", LIMIT_SECONDS)
    terminal.see("ChoreView", "机器说还没好：缺纸")
    terminal.bench.act("receipt-printer", "refill")
    terminal.walker.tap("ChoreFinished()", LIMIT_SECONDS)
    terminal.see("ChoreView", "机器检查过：好了", "剩 100%")
    terminal.walker.tap("GoBack()", LIMIT_SECONDS)
    terminal.see("DashboardView", "都正常，没有要处理的", "100%")
    terminal.walker.tap("打状态条", LIMIT_SECONDS)
    # A new roll of 80 m, less one slip.
    terminal.see("DashboardView", "状态条打好了", "99% 约")
    terminal.walker.tap("导出诊断", LIMIT_SECONDS)
    terminal.see("DashboardView", "写好了：openhall-QH-BJL-03-")
    with tarfile.open(next((terminal.places.state / "exports").glob("*.tar.gz"))) as bundle:
        assert "manifest.json" in bundle.getnames()
    terminal.walker.tap("SignOff()", LIMIT_SECONDS)
    terminal.walker.let_go()
    terminal.attract()
    assert audit()[-6:] == [
        "signed-in", "refilled", "refilled", "status-printed", "bundle-written", "signed-off",
    ]  # fmt: skip
