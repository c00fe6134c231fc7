"""A touch gives the intent that the view named, and nothing else."""

import pytest

from kiosk.visit import intents
from tests.window.story import STORY

TAPS = [
    ("01-attract", "call", intents.Wake()),
    ("01-attract", "营业执照打印", intents.Wake()),
    ("01-attract", "English", intents.ChooseLanguage("en")),
    ("01-attract", "找人帮", intents.UseAid(intents.Aid.HELP)),
    ("02-home", "我要办", intents.OpenTool(intents.Tool.APPLY)),
    ("02-home", "取证打照", intents.OpenTool(intents.Tool.LICENCE)),
    ("02-home", "个体户开业登记", intents.OpenService("str")),
    ("02-home", "社保医保", intents.OpenCategory("health")),
    ("02-home", "高对比", intents.UseAid(intents.Aid.CONTRAST)),
    ("04-guide", "带齐了，开始办", intents.Continue()),
    ("04-guide", "返回", intents.Back()),
    ("05-identify", "返回上一步", intents.Back()),
    ("05-identify", "手机亮", intents.OpenTool(intents.Tool.SCAN)),
    ("06-form", "退出", intents.Leave()),
    ("06-form", "打字", intents.EditField("shop")),
    ("06-form", "卖东西", intents.SetAnswer("trade", "卖东西")),
    ("06-form", "都对，下一步", intents.Continue()),
    ("06b-form-digits", "5", intents.SetAnswer("mobile", "13812345")),
    ("06b-form-digits", "backspace", intents.SetAnswer("mobile", "138123")),
    ("06b-form-digits", "clear", intents.SetAnswer("mobile", "")),
    ("06c-form-latin", "q", intents.SetAnswer("mail", "zhangsan@q")),
]


@pytest.mark.parametrize(("screen", "target", "intent"), TAPS)
def test_tap_gives_the_intent_of_the_view(pilot, screen, target, intent):
    pilot.show(STORY[screen]())
    pilot.tap(target)
    assert pilot.intents == [intent]


def test_touch_beside_everything_wakes_the_idle_machine(pilot):
    pilot.show(STORY["01-attract"]())
    pilot.touch_down(pilot.window.width * 0.5, pilot.window.height * 0.5)
    pilot.touch_up()
    assert pilot.intents == [intents.Wake()]


def test_shift_makes_one_keyboard_of_capitals(pilot):
    pilot.show(STORY["06c-form-latin"]())
    pilot.tap("shift")
    pilot.tap("Q")
    assert pilot.intents == [intents.SetAnswer("mail", "zhangsan@Q")]


def test_answer_at_its_limit_takes_no_more_letters(pilot):
    from dataclasses import replace

    view = STORY["06b-form-digits"]()
    full = replace(view.edited, value="1" * 11)
    pilot.show(replace(view, fields=(full,)))
    pilot.tap("5")
    assert pilot.intents == []
