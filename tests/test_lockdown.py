"""A process that sees a person leaves no core file, shows its memory to no equal, quotes nobody.

Root may look at everything, so under root both sides become an ordinary user first.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CANARY = "110101190001010014"

#: As a program of the ordinary user is when it starts: readable by its equals.
ORDINARY = """
import ctypes, os, sys
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
"""
HOLDER = """
import resource, threading
from kiosk.lockdown import die_with_parent, keep_last_words_plain, refuse_inspection
{ordinary}
{lock}
print(*resource.getrlimit(resource.RLIMIT_CORE), flush=True)
sys.stdin.readline()
"""
LOOKER = """
{ordinary}
open("/proc/{pid}/mem", "rb").close()
"""


@contextmanager
def holder(lock: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that may hold personal data, locked down in this way."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(ordinary=ORDINARY, lock=lock)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        try:
            yield child
        finally:
            child.kill()


def core_limits(child: "subprocess.Popen[str]") -> str:
    """What the process said of itself; it is locked down once it has."""
    assert child.stdout is not None
    return child.stdout.readline().strip()


def may_look_into(pid: int) -> bool:
    """Whether a process of the same user can open the memory."""
    look = [sys.executable, "-c", LOOKER.format(ordinary=ORDINARY, pid=pid)]
    done = subprocess.run(look, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "PermissionError" in done.stderr
    return done.returncode == 0


def last_words(crash: str) -> str:
    """What a process says that breaks in this way."""
    script = (
        "import logging, sys, threading\n"
        "from kiosk.lockdown import keep_last_words_plain\n"
        "logging.basicConfig(stream=sys.stderr, format='%(message)s')\n"
        f"keep_last_words_plain()\n{crash}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return done.stderr


def test_memory_of_a_locked_process_is_closed_to_its_equals():
    with holder("refuse_inspection()") as locked, holder("") as open_one:
        core_limits(locked)
        core_limits(open_one)
        assert not may_look_into(locked.pid)
        assert may_look_into(open_one.pid), "the look has to be able to succeed"


def test_locked_process_that_is_aborted_dumps_no_core():
    with holder("refuse_inspection()") as locked:
        assert core_limits(locked) == "0 0"
        os.kill(locked.pid, signal.SIGABRT)
        _, status = os.waitpid(locked.pid, 0)
        locked.returncode = -os.WTERMSIG(status)
        assert os.WTERMSIG(status) == signal.SIGABRT
        assert not os.WCOREDUMP(status)


def test_process_ends_with_the_one_that_started_it():
    middle = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdin=subprocess.PIPE)\n"
        "sys.stdin.readline()\n"
    )
    lock = "die_with_parent(); print('locked', flush=True)"
    grandchild = HOLDER.format(ordinary="import sys", lock=lock)
    with subprocess.Popen(
        [sys.executable, "-c", middle, grandchild],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "locked\n"
        parent.kill()
        parent.wait()
        parent.stdout.readline()
        # The end of the stream: nobody is left who could write to it.
        assert parent.stdout.read() == ""


def test_crash_is_told_by_type_and_place_only():
    words = last_words(f"def read_card(): raise ValueError('{CANARY}')\nread_card()")
    assert words == "process_crashed error=ValueError at=read_card:5 < <module>:6\n"


def test_crash_of_a_thread_quotes_nobody():
    words = last_words(
        f"def read_card(): raise ValueError('{CANARY}')\n"
        "thread = threading.Thread(target=read_card)\nthread.start()\nthread.join()"
    )
    assert "error=ValueError at=read_card:5" in words
    assert CANARY not in words


def test_crash_in_a_finaliser_quotes_nobody():
    words = last_words(f"class Card:\n    def __del__(self): raise ValueError('{CANARY}')\nCard()")
    assert "error=ValueError at=__del__:6" in words
    assert CANARY not in words


def test_log_call_that_fails_quotes_nobody():
    words = last_words(f"logging.error('%d', '{CANARY}')")
    assert words == ""
