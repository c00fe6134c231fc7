"""Receipt paper by our own count: when it may be believed, and what is said when it may not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from devices.paper_fed import KEPT_LENGTHS, PaperFed
from devices.status import Actor, Attention, Ready, State, Unavailable
from kiosk.host.service_messages import Chore, RollSeen
from kiosk.upkeep.receipt_roll import (
    PaperLeft,
    RollUse,
    paper_left,
    refilled,
    sees_new_roll,
    with_fed,
)
from kiosk.upkeep.service.state import ChoreMenu, ChorePhase, Dashboard, DeviceDetail
from screens.presenters.technician.present import view_of
from tests.window.service_story import NOW, SCENE, chore, gone, roll, state, stopped

SINCE = datetime(2026, 4, 1, 9, 20, tzinfo=UTC)
LOW = Attention("media-low", Actor.HOST_STAFF, NOW)
ROLL_MM = 80_000


def fed(*lengths_mm):
    known = PaperFed()
    for length in lengths_mm:
        known = known.after(length)
    return known


def test_without_a_confirmed_refill_nobody_says_how_much_is_left():
    assert paper_left(ROLL_MM, with_fed(RollUse(), PaperFed(), fed(200.0))) is None


def test_without_the_rolls_length_nobody_says_how_much_is_left():
    assert paper_left(None, RollUse(SINCE, 100.0, (100.0,))) is None


def test_what_was_fed_since_the_refill_is_gone_and_the_rest_is_so_many_receipts():
    use = refilled(with_fed(RollUse(), PaperFed(), fed(150.0)), SINCE)
    use = with_fed(use, fed(150.0), fed(150.0, 250.0, 200.0))
    assert use.fed_mm == 450.0
    # 79550 mm by receipts of 200 mm.
    assert paper_left(ROLL_MM, use) == PaperLeft(99, 397, SINCE)


def test_new_roll_before_the_first_receipt_has_a_share_and_no_number():
    assert paper_left(ROLL_MM, refilled(RollUse(), SINCE)) == PaperLeft(100, None, SINCE)


def test_more_fed_than_the_roll_was_long_is_nothing_left_and_no_less():
    assert paper_left(ROLL_MM, RollUse(SINCE, 81_000.0, (200.0,))) == PaperLeft(0, 0, SINCE)


def test_mean_is_of_the_last_receipts_only():
    many = fed(*[900.0] * KEPT_LENGTHS, *[100.0] * KEPT_LENGTHS)
    use = with_fed(refilled(RollUse(), SINCE), PaperFed(), many)
    assert set(use.latest_mm) == {100.0}
    assert use.fed_mm == 1000.0 * KEPT_LENGTHS


def test_receipts_without_any_length_say_nothing_of_how_many_are_left():
    use = with_fed(refilled(RollUse(), SINCE), PaperFed(), fed(0.0))
    assert paper_left(ROLL_MM, use) == PaperLeft(100, None, SINCE)


def test_looking_twice_counts_nothing_twice():
    use = with_fed(RollUse(), PaperFed(), fed(100.0))
    assert with_fed(use, fed(100.0), fed(100.0)) == use


@pytest.mark.parametrize(
    ("status", "is_new"),
    [
        (Ready(), True),
        (Attention("receipt-left", Actor.HOST_STAFF, NOW), True),
        (LOW, False),
        (stopped("media-empty"), False),
        (stopped("cover-open"), False),
        (Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, NOW), False),
    ],
)
def test_refill_is_one_only_when_the_printer_sees_it(status, is_new):
    assert sees_new_roll(status) is is_new


# --- what staff read --------------------------------------------------------------------------


def supply(left, **statuses):
    view = view_of(replace(state(Dashboard(), **statuses), roll=left), SCENE)
    row = view.supplies[0]
    return row.text, row.ratio, row.tone


def test_count_is_shown_where_the_sensor_does_not_deny_it():
    assert supply(roll(62, 210)) == ("62% 约 210 张", 0.62, "good")
    assert supply(roll(100, None)) == ("100%", 1.0, "good")


def test_sensor_of_near_end_wins_over_half_a_roll_by_our_count():
    assert supply(roll(50, 160), receipt_printer=LOW) == ("快用完", None, "watch")


def test_sensor_of_near_end_and_the_count_agree_on_a_small_rest():
    assert supply(roll(12, 40), receipt_printer=LOW) == ("12% 约 40 张", 0.12, "watch")
    view = view_of(replace(state(Dashboard(), receipt_printer=LOW), roll=roll(12, 40)), SCENE)
    assert view.actions[0].todo.startswith("剩 12%，约够 40 张。")


def test_paper_that_is_there_after_the_count_has_ended_is_said_and_asks_nobody():
    assert supply(roll(0, 0)) == ("数完了，还有纸", 0.0, "watch")
    assert view_of(replace(state(Dashboard()), roll=roll(0, 0)), SCENE).actions == ()


def test_end_of_paper_by_the_sensor_wins_over_everything():
    empty = stopped("media-empty")
    assert supply(roll(50, 160), receipt_printer=empty) == ("没有了", None, "bad")


def test_printer_that_is_gone_has_no_count():
    assert supply(roll(50, 160), receipt_printer=gone("unplugged"))[0] == "现在看不到"


def test_number_that_has_no_room_is_left_out_of_the_row():
    assert supply(roll(100, 12_345))[0] == "100%"


def printers_page(left, **statuses):
    stage = DeviceDetail("receipt-printer", 0)
    view = view_of(replace(state(stage, **statuses), roll=left), SCENE)
    return {fact.label: fact.value for fact in view.facts}


def test_printers_page_says_how_much_and_since_when():
    assert printers_page(roll(62, 210))["纸卷"] == "剩 62%，约够 210 张 · 3 月 31 日换的"
    counted_out = "按计数已用完，感应到还有纸 · 3 月 31 日换的"
    assert printers_page(roll(0, 0))["纸卷"] == counted_out
    assert "纸卷" not in printers_page(roll(50, 160), receipt_printer=LOW)
    assert "纸卷" not in printers_page(RollSeen(None))


def test_refill_that_the_machine_has_seen_says_what_it_counts_from():
    looked = chore(Chore.REFILL, "receipt-printer", ChorePhase.LOOKED, Ready())
    note = view_of(replace(looked, roll=roll(100, 320)), SCENE).note
    assert (note.kind, note.detail) == ("ok", "剩 100%，约够 320 张")


def test_menu_of_the_host_site_says_what_is_left_beside_the_refill():
    rows = view_of(replace(state(ChoreMenu()), roll=roll(12, 40)), SCENE).rows
    assert rows[0].detail == "屏幕下面左边的小出口 · 剩 12%，约够 40 张"


def test_host_site_reads_what_is_left_of_a_roll_that_ends_soon():
    low = replace(state(ChoreMenu(), receipt_printer=LOW), roll=roll(12, 40))
    assert view_of(low, SCENE).actions[0].todo.startswith("剩 12%，约够 40 张。")
