"""Who a badge or a card belongs to, and what the disk knows of either."""

import pytest

from devices.virtual.synthetic_card import DECK
from kiosk.upkeep.staff.badge import is_code, new_code, tidy
from kiosk.upkeep.staff.roles import RIGHTS, Right, StaffRole
from tests.fakes.clock import FakeClock
from tests.staff_rig import Desk

CARD, OTHER_CARD = [card for card in DECK.values() if card.text[122:158].strip()][:2]
NUMBER = CARD.text[122:158].decode("utf-16-le").rstrip()


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path, FakeClock())


def test_badge_is_known_by_its_code(desk):
    code = desk.enrol()
    assert desk.sign_in.by_code(code.encode()).number == "T-118"


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " ")])
def test_badge_is_known_by_what_is_typed_from_it(desk, typed):
    code = desk.enrol()
    assert desk.sign_in.by_typed_code(typed(code)).number == "T-118"
    assert desk.sign_in.by_typed_code(typed(code.removeprefix("STAFF-"))).number == "T-118"


def test_badge_of_nobody_is_nobody_and_in_the_audit(desk):
    desk.enrol()
    assert desk.sign_in.by_code(new_code().encode()) is None
    assert desk.deeds() == ["badge-unknown"]


def test_new_badge_makes_the_old_one_worthless(desk):
    old = desk.enrol()
    desk.enrol()
    assert desk.sign_in.by_code(old.encode()) is None


def test_removed_member_is_nobody_at_once(desk):
    code = desk.enrol()
    assert desk.files.register.remove("T-118")
    assert desk.sign_in.by_code(code.encode()) is None


def test_badge_of_another_terminal_is_nobody_here(desk, tmp_path):
    other = Desk(tmp_path / "other", FakeClock())
    code = other.enrol()
    desk.enrol()
    assert desk.sign_in.by_code(code.encode()) is None


def test_member_is_known_by_their_card_and_no_stranger_is(desk):
    desk.enrol(id_number=NUMBER)
    assert desk.sign_in.by_card(bytearray(CARD.payload)).number == "T-118"
    assert desk.sign_in.by_card(bytearray(OTHER_CARD.payload)) is None


@pytest.mark.parametrize("payload", [b"", b"\0" * 300, b"\x01" * 20])
def test_card_without_a_number_is_nobody(desk, payload):
    desk.enrol()
    assert desk.sign_in.by_card(bytearray(payload)) is None


def test_neither_code_nor_id_number_is_on_the_disk(desk):
    code = desk.enrol(id_number=NUMBER)
    desk.sign_in.by_code(code.encode())
    desk.sign_in.by_card(bytearray(CARD.payload))
    for file in (desk.folder / "staff").iterdir():
        content = file.read_bytes()
        assert code.encode() not in content
        assert NUMBER.encode() not in content
        assert NUMBER.encode("utf-16-le") not in content


def test_staff_folder_is_for_the_hosts_user_only(desk):
    desk.enrol()
    for file in (desk.folder / "staff").iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_code_is_a_code_and_tidy_leaves_it_alone():
    code = new_code()
    assert is_code(code)
    assert tidy(code) == code


def test_host_staff_sees_no_device_and_no_frame():
    forbidden = {Right.SEE_DEVICES, Right.SEE_FRAMES, Right.TEST_DEVICES}
    assert not RIGHTS[StaffRole.HOST_STAFF] & forbidden
    assert forbidden <= RIGHTS[StaffRole.TECHNICIAN]
