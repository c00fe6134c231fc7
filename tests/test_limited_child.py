"""A program as a disposable child: what it may use, and that nothing of its group is left."""

import errno
import os
import select
import signal
from pathlib import Path

import pytest

from devices.limited_child import LimitedChild, Limits
from tests.test_sane_hung import wait_until_gone

PATIENCE_SECONDS = 60.0


def said_by(script, limits):
    """What the script writes, and its exit code."""
    child = LimitedChild(["/bin/sh", "-c", script], {"LC_ALL": "C"}, limits)
    try:
        assert child.has_ended(PATIENCE_SECONDS)
        return child.stdout.read().decode(), child.close()
    finally:
        child.close()


@pytest.mark.parametrize("may_grow_files", [False, True])
def test_child_has_the_limits_it_was_given_and_nobodys_surroundings(may_grow_files):
    limits = Limits(memory_mib=300, may_grow_files=may_grow_files, niceness=3)
    said, code = said_by("cat /proc/self/limits; nice; env | cut -d= -f1", limits)
    assert code == 0
    rows = {line[:26].strip(): "".join(line[26:].split()[:1]) for line in said.splitlines()}
    assert str(min(19, os.nice(0) + 3)) in rows
    assert rows["Max core file size"] == "0"
    assert rows["Max open files"] == "64"
    assert rows["Max address space"] == str(300 * 1024 * 1024)
    assert (rows["Max file size"] != "0") is may_grow_files
    names = {line for line in said.splitlines() if line.isupper() or "_" in line}
    assert names - {"PWD", "OLDPWD", "SHLVL", "_"} == {"PATH", "LC_ALL"}


def test_memory_beyond_the_limit_is_refused():
    _, code = said_by("exec dd if=/dev/zero of=/dev/null bs=400M count=1", Limits(memory_mib=300))
    assert code != 0


def test_program_that_ends_by_itself_leaves_no_child_of_its_own_behind():
    child = LimitedChild(["/bin/sh", "-c", "sleep 600 & echo $!"], {}, Limits(memory_mib=300))
    try:
        assert child.has_ended(PATIENCE_SECONDS)
        grandchild = int(child.stdout.read())
    finally:
        assert child.close() == 0
    wait_until_gone(grandchild)


def test_closed_in_the_middle_it_is_killed_and_closing_again_says_the_same():
    child = LimitedChild(["sleep", "600"], {}, Limits(memory_mib=300))
    assert not child.has_ended()
    assert not select.select([child.ended], [], [], 0)[0]
    assert (child.close(), child.close()) == (-signal.SIGKILL, -signal.SIGKILL)


def test_child_that_cannot_be_watched_is_not_left_running(monkeypatch):
    begun = []

    def refused(pid):
        begun.append(pid)
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "pidfd_open", refused)
    with pytest.raises(OSError, match="Too many"):
        LimitedChild(["sleep", "600"], {}, Limits(memory_mib=300))
    assert not Path(f"/proc/{begun[0]}").exists()


def test_pipe_that_was_not_asked_for_is_not_there():
    child = LimitedChild(["true"], {}, Limits(memory_mib=300))
    with pytest.raises(ValueError, match="pipe"):
        _ = child.stdin
    child.close()
