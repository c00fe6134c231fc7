"""A touch on the keys of a device's page and of the dashboard's dock gives the intent, once."""

import pytest

from kiosk.upkeep.device_actions import ActionName
from kiosk.upkeep.service import intents as wish
from tests.window.equipment_story import EQUIPMENT_STORY

TAPS = [
    ("40-hall-well", "打状态条", wish.PrintStatus()),
    ("40-hall-well", "导出诊断", wish.ExportBundle()),
    ("41-reader", "寻卡", wish.Act("id-reader", ActionName.FIND_CARD)),
    ("41-reader", "读测试卡", wish.Act("id-reader", ActionName.READ_CARD)),
    ("41-reader", "亮引导灯", wish.Act("id-reader", ActionName.LIGHT)),
    ("41-reader", "再问一次", wish.Act("id-reader", ActionName.ASK)),
    ("41-reader", "重置", wish.Act("id-reader", ActionName.RESET)),
    ("41-reader", "导出这段", wish.ExportFrames("id-reader")),
    ("41b-reader-waits", "不等了", wish.StopAct()),
    ("41e-reader-gone", "重置", wish.Act("id-reader", ActionName.RESET)),
]
#: What is under way, or has to wait for it, takes no touch.
DEAD = [
    ("40f-bundle-busy", "打状态条"),
    ("40f-bundle-busy", "导出诊断"),
    ("41b-reader-waits", "寻卡"),
    ("41c-reader-finds", "寻卡"),
]


@pytest.mark.parametrize(("screen", "key", "intent"), TAPS)
def test_tap_gives_the_intent(pilot, screen, key, intent):
    pilot.show(EQUIPMENT_STORY[screen]())
    pilot.tap(key)
    assert pilot.intents == [intent]


@pytest.mark.parametrize(("screen", "key"), DEAD)
def test_key_of_what_is_under_way_takes_no_second_touch(pilot, screen, key):
    pilot.show(EQUIPMENT_STORY[screen]())
    pilot.tap(key)
    assert pilot.intents == []


def test_device_that_is_gone_has_no_keys_for_what_it_cannot_do(pilot):
    pilot.show(EQUIPMENT_STORY["41e-reader-gone"]())
    assert not pilot.has("寻卡")
    assert not pilot.has("读测试卡")
