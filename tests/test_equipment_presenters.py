"""What a device's page says: frames in words, facts, figures, outcomes; nothing made up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.status import Role
from kiosk.host import service_messages as said
from kiosk.upkeep.device_actions import ActionName
from kiosk.upkeep.device_days import DeviceFigures, Spell
from kiosk.upkeep.service.state import Acting, Dashboard, ErrandName
from kiosk.visit.local_time import local
from screens.presenters.technician.curve import curve, time_text
from screens.presenters.technician.present import view_of
from screens.presenters.technician.wire import lines_of
from tests.window.equipment_story import (
    BOARD,
    BUNDLE,
    CARD,
    FIVE,
    INPUTS,
    PAPER,
    RECEIPT,
    SAM,
    THREE,
    errand,
    frame,
    hall,
    page,
    told,
)
from tests.window.service_story import SCENE, gone, state


def remarks(role, frames):
    return [one.remark for one in lines_of(role, frames, SCENE)]


def test_frames_of_a_card_are_told_in_words_with_their_times():
    assert remarks(Role.ID_READER, CARD) == [
        "寻卡", "找到卡 · 56 毫秒", "选卡", "选中了 · 61 毫秒", "读基本信息", "读到了 · 773 毫秒",
    ]  # fmt: skip


def test_masked_bytes_keep_their_length_or_say_it():
    short, long = (lines_of(Role.ID_READER, CARD, SCENE)[at] for at in (1, 5))
    assert (short.block_bytes, short.size) == (5, "")
    assert (long.block_bytes, long.size) == (2, "1,285 字节")


@pytest.mark.parametrize(
    ("remark", "words"),
    [
        ("damaged, declared 1288 bytes", "坏帧，自称 1288 字节"),
        ("no answer to find", "寻卡，没有应答"),
        ("flux", "答 80"),
        ("find", "没有卡"),
    ],
)
def test_what_a_driver_writes_of_an_answer_is_said_in_words(remark, words):
    answer = frame(0, "received", "AA AA AA 96 69 00 04 00 00 80", 1, remark)
    assert remarks(Role.ID_READER, [answer]) == [words]


def test_word_of_another_makers_driver_is_shown_as_it_is():
    assert remarks(Role.ID_READER, [frame(0, "sent", "01", 0, "warm-up")]) == ["warm-up"]


def test_questions_to_a_printer_are_known_by_their_bytes_and_content_is_not_shown():
    lines = lines_of(Role.RECEIPT_PRINTER, RECEIPT, SCENE)
    assert [one.remark for one in lines[:2]] == ["问打印机", "应答 · 3 毫秒"]
    assert (lines[4].remark, lines[4].shown, lines[4].size) == ("内容", "", "1,840 字节")


def test_frame_that_is_too_long_for_the_glass_says_how_long_it_is():
    longest = lines_of(Role.IO_BOARD, BOARD, SCENE)[-2]
    assert longest.remark == "命令 · 共 30 字节"
    assert longest.shown.endswith(" …")
    assert (longest.block_bytes, longest.size) == (0, "")


def test_second_part_of_an_answer_has_no_time_of_its_own():
    parts = [frame(0, "sent", "05"), frame(4, "received", "06"), frame(900, "received", "07")]
    assert remarks(Role.QR_SCANNER, parts) == ["命令", "应答 · 4 毫秒", "应答"]


def test_no_english_word_but_names_stands_on_the_page_of_a_reader():
    view = view_of(page(Role.ID_READER, CARD, SAM), SCENE)
    shown = [one.remark for one in view.frames] + [one.value for one in view.facts[4:]]
    shown += [one.label for one in view.actions] + [view.title, view.lead]
    for word in ("find", "read", "select", "status", "sent", "received", "senses"):
        assert word not in " ".join(shown)


def test_facts_are_what_the_device_said_and_what_the_settings_say():
    view = view_of(page(Role.ID_READER, CARD, SAM), SCENE)
    facts = {one.label: one.value for one in view.facts}
    assert facts["接口"] == "串口 id-reader"
    assert facts["安全模块"] == "正常"
    assert facts["模块号"] == "05.03-20190321-0001234567-0123456789"
    assert facts["会什么"] == "读照片、读文字、知道卡拿走"
    assert "固件" not in facts


def test_board_tells_its_inputs_in_words():
    facts = {one.label: one.value for one in view_of(page(Role.IO_BOARD, (), INPUTS), SCENE).facts}
    assert (facts["柜门"], facts["防拆"], facts["温度"]) == ("关着", "没动过", "27.5 ℃")
    assert facts["会什么"].endswith("引导灯 7 路")


def test_supplies_of_a_printer_are_told_with_their_figures():
    facts = {
        one.label: one.value for one in view_of(page(Role.LICENCE_PRINTER, (), PAPER), SCENE).facts
    }
    assert facts["墨粉"].startswith("黑粉 80%、青粉 72%")
    assert facts["型号"] == "Qinghe Licence Printer 4000"
    assert facts["状态"] == "空闲"


def test_last_fault_is_said_to_have_healed_only_when_it_has():
    well = view_of(page(Role.ID_READER), SCENE)
    assert well.lead == "22:26:08 应答过 · 上次出错 3 天前，已自己恢复"
    lost = view_of(page(Role.ID_READER, id_reader=gone("unplugged")), SCENE)
    assert "恢复" not in lost.lead


def test_share_of_success_is_never_rounded_up_to_all():
    figure = view_of(page(Role.ID_READER), SCENE).figures[1]
    assert (figure.value, figure.tone) == ("98.6%", "good")
    poor = page(Role.ID_READER)
    month = replace(poor.stage.seen.figures, month=Spell(99_999, 100_000))
    stage = replace(poor.stage, seen=replace(poor.stage.seen, figures=month))
    assert view_of(replace(poor, stage=stage), SCENE).figures[1].value == "99.9%"


def test_curve_stands_between_the_shortest_and_the_limit():
    view = curve((0.002, 0.002, 0.002, 0.2, 0.002), 30.0, SCENE)
    assert all(0 <= height <= 1 for height in view.heights)
    assert (view.slowest, view.slow) == (3, "")  # no room for its word at the end
    assert curve((0.002, 0.2, 0.002, 0.002, 0.002), 30.0, SCENE).slow == "最慢 200 毫秒"
    assert view.limit == "上限 30 秒"
    assert curve((31.0, 0.002), 30.0, SCENE).heights[0] == 1.0
    assert curve((0.0, 0.0), 30.0, SCENE).heights == (0.0, 0.0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0023, "2.3 毫秒"), (0.056, "56 毫秒"), (0.9, "900 毫秒"), (2.0, "2 秒"), (2.34, "2.3 秒")],
)
def test_times_are_short_and_true(seconds, text):
    assert time_text(seconds, SCENE) == text


# --- what is done -----------------------------------------------------------------------------


def labels(view):
    return [key.label for key in view.actions]


def test_keys_are_what_this_machine_can_do():
    assert labels(view_of(page(Role.ID_READER), SCENE)) == [
        "寻卡", "读测试卡", "再问一次", "亮引导灯", "重置",
    ]  # fmt: skip
    assert "亮引导灯" not in labels(view_of(page(Role.SPEAKER), SCENE))
    assert labels(view_of(page(Role.ID_READER, id_reader=gone("unplugged")), SCENE)) == [
        "亮引导灯", "重置",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "tried", "kind", "text"),
    [
        (ActionName.FIND_CARD, None, "info", "正在寻卡"),
        (ActionName.FIND_CARD, told(True, "", (("card", "none"),)), "ok", "没有卡 · 56 毫秒"),
        (ActionName.FIND_CARD, told(False, "unplugged"), "warn", "寻卡：线被拔掉了"),
        (ActionName.READ_CARD, told(False, "no-card"), "warn", "读测试卡：没有等到卡"),
        (ActionName.READ_CARD, told(False, "cancelled"), "warn", "读测试卡：没等到，停了"),
        (ActionName.RESET, told(True), "ok", "重新打开了，应答正常 · 56 毫秒"),
        (ActionName.LIGHT, told(False, "lights-stuck"), "warn", "亮引导灯：引导灯不听命令"),
    ],
)
def test_what_is_done_and_what_came_of_it_is_said(action, tried, kind, text):
    acting = Acting(action, 0 if tried else 9, tried)
    banner = view_of(page(Role.ID_READER, acting=acting), SCENE).frame.said
    assert (banner.kind, banner.text) == (kind, text)


@pytest.mark.parametrize("action", ActionName)
def test_every_action_has_its_words(action):
    for part in ("act", "doing", "did"):
        assert f"equipment.{part}.{action}" in SCENE.words


@pytest.mark.parametrize(
    ("name", "outcome", "text"),
    [
        (ErrandName.STATUS_SLIP, {}, "正在打状态条"),
        (ErrandName.STATUS_SLIP, {"is_done": True}, "状态条打好了，请从凭条口取走"),
        (
            ErrandName.STATUS_SLIP,
            {"is_done": False, "reason": "media-empty"},
            "状态条没打出来：缺纸",
        ),
        (ErrandName.BUNDLE, {"is_done": True, "file": BUNDLE}, f"写好了：{BUNDLE}"),
        (ErrandName.BUNDLE, {"is_done": False, "reason": "disk-full"}, "诊断没写成：磁盘满了"),
    ],
)
def test_errand_of_the_dashboard_is_said(name, outcome, text):
    assert view_of(hall(None, errand(name, **outcome)), SCENE).frame.said.text == text


# --- tiles ------------------------------------------------------------------------------------


def test_tiles_stand_in_the_order_of_who_must_act_and_what_is_not_fitted_last():
    tones = [one.tone for one in view_of(state(Dashboard(), **{}), SCENE).devices]
    assert tones == ["good"] * 7 + ["off"] * 4
    assert [one.tone for one in view_of(hall(**THREE), SCENE).devices][:4] == [
        "bad", "bad", "watch", "busy",
    ]  # fmt: skip


def test_what_is_not_fitted_says_so_and_cannot_be_opened():
    absent = [one for one in view_of(state(Dashboard()), SCENE).devices if one.tone == "off"]
    assert {one.state for one in absent} == {"没装"}
    assert {one.intent for one in absent} == {None}


def test_error_of_another_day_is_told_by_its_day():
    well = hall()
    first, *others = well.house.troubles
    old = replace(first, last_at=first.last_at - timedelta(days=1))
    past = view_of(replace(well, house=replace(well.house, troubles=(old, *others))), SCENE)
    stamps = [one.stamp for one in past.troubles]
    assert stamps[0] == f"{local(old.last_at):%m-%d}"
    assert stamps[1:] == [f"{local(one.last_at):%H:%M}" for one in others][: len(stamps) - 1]


def test_five_faults_of_a_whole_hall_leave_every_device_on_the_glass():
    view = view_of(hall(**FIVE), SCENE)
    assert len(view.actions) == 5
    assert len(view.devices) == 11
    assert view.troubles == ()


def test_nothing_is_known_before_the_host_has_told_of_devices():
    assert view_of(replace(state(Dashboard()), devices=()), SCENE).devices[-1].tone != "off"


def test_file_name_is_the_only_place_that_is_told():
    done = said.ErrandDone(9, is_done=True, file=BUNDLE)
    assert "/" not in repr(done)


def tile_of_reader(**spells):
    whole = hall()
    others = whole.house.figures[1:]
    reader = DeviceFigures("id-reader", "2026-04-02", **spells)
    view = view_of(replace(whole, house=replace(whole.house, figures=(reader, *others))), SCENE)
    return next(one.fact for one in view.devices if one.name == "读卡器")


def test_tile_tells_of_today_or_else_of_the_month_or_that_nobody_came():
    month = Spell(1204, 1221)
    assert tile_of_reader(today=Spell(40, 41), month=month) == "今天 40 次 · 97%"
    assert tile_of_reader(month=Spell(204, 221)) == "30 天 204 次 · 92%"
    assert tile_of_reader(today=Spell(0, 1), month=month) == "今天 0 次 · 0%"
    assert tile_of_reader() == "30 天没用过"


def test_count_that_leaves_no_room_for_the_share_stands_alone():
    assert tile_of_reader(month=Spell(12406, 12611)) == "30 天 12406 次"
