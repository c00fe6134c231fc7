"""Wrong PINs: pauses that grow, a door that locks, and a memory that outlives a restart."""

from datetime import timedelta

import pytest

from kiosk.upkeep.staff.back_off import LOCKED_AFTER_TRIES, PAUSES_SECONDS, LockedOut, MustWait
from kiosk.upkeep.staff.sign_in import PinWrong, SignedIn
from tests.fakes.clock import FakeClock
from tests.staff_rig import OTHER_PIN, PIN, Desk


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path, FakeClock())
    desk.enrol()
    return desk


def fail(desk, times):
    """Wrong PINs in a row, each after its pause."""
    for _ in range(times):
        outcome = desk.sign_in.try_pin("T-118", OTHER_PIN)
        desk.clock.advance(PAUSES_SECONDS[-1])
    return outcome


def test_right_pin_signs_in_with_the_role_of_the_register(desk):
    outcome = desk.sign_in.try_pin("T-118", PIN)
    assert isinstance(outcome, SignedIn)
    assert outcome.role == "technician"


def test_two_slips_of_a_finger_cost_no_wait(desk):
    assert desk.sign_in.try_pin("T-118", OTHER_PIN) == PinWrong(LOCKED_AFTER_TRIES - 1)
    assert desk.sign_in.try_pin("T-118", OTHER_PIN) == PinWrong(LOCKED_AFTER_TRIES - 2)
    assert isinstance(desk.sign_in.try_pin("T-118", PIN), SignedIn)


def test_third_wrong_pin_makes_even_the_right_one_wait(desk):
    for _ in range(3):
        desk.sign_in.try_pin("T-118", OTHER_PIN)
    assert desk.sign_in.try_pin("T-118", PIN) == MustWait(PAUSES_SECONDS[2])
    desk.clock.advance(PAUSES_SECONDS[2])
    assert isinstance(desk.sign_in.try_pin("T-118", PIN), SignedIn)


def test_wait_survives_a_restart_of_the_host(desk):
    for _ in range(3):
        desk.sign_in.try_pin("T-118", OTHER_PIN)
    desk.restart()
    assert isinstance(desk.sign_in.try_pin("T-118", PIN), MustWait)


def test_power_cut_during_a_check_does_not_give_the_try_back(desk):
    desk.files.back_off.count("T-118")
    desk.restart()
    assert desk.sign_in.try_pin("T-118", OTHER_PIN) == PinWrong(LOCKED_AFTER_TRIES - 2)


def test_eighth_wrong_pin_locks_until_somebody_unlocks(desk):
    assert fail(desk, LOCKED_AFTER_TRIES) == LockedOut()
    desk.clock.advance(7 * 24 * 3600)
    desk.restart()
    assert desk.sign_in.try_pin("T-118", PIN) == LockedOut()
    desk.files.back_off.forget("T-118")
    assert isinstance(desk.sign_in.try_pin("T-118", PIN), SignedIn)


def test_right_pin_wipes_the_slate(desk):
    fail(desk, 4)
    desk.sign_in.try_pin("T-118", PIN)
    assert desk.sign_in.try_pin("T-118", OTHER_PIN) == PinWrong(LOCKED_AFTER_TRIES - 1)


def test_one_members_wrong_pins_do_not_lock_another_out(desk):
    desk.enrol(number="H-7", pin="371940")
    fail(desk, LOCKED_AFTER_TRIES)
    assert isinstance(desk.sign_in.try_pin("H-7", "371940"), SignedIn)


def test_clock_set_back_adds_no_more_than_the_pause(desk):
    for _ in range(3):
        desk.sign_in.try_pin("T-118", OTHER_PIN)
    desk.clock = FakeClock(desk.clock.wall() - timedelta(days=30))
    desk.restart()
    assert desk.sign_in.try_pin("T-118", PIN) == MustWait(PAUSES_SECONDS[2])
    desk.clock.advance(PAUSES_SECONDS[2])
    assert isinstance(desk.sign_in.try_pin("T-118", PIN), SignedIn)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"T-118": {"wrong": -1}}', "\x00\xff"])
def test_damaged_memory_lets_nobody_in_until_it_is_unlocked(desk, content):
    fail(desk, 1)
    (desk.folder / "staff" / "tries.json").write_text(content, "utf-8")
    assert desk.sign_in.try_pin("T-118", PIN) == LockedOut()
    desk.files.back_off.forget("T-118")
    assert isinstance(desk.sign_in.try_pin("T-118", PIN), SignedIn)


def test_damaged_hash_in_the_register_fits_no_pin(desk):
    member = desk.files.register.numbered("T-118")
    desk.files.register.put(member.model_copy(update={"pin_hash": "x" * 40}))
    assert isinstance(desk.sign_in.try_pin("T-118", PIN), PinWrong)


def test_disk_that_takes_no_try_lets_nobody_in(desk, monkeypatch):
    def full(file, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.upkeep.staff.back_off.replace_file", full)
    with pytest.raises(OSError, match="space"):
        desk.sign_in.try_pin("T-118", PIN)


def test_every_try_is_in_the_audit_and_no_pin_is(desk):
    for pin in (OTHER_PIN, OTHER_PIN, OTHER_PIN, PIN):
        desk.sign_in.try_pin("T-118", pin)
    desk.clock.advance(PAUSES_SECONDS[2])
    desk.sign_in.try_pin("T-118", PIN)
    assert desk.deeds() == ["pin-wrong"] * 3 + ["pin-too-early", "signed-in"]
    for file in (desk.folder / "staff").iterdir():
        assert PIN.encode() not in file.read_bytes()
