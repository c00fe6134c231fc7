"""Tallies by day: midnight, clocks that jump, counters that go back, days that are too many."""

import sys
from datetime import date, timedelta

import pytest

from devices.record import Counts, Tally, seconds_of, step_of
from devices.uses import Use
from kiosk.upkeep.device_days import KEPT_DAYS, DayKey, DeviceDays, Spell

TODAY = date(2026, 4, 2)
TOMORROW = TODAY + timedelta(days=1)


def counts(done=0, refused=0, failed=0, **others):
    return {"reader": Counts(done, refused, failed, **others)}


def figures(days, today=TODAY):
    return days.figures("reader", today)


def test_what_was_counted_since_the_last_look_is_booked_once():
    days = DeviceDays()
    days.look(counts(2), TODAY)
    assert days.look(counts(2), TODAY) == frozenset()
    days.look(counts(5, 1, 1), TODAY)
    assert figures(days).today == Spell(done=5, tried=7)


def test_day_that_changes_between_two_looks_keeps_what_came_before_midnight():
    days = DeviceDays()
    days.look(counts(1), TODAY)
    days.look(counts(4), TOMORROW)
    days.look(counts(6), TOMORROW)
    assert figures(days, TOMORROW).today.done == 2
    assert figures(days, TOMORROW).month.done == 6
    assert days.days[DayKey("reader", TODAY)].done == 4


def test_counter_that_went_back_was_begun_anew_and_all_of_it_is_new():
    days = DeviceDays()
    days.look(counts(40, failed=3), TODAY)
    days.look(counts(2), TODAY)
    assert figures(days).today == Spell(done=42, tried=45)


def test_one_counter_back_and_another_ahead_is_a_new_beginning_too():
    days = DeviceDays()
    days.look(counts(1, reopens=5), TODAY)
    days.look(counts(7, reopens=0), TODAY)
    assert figures(days).today == Spell(done=8, tried=8, reopens=5)


def test_times_that_went_back_are_a_new_beginning_though_nothing_else_is():
    days = DeviceDays()
    days.look(counts(answer_steps={-72: 9}), TODAY)
    days.look(counts(answer_steps={-72: 4}), TODAY)
    assert days.days[DayKey("reader", TODAY)].answer_steps == {-72: 13}


def lived(first, count):
    """So many days in a row with one reading each."""
    days = DeviceDays()
    for number in range(count):
        days.look(counts(number), first + timedelta(days=number))
        days.look(counts(number + 1), first + timedelta(days=number))
        days.drop_old(first + timedelta(days=number))
    return days


def test_thirty_days_are_kept_and_shown_and_the_lifetime_goes_on():
    days = lived(TODAY, 45)
    last = TODAY + timedelta(days=44)
    assert sorted(key.day for key in days.days) == [
        last - timedelta(days=back) for back in reversed(range(KEPT_DAYS))
    ]
    shown = figures(days, last)
    assert (shown.month.done, shown.ever.done) == (30, 45)
    assert shown.since == TODAY.isoformat()


def test_dropped_days_are_named_so_that_their_rows_can_be_deleted():
    days = lived(TODAY, KEPT_DAYS)
    last = TODAY + timedelta(days=KEPT_DAYS)
    days.look(counts(KEPT_DAYS), last)  # what was counted until now is the last day's
    days.look(counts(KEPT_DAYS + 1), last)
    assert days.drop_old(last) == {DayKey("reader", TODAY)}


@pytest.mark.parametrize("jump", [timedelta(days=26663), timedelta(days=-20545)])
def test_clock_that_jumps_far_and_comes_back_costs_a_day_at_most(jump):
    days = lived(TODAY, KEPT_DAYS)
    last = TODAY + timedelta(days=KEPT_DAYS - 1)
    days.look(counts(KEPT_DAYS), last + jump)
    days.look(counts(KEPT_DAYS + 1), last + jump)
    days.drop_old(last + jump)
    days.look(counts(KEPT_DAYS + 1), last)
    days.drop_old(last)
    assert figures(days, last).month.done >= KEPT_DAYS - 1
    assert figures(days, last).ever.done == KEPT_DAYS + 1


def test_clock_set_back_an_hour_over_midnight_adds_to_the_day_that_is_there():
    days = DeviceDays()
    for done, day in ((3, TODAY), (3, TOMORROW), (5, TOMORROW), (5, TODAY), (6, TODAY)):
        days.look(counts(done), day)
    assert figures(days, TODAY).today.done == 4
    assert figures(days, TOMORROW).today.done == 2


def test_days_long_ago_are_in_no_month():
    days = DeviceDays({DayKey("reader", TODAY - timedelta(days=KEPT_DAYS)): Counts(done=9)})
    days.look(counts(1), TODAY)
    assert figures(days).month.done == 1


def test_device_that_was_never_counted_has_no_figures():
    assert DeviceDays().figures("reader", TODAY) is None


def test_median_of_the_month_is_within_a_step_of_the_true_one():
    tally = Tally("reader")
    for number in range(101):
        tally.ran(0.5 + number / 100, Use.DONE)
        tally.probed(0.002)
    tally.ran(90.0, Use.ASIDE)
    tally.ran(0.0, Use.FAILED)
    days = DeviceDays()
    days.look({"reader": tally.counts()}, TODAY)
    shown = figures(days)
    assert shown.use_seconds == pytest.approx(1.0, rel=0.045)
    assert shown.answer_seconds == pytest.approx(0.002, rel=0.045)
    assert shown.today == Spell(done=101, tried=102)


@pytest.mark.parametrize("seconds", [0.0, 1e-6, 0.0021, 0.9, 119.0])
def test_every_time_has_a_step_near_it(seconds):
    assert seconds_of(step_of(seconds)) == pytest.approx(max(seconds, 1e-6), rel=0.045)


def test_time_beyond_all_reason_counts_as_the_longest_that_is_told_apart() -> None:
    tally = Tally("reader")
    for seconds in (0.0, -1.0, 1e9):
        tally.probed(seconds)
    assert tally.counts().answer_steps == {step_of(1e-6): 2, step_of(3600.0): 1}


def test_tally_takes_no_more_room_however_many_times_it_counts() -> None:
    tally = Tally("reader")
    tally.probed(1.0)
    before = sys.getallocatedblocks()
    for number in range(100_000):
        tally.probed(1e-6 * 1.09 ** (number % 250))
    assert sys.getallocatedblocks() - before < 100
