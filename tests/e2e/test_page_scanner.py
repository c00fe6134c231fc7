"""A lease of three pages by the feeder, with a jam, a camera that goes, and the glass at last."""

SCANNER, CAMERA = "page-scanner", "document-camera"
FEEDER = "ScanPages(source=<ScanSource.FEEDER: 'feeder'>)"
GLASS = "ScanPages(source=<ScanSource.FLATBED: 'flatbed'>)"


def pages(look):
    return sum("RetakePage" in one.intent for one in look.targets)


def test_jam_and_lost_camera_cost_no_page_and_the_platform_gets_the_whole_lease(terminal, citizen):
    citizen.capture()
    citizen.act(SCANNER, "load", paper="lease")
    citizen.act(SCANNER, "jam", on_page=3)
    citizen.press(FEEDER)
    jammed = citizen.see("CaptureView", "卡纸了", "扫好的 2 页还在", "放在台面上拍")
    assert pages(jammed) == 2

    # The sheet is pulled out; meanwhile the camera's cable goes.
    citizen.act(SCANNER, "clear_jam")
    citizen.act(CAMERA, "unplug")
    citizen.see("CaptureView", "高拍仪现在用不了", "扫好的 2 页还在")
    citizen.act(SCANNER, "lay", paper="lease", page=3)
    citizen.press(GLASS)
    citizen.see("CaptureView", "扫好了 1 页")
    citizen.press("FinishCapture()")
    citizen.see("MaterialsView", "3 页")

    citizen.act(CAMERA, "plug")
    case_id = citizen.hand_in_trader()
    terminal.wait("the case at the platform", lambda: terminal.is_through(case_id))
