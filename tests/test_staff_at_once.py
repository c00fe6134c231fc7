"""The host and a shell change the staff's files in the same moment: neither undoes the other."""

import threading

import pytest

from kiosk.upkeep.staff import back_off, register
from kiosk.upkeep.staff.back_off import LOCKED_AFTER_TRIES, LockedOut, MayTry
from kiosk.upkeep.staff.durable import replace_file
from tests.fakes.clock import FakeClock
from tests.staff_rig import Desk

_LIMIT_SECONDS = 30.0


class SlowDisk:
    """The first write hangs between what was read and what is put in place."""

    def __init__(self, monkeypatch, module):
        self.is_writing, self.may_write = threading.Event(), threading.Event()
        monkeypatch.setattr(module, "replace_file", self._replace)

    def _replace(self, file, text):
        is_first = not self.is_writing.is_set()
        self.is_writing.set()
        if is_first:
            assert self.may_write.wait(_LIMIT_SECONDS)
        replace_file(file, text)

    def while_writing(self, first, second):
        """Do the second thing in the middle of the first."""
        threads = [threading.Thread(target=deed, name="staff-deed") for deed in (first, second)]
        threads[0].start()
        assert self.is_writing.wait(_LIMIT_SECONDS)
        threads[1].start()
        # Nobody keeps it out: then it is over by now. Else it waits, and this costs its moment.
        threads[1].join(0.3)
        self.may_write.set()
        for thread in threads:
            thread.join(_LIMIT_SECONDS)


@pytest.fixture
def desks(tmp_path):
    """The host's view and the shell's, of one folder."""
    return Desk(tmp_path, FakeClock()), Desk(tmp_path, FakeClock())


def test_wrong_pin_counts_though_somebody_else_is_unlocked_meanwhile(desks, monkeypatch):
    host, shell = desks
    for _ in range(LOCKED_AFTER_TRIES):
        host.files.back_off.count("T-200")
    disk = SlowDisk(monkeypatch, back_off)
    disk.while_writing(
        lambda: shell.files.back_off.forget("T-200"), lambda: host.files.back_off.count("T-118")
    )
    assert host.files.back_off.ask("T-200") == MayTry(LOCKED_AFTER_TRIES)
    assert host.files.back_off.ask("T-118") == MayTry(LOCKED_AFTER_TRIES - 1)


def test_wrong_pins_of_two_are_both_counted(desks, monkeypatch):
    host, shell = desks
    for _ in range(LOCKED_AFTER_TRIES - 1):
        host.files.back_off.count("T-118")
    disk = SlowDisk(monkeypatch, back_off)
    disk.while_writing(
        lambda: host.files.back_off.count("T-118"), lambda: shell.files.back_off.count("T-200")
    )
    assert host.files.back_off.ask("T-118") == LockedOut()
    assert host.files.back_off.ask("T-200") == MayTry(LOCKED_AFTER_TRIES - 1)


def test_member_who_was_struck_out_does_not_come_back_with_another(desks, monkeypatch):
    one_shell, other_shell = desks
    one_shell.enrol("T-118")
    disk = SlowDisk(monkeypatch, register)
    disk.while_writing(
        lambda: one_shell.enrol("T-200"), lambda: other_shell.files.register.remove("T-118")
    )
    assert [member.number for member in one_shell.files.register.members()] == ["T-200"]
