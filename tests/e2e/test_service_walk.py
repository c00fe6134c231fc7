"""The guided test at a running terminal: a page scanned back, a lamp, a spoken sentence."""

from tests.e2e.terminal import LIMIT_SECONDS
from tests.e2e.test_service_visit import enrol, knock, sign_in
from tests.fakes.speaker_rig import can_speak


def begin(terminal, device_id):
    """From the dashboard into the walk of one device."""
    terminal.see("DashboardView")
    terminal.walker.tap(f"OpenDevice(device_id='{device_id}')", LIMIT_SECONDS)
    terminal.see("DeviceView")
    terminal.walker.tap(f"StartWalk(device_id='{device_id}')", LIMIT_SECONDS)


def tap(terminal, name):
    terminal.walker.tap(name, LIMIT_SECONDS)


def test_technician_walks_printer_lamps_and_loudspeaker_and_leaves_the_glass_to_citizens(terminal):
    code = enrol(terminal, "T-207", "technician")
    knock(terminal)
    sign_in(terminal, code)
    walk_the_test_page(terminal)
    walk_a_lamp(terminal)
    if can_speak():
        walk_the_loudspeaker(terminal)
    terminal.see("DashboardView")
    tap(terminal, "SignOff()")
    terminal.walker.let_go()
    terminal.attract()


def walk_the_test_page(terminal):
    """Judged by a person, and its code by the terminal's own scanner."""
    begin(terminal, "receipt-printer")
    terminal.see("WalkView", "打印测试凭条")
    tap(terminal, "StartTrial()")
    terminal.see("WalkView", "看看打出来的测试页", "三样都好", "出纸口：纸已出来")
    (code,) = terminal.bench.states()["receipt-printer"]["newest"]["codes"]
    tap(terminal, "JudgeTrial(verdict='good')")
    terminal.see("WalkView", "扫测试凭条上的码")
    terminal.bench.act("qr-scanner", "show", text=code)
    tap(terminal, "StartTrial()")
    terminal.see("WalkView", "每一项都好", "打得清楚，码也扫回来了")
    tap(terminal, "GoBack()")


def walk_a_lamp(terminal):
    """It burns in the hall until it was judged, and for nobody who left."""
    begin(terminal, "io-board")
    terminal.see("WalkView", "看读卡器的灯", "灯亮了没有？")
    assert lit(terminal) == ["id-reader"]
    tap(terminal, "JudgeTrial(verdict='nothing')")
    terminal.see("WalkView", "看扫码窗的灯")
    tap(terminal, "PauseWalk()")
    terminal.wait("the lamps to be dark", lambda: lit(terminal) == [])
    terminal.see("DashboardView", "接着自检")


def lit(terminal):
    return terminal.bench.states()["io-board"]["lit"]


def heard(terminal):
    return terminal.bench.states()["speaker"]


def walk_the_loudspeaker(terminal):
    """Heard in the hall, and judged by who heard it."""
    terminal.bench.act("speaker", "forget")
    begin(terminal, "speaker")
    terminal.see("WalkView", "听一听喇叭")
    tap(terminal, "StartTrial()")
    terminal.see("WalkView", "听得怎么样？")
    # The card has taken the last of it before it is through the pipe and out in the hall.
    terminal.wait("the whole sentence", lambda: heard(terminal)["heard_seconds"] > 3)
    assert heard(terminal)["loudness"] > 0.02
    tap(terminal, "JudgeTrial(verdict='good')")
    terminal.see("WalkView", "每一项都好")
    tap(terminal, "GoBack()")
