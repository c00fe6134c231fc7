"""A leashed command that is killed: nobody of its group runs any more when the hand is back."""

import os
import signal
import threading
from pathlib import Path

import pytest

from devices.virtual import leash
from devices.virtual.leash import LeashedProcess

_LIMIT_SECONDS = 30.0


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def test_child_of_the_command_that_gets_no_turn_to_die_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, pause = tmp_path / "child", threading.Event()
    command = f"sleep 3600 & echo $! > {told}.draft; mv {told}.draft {told}; wait"
    process = LeashedProcess(["/bin/sh", "-c", command], {})
    for _ in range(int(_LIMIT_SECONDS / 0.02)):
        if told.exists():
            break
        pause.wait(0.02)
    child = int(told.read_text("ascii"))
    kill_group = os.killpg

    def kill_leader_first(group: int, number: int) -> None:
        os.kill(group, number)
        turns.append(threading.Timer(0.2, kill_group, (group, number)))
        turns[-1].start()

    turns: list[threading.Timer] = []
    monkeypatch.setattr(leash.os, "killpg", kill_leader_first)
    process.kill()
    was_running = is_running(child)
    for turn in turns:
        turn.join(_LIMIT_SECONDS)
    if was_running:
        os.kill(child, signal.SIGKILL)
    assert not was_running
