"""A touch on a service screen gives the intent of its view; a long one on the mark asks for it."""

import pytest

from kiosk.host.service_messages import Chore
from kiosk.upkeep.service import intents as wish
from kiosk.visit.intents import EnterService, Wake
from tests.window.service_story import SERVICE_STORY
from tests.window.story import STORY

TAPS = [
    ("30-door", "输入工牌上的字", wish.TypeInstead()),
    ("30-door", "不进了", wish.SignOff()),
    ("31-badge-typing", "q", wish.SetDraft("7KQ2-MX9A-33q")),
    ("31-badge-typing", "下一步", wish.Confirm()),
    ("32-pin", "5", wish.SetDraft("80425")),
    ("32-pin", "backspace", wish.SetDraft("804")),
    ("20-dashboard-well", "退出维护", wish.SignOff()),
    ("20-dashboard-well", "全部自检", wish.StartWalk()),
    ("20-dashboard-well", "读卡器", wish.OpenDevice("id-reader")),
    ("20-receipt-paper-out", "带我做", wish.OpenChore(Chore.REFILL, "receipt-printer")),
    ("20-licence-cover-open", "带我做", wish.OpenChore(Chore.CLEAR_JAM, "licence-printer")),
    ("20-camera-frozen", "看详情", wish.OpenDevice("document-camera")),
    ("21-device", "暂停", wish.PauseFrames()),
    ("21-device", "一步一步测 · 2 项", wish.StartWalk("id-reader")),
    ("22-walk-judge", "三样都好", wish.JudgeTrial("good")),
    ("22-walk-judge", "不清楚、有白线", wish.JudgeTrial("poor")),
    ("22-walk-judge", "没出来、卡住了", wish.JudgeTrial("nothing")),
    ("22-walk-judge", "擦好了，再测", wish.RepeatItem("document-camera")),
    ("22-walk-judge", "上一项", wish.PreviousItem()),
    ("22-walk-judge", "再打一张", wish.StartTrial()),
    ("22-walk-judge", "跳过，记「没测」", wish.NextTrial()),
    ("22-walk-judge", "先停一停", wish.PauseWalk()),
    ("22b-walk-running", "不等了", wish.StopTrial()),
    ("22c-walk-failed", "下一项", wish.NextTrial()),
    ("22d-walk-card", "开始", wish.StartTrial()),
    ("22f-walk-lamp", "没亮", wish.JudgeTrial("nothing")),
    ("22g-walk-speech", "再说一遍", wish.StartTrial()),
    ("22j-touch", "不测了", wish.StopTrial()),
    ("33-menu", "擦屏幕", wish.OpenChore(Chore.WIPE_GLASS)),
    ("33-menu", "加证照纸", wish.OpenChore(Chore.REFILL, "licence-printer")),
    ("34-refill", "做好了，机器看一下", wish.ChoreFinished()),
    ("35-jam-lost", "找到了，完好", wish.SettleLost("QH00000439", is_found=True, top="QH00000440")),
    ("36-sheets", "7", wish.SetDraft("47")),
    ("36-sheets", "serial", wish.EditField("serial")),
    ("36-sheets", "登记，机器看一下", wish.Confirm()),
]


#: Longer than this process is ever without a turn.
AN_HOUR_SECONDS = 3600.0


@pytest.mark.parametrize(("screen", "target", "intent"), TAPS)
def test_tap_gives_the_intent_of_the_view(pilot, screen, target, intent):
    pilot.show(SERVICE_STORY[screen]())
    pilot.tap(target)
    assert pilot.intents == [intent]


def test_wet_cloth_on_the_wiping_screen_presses_nothing(pilot):
    pilot.show(SERVICE_STORY["37-wipe"]())
    for across in (0.1, 0.5, 0.9):
        for up in (0.05, 0.4, 0.6, 0.97):
            pilot.touch_down(pilot.window.width * across, pilot.window.height * up)
            pilot.move_to(pilot.window.width * across, pilot.window.height * (1 - up))
            pilot.touch_up()
    assert pilot.intents == []


def test_locked_keyboard_takes_no_digit(pilot):
    pilot.show(SERVICE_STORY["32d-pin-locked"]())
    pilot.tap("5")
    assert pilot.intents == []


def test_finger_resting_on_the_mark_asks_for_service_once_and_wakes_nothing(pilot, monkeypatch):
    monkeypatch.setattr("screens.citizen.attract.HOLD_SECONDS", 0.0)
    monkeypatch.setattr("screens.citizen.attract._OPENING_SECONDS", AN_HOUR_SECONDS)
    pilot.show(STORY["01-attract"]())
    pilot.touch_down(*pilot.centre(pilot.find("mark")))
    pilot.step_until(lambda: pilot.intents)
    pilot.touch_up()
    assert pilot.intents == [EnterService()]
    assert pilot.text("subtitle") == "正在打开工作人员入口"


def test_short_touch_on_the_mark_wakes_the_machine_like_any_other(pilot, monkeypatch):
    monkeypatch.setattr("screens.citizen.attract.HOLD_SECONDS", AN_HOUR_SECONDS)
    pilot.show(STORY["01-attract"]())
    pilot.touch_down(*pilot.centre(pilot.find("mark")))
    pilot.touch_up()
    assert pilot.intents == [Wake()]
