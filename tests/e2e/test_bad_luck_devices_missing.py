"""Devices missing at the start or unplugged in use: said, worked around, back by themselves."""

import pytest

from tests.e2e.citizen import RECORD, TRADER
from tests.e2e.terminal import CURES


def test_host_started_before_its_devices_says_so_and_recovers_by_itself(terminal, citizen):
    terminal.stop("host", "devices")
    terminal.start("host")
    terminal.see("AttractView", "暂时办不了事")
    citizen.press("Wake()")
    look = citizen.see("HomeView", "读卡器用不了")
    assert look.target(f"OpenService(code='{RECORD}')") is None
    terminal.start("devices")
    terminal.wait("every device to be back", lambda: terminal.usable() == set(CURES))
    citizen.terminal.walker.wait(
        "the service to be offered again",
        lambda look: look.target(f"OpenService(code='{RECORD}')") is not None,
    )


@pytest.mark.parametrize(
    ("device", "gone", "back"),
    [
        ("licence-printer", "power_cut", "power_on"),
        ("id-reader", "unplug", "plug"),
        ("document-camera", "unplug", "plug"),
        ("qr-scanner", "unplug", "plug"),
        ("receipt-printer", "unplug", "plug"),
    ],
)
def test_idle_device_that_goes_is_noticed_and_comes_back(terminal, device, gone, back):
    terminal.bench.act(device, gone)
    terminal.wait("the loss to be noticed", lambda: device not in terminal.usable())
    terminal.bench.act(device, back)
    terminal.wait("it to be back", lambda: terminal.usable() == set(CURES))


def test_services_say_which_device_they_miss_and_others_go_on(terminal, citizen):
    # Either of the two takes papers in.
    terminal.bench.act("page-scanner", "unplug")
    terminal.bench.act("document-camera", "unplug")
    terminal.see("AttractView", "有的事办不了", "现在能办 1 项")
    citizen.press("Wake()")
    look = citizen.see("HomeView", "高拍仪用不了")
    assert look.target(f"OpenService(code='{TRADER}')") is None
    assert look.target(f"OpenService(code='{RECORD}')") is not None
    terminal.bench.act("page-scanner", "plug")
    citizen.terminal.walker.wait(
        "the scanner to be enough",
        lambda look: look.target(f"OpenService(code='{TRADER}')") is not None,
    )


def test_reader_unplugged_while_it_waits_for_a_card_shows_a_fault_and_goes_on(terminal, citizen):
    citizen.open()
    visit = terminal.shown()
    citizen.act("id-reader", "unplug")
    citizen.see("FaultView", "读卡器现在用不了", "不是您弄的")
    citizen.act("id-reader", "plug")
    citizen.see("IdentifyView")
    citizen.act("id-reader", "lay")
    citizen.see("FormView", "张三")
    assert terminal.shown() == visit


def test_camera_unplugged_while_it_captures_shows_a_fault_and_keeps_the_answers(terminal, citizen):
    terminal.bench.act("page-scanner", "unplug")
    citizen.capture()
    visit = terminal.shown()
    citizen.act("document-camera", "unplug")
    citizen.see("FaultView", "高拍仪现在用不了", "都还在")
    citizen.act("document-camera", "plug")
    citizen.see("MaterialsView")
    citizen.scan_lease()
    assert terminal.shown() == visit


def test_scanner_unplugged_while_it_waits_for_a_code_shows_a_fault_and_goes_on(terminal, citizen):
    citizen.wake()
    citizen.press("OpenTool(tool=<Tool.SCAN: 'scan'>)")
    citizen.see("ScanningView")
    citizen.act("qr-scanner", "unplug")
    citizen.see("FaultView", "扫码窗现在用不了")
    citizen.act("qr-scanner", "plug")
    citizen.see("ScanningView")


def test_receipt_printer_gone_is_said_and_the_receipt_comes_when_it_is_back(terminal, citizen):
    citizen.review()
    terminal.fault("away")
    citizen.hand_in()
    citizen.act("receipt-printer", "unplug")
    terminal.wait("the loss to be noticed", lambda: "receipt-printer" not in terminal.usable())
    citizen.press("PrintReceipt()")
    citizen.see("SubmittedView", "凭条没打出来")
    citizen.act("receipt-printer", "plug")
    terminal.wait("it to be back", lambda: "receipt-printer" in terminal.usable())
    citizen.press("PrintReceipt()")
    citizen.see("SubmittedView", "凭条打好了，请拿走")
