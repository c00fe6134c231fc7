"""What the service screens say: five faults from the dashboard alone, and nothing made up."""

from dataclasses import asdict, replace

import pytest

from devices.status import Actor, Attention, Busy, Role, State, Unavailable
from kiosk.host import service_messages as said
from kiosk.upkeep.service.state import ChoreMenu, Dashboard, DeviceDetail, PlatformSeen
from kiosk.upkeep.staff.roles import StaffRole
from screens.presenters.technician.present import view_of
from tests.window.service_story import (
    FAULTS,
    NOW,
    SCENE,
    everything_wrong,
    gone,
    record,
    state,
    with_fault,
)

EXPECTED = {
    "id-reader-unplugged": ("读卡器：线被拔掉了", "插头", "21:46 起"),
    "receipt-paper-out": ("凭条机：缺纸", "热敏纸", "21:02 起"),
    "licence-cover-open": ("证照机：机盖没合上", "合上盖", "21:02 起"),
    "camera-frozen": ("高拍仪：画面静止不动", "重插", "21:46 起"),
    "scanner-unplugged": ("扫码窗：线被拔掉了", "插头", "21:46 起"),
}


def words_of(view):
    """Every text of a view."""
    found = []

    def walk(part):
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, dict):
            for each in part.values():
                walk(each)
        elif isinstance(part, list | tuple):
            for each in part:
                walk(each)

    walk(asdict(view))
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_what_to_do_who_and_since_when_are_on_the_dashboard(fault):
    view = view_of(with_fault(fault), SCENE)
    title, todo, since = EXPECTED[fault]
    (action,) = view.actions
    assert action.title == title
    assert todo in action.todo
    assert since in action.who
    assert view.title == "要处理 1 件"
    assert view.devices[0].tone == "bad"


def test_five_faults_at_once_are_five_lines():
    view = view_of(everything_wrong(), SCENE)
    assert [one.title for one in view.actions] == [EXPECTED[name][0] for name in (
        "id-reader-unplugged", "scanner-unplugged", "camera-frozen", "receipt-paper-out",
        "licence-cover-open",
    )]  # fmt: skip
    assert view.title == "要处理 5 件"


def test_what_heals_by_itself_asks_nobody():
    hot = Unavailable(State.OFFLINE, "head-over-temp", Actor.NOBODY, NOW)
    view = view_of(state(Dashboard(), receipt_printer=hot), SCENE)
    assert view.actions == ()
    assert view.title == "都正常，没有要处理的"


def test_worst_stands_first():
    low = Attention("media-low", Actor.HOST_STAFF, NOW)
    view = view_of(
        state(Dashboard(), receipt_printer=low, licence_printer=gone("unreachable")), SCENE
    )
    assert [one.tone for one in view.actions] == ["bad", "watch"]
    assert [one.tone for one in view.devices[:3]] == ["bad", "watch", "good"]


def test_busy_device_is_no_fault():
    view = view_of(state(Dashboard(), id_reader=Busy(NOW)), SCENE)
    assert view.actions == ()


def test_platform_that_is_away_is_said():
    away = replace(state(Dashboard()), platform=PlatformSeen(is_online=False, since=NOW))
    assert any("中心平台" in one.title for one in view_of(away, SCENE).actions)


def test_sheet_that_is_lost_and_a_low_stack_are_said():
    lost = (said.LostSheetSeen("QH00000439", NOW),)
    few = said.SheetsSeen(40, 4, "QH00000467", lost)
    view = view_of(replace(state(Dashboard()), sheets=few), SCENE)
    assert [one.tone for one in view.actions] == ["bad", "watch"]


def test_receipt_paper_has_no_percentage_where_nobody_counts():
    uncounted = replace(state(Dashboard()), roll=said.RollSeen(None))
    view = view_of(uncounted, SCENE)
    assert (view.supplies[0].ratio, view.supplies[0].text) == (None, "够用")
    assert view.supplies[1].ratio == pytest.approx(31 / 40)


def test_paper_of_a_printer_that_is_gone_is_not_called_enough():
    view = view_of(state(Dashboard(), receipt_printer=gone("unreachable")), SCENE)
    assert view.supplies[0].text == "现在看不到"


def test_device_without_numbers_shows_none():
    silent = replace(record(), commands=0, failures=0, probe_seconds=())
    seen = said.DeviceSeen(7, "id-reader", False, (), silent)
    view = view_of(state(DeviceDetail("id-reader", 7, seen)), SCENE)
    assert view.spark.heights == ()
    assert view.spark.title == "还没有应答可画"
    assert [one.value for one in view.figures] == ["-", "-", "-", "-"]
    assert view.frames_none == "这个驱动不留帧记录"


def test_frames_that_have_not_come_yet_are_not_called_absent():
    view = view_of(state(DeviceDetail("id-reader", 7)), SCENE)
    assert view.figures == ()
    assert view.frames_none == "正在取"


def test_host_staff_read_no_driver_no_port_and_no_frame():
    everything = {role.replace("-", "_"): status for role, status in FAULTS.values()}
    view = view_of(state(ChoreMenu(), StaffRole.HOST_STAFF, **everything), SCENE)
    text = " ".join(words_of(view))
    for technical in ("sam-serial", "unplugged", "USB", "port", "驱动"):
        assert technical not in text
    assert {action.key.label for action in view.actions if action.key} <= {"带我做"}
    assert view.title == "有 5 件事等您动手"


def test_reason_without_words_is_shown_as_it_is():
    odd = Unavailable(State.HARDWARE_ERROR, "flux-inverted", Actor.TECHNICIAN, NOW)
    (action,) = view_of(state(Dashboard(), id_reader=odd), SCENE).actions
    assert "flux-inverted" in action.title


@pytest.mark.parametrize("role", Role)
def test_every_role_has_an_icon_and_a_name(role):
    from screens.presenters.technician.wording import ICONS

    assert role in ICONS
    assert SCENE.guide.place(role) != role


def test_pin_is_not_in_the_words_of_its_view():
    from tests.window.service_story import SERVICE_STORY

    assert "8042" not in repr(SERVICE_STORY["32-pin"]())
