"""Taps on the dock's window reach real virtual devices, and what they do is seen on the dock."""

from contextlib import ExitStack

import pytest

from screens.bench.dock_parts import PLATFORM
from tests.fakes.central_rig import running_platform
from tests.window.dock_pilot import DockPilot
from tests.window.dock_rig import ALL, ENVELOPE, running_bench


@pytest.fixture
def bench():
    with running_bench() as rig:
        yield rig


@pytest.fixture
def opened(pilot):
    """Opens docks; closes them after the test."""
    with ExitStack() as stack:

        def open_dock(control, faults=""):
            dock = DockPilot(pilot, control, faults)
            stack.callback(dock.close)
            return dock

        yield open_dock


def test_tapped_card_lies_on_the_reader(bench, opened):
    dock = opened(bench.control)
    dock.tap("id-reader", "card-resident")
    dock.until_state("id-reader", "张三 身份证")
    assert bench.devices["id-reader"].state()["card"] == "张三 身份证"
    assert dock.log()[-2:] == ["手 → 读卡器 放张三的卡", "读卡器：张三 身份证"]


def test_same_key_works_again_and_again(bench, opened):
    dock = opened(bench.control)
    for _ in range(3):
        dock.tap("receipt-printer", "cover-open")
        dock.until_state("receipt-printer", "盖开着")
        dock.tap("receipt-printer", "cover-close")
        dock.until_state("receipt-printer", "有纸")


def test_pulled_plug_is_pushed_back(bench, opened):
    dock = opened(bench.control)
    dock.tap("id-reader", "unplug")
    dock.until_state("id-reader", "已拔掉")
    assert bench.devices["id-reader"].state()["plugged"] is False
    dock.tap("id-reader", "plug")
    dock.until_state("id-reader", "等卡")


def test_key_that_cannot_act_does_nothing(bench, opened):
    dock = opened(bench.control)
    dock.until(lambda: dock.panel("id-reader").view.keys)
    dock.pilot.step(3)
    key = dock.key("id-reader", "card-lift")
    assert key.view.reason == "没有卡"
    before = dock.log()
    dock.pilot.tap(key)
    dock.tap("id-reader", "card-resident")
    dock.until_state("id-reader", "张三 身份证")
    assert "手 → 读卡器 拿走" not in dock.log()
    assert len(dock.log()) == len(before) + 2


def test_typed_code_is_held_up(bench, opened):
    dock = opened(bench.control)
    dock.until(lambda: dock.panel("qr-scanner").view.keys)
    for character in "e-7k":
        dock.pilot.window.dispatch("on_key_down", ord(character), 0, character, [])
    dock.pilot.window.dispatch("on_key_down", 8, 0, None, [])
    dock.tap("qr-scanner", "show-envelope")
    dock.until_state("qr-scanner", "码举着，等灯亮")
    assert bench.devices["qr-scanner"]._shown == b"E-7"


def test_printed_receipt_is_shown_and_put_away(bench, opened):
    dock = opened(bench.control)
    picture = bench.print_receipt()["picture"]
    dock.tap("receipt-printer", "look")
    sheet = dock.dock.root.ids.sheet
    assert (sheet.is_open, sheet.source) == (True, picture)
    dock.pilot.step(3)
    assert sheet.children[-1].texture.height > 500
    dock.pilot.tap(sheet.ids.put_away)
    dock.pilot.step(3)
    assert not sheet.is_open


def test_envelope_of_the_last_receipt_is_held_up(bench, opened):
    dock = opened(bench.control)
    bench.print_receipt()
    dock.tap("qr-scanner", "show-envelope")
    dock.until_state("qr-scanner", "码举着，等灯亮")
    assert bench.devices["qr-scanner"]._shown == ENVELOPE.encode()


def test_keys_under_an_open_print_do_not_act(bench, opened):
    dock = opened(bench.control)
    bench.print_receipt()
    dock.tap("receipt-printer", "look")
    dock.pilot.step(2)
    dock.pilot.tap(dock.key("id-reader", "card-resident"))
    dock.pilot.tap(dock.dock.root.ids.sheet.ids.put_away)
    dock.pilot.step(3)
    dock.tap("id-reader", "card-hong-kong")
    dock.until(lambda: bench.devices["id-reader"].state()["card"] is not None)
    assert "港澳台" in bench.devices["id-reader"].state()["card"]
    assert not any("放张三的卡" in line for line in dock.log()[1:])


def test_platform_is_switched(bench, opened, tmp_path):
    with running_platform(tmp_path / "state", demo=True) as platform:
        dock = opened(bench.control, platform.url)
        dock.tap(PLATFORM, "platform-away")
        dock.until_state(PLATFORM, "断网")
        assert platform.web.get(f"{platform.url}/demo/faults", timeout=60).json() == {
            "fault": "away"
        }
        dock.tap(PLATFORM, "platform-none")
        dock.until_state(PLATFORM, "正常")


def test_platform_that_is_not_there_is_said(bench, opened):
    dock = opened(bench.control, "http://127.0.0.1:9")
    dock.until(lambda: dock.panel("id-reader").view.keys)
    assert dock.panel(PLATFORM).view.state == "够不着"


def test_bench_that_goes_away_ends_the_dock(opened):
    with running_bench(("qr-scanner",)) as own:
        dock = opened(own.control)
        dock.until(lambda: dock.has("qr-scanner", "show-web"))
    dock.until(lambda: dock.dock.model.view.is_over)
    assert dock.log()[-1] == "假设备那头没了，演示到此为止"


def test_dock_without_a_bench_says_so(opened, tmp_path):
    dock = opened(tmp_path / "nobody")
    dock.until(lambda: dock.dock.model.view.is_over)


def test_leave_key_leaves(bench, opened):
    dock = opened(bench.control)
    dock.pilot.step(3)
    dock.pilot.tap(dock.dock.root.ids.leave)
    assert dock.left


def test_no_word_is_cut_off(opened, tmp_path):
    with running_bench(ALL) as own, running_platform(tmp_path / "state", demo=True) as platform:
        dock = opened(own.control, platform.url)
        dock.tap("id-reader", "card-resident")
        dock.until_state("id-reader", "张三 身份证")
        dock.pilot.step(5)
        assert dock.cut_off() == []
        dock.tap("document-camera", "page-id-copy")
        dock.until_state("document-camera", "身份证复印件")
        dock.tap("document-camera", "page-glare")
        dock.until_state("document-camera", "身份证复印件，反光")
        dock.tap(PLATFORM, "platform-drop-after-accept")
        dock.until_state(PLATFORM, "收了不回话")
        dock.pilot.step(5)
        assert dock.cut_off() == []


def test_cut_off_word_is_noticed(bench, opened):
    """So that the test above can fail."""
    dock = opened(bench.control)
    dock.until(lambda: dock.has("id-reader", "card-lift"))
    dock.pilot.step(3)
    dock.key("id-reader", "card-lift").children[-1].text = "一个放不下的长长的名字"
    dock.pilot.step(3)
    assert dock.cut_off() == ["一个放不下的长长的名字"]
