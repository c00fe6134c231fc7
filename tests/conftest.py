"""What holds for every test: nothing may be left behind, and nothing real may be waited for.

A thread, a child process or a file descriptor that outlives its test fails that test, because a
terminal runs for months and a leak of one a day is an outage.
"""

import contextlib
import gc
import os
import re
import threading
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parents[1]
LOOK_SECONDS, MOST_LOOKS = 0.1, 300
#: What ended a moment ago may have held the last hand on something: so it is collected again.
LOOKS_PER_COLLECTION = 20

# No test asserts time, nor may what invents its inputs: a loaded machine takes what it takes, and
# a first example loads fonts and catalogues.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_collection_modifyitems(config, items):
    """Real hardware is asked for by name: ``pytest -m hardware``."""
    if "hardware" in (config.getoption("-m") or ""):
        return
    kept = [item for item in items if item.get_closest_marker("hardware") is None]
    dropped = [item for item in items if item.get_closest_marker("hardware") is not None]
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


@pytest.fixture(autouse=True)
def nothing_is_left_behind(request):
    """Threads, children and descriptors are as many after the test as before it."""
    if request.node.get_closest_marker("window") is not None:
        yield  # the one window of the process opens its devices when it likes
        return
    threads, children, files = _threads(), _children(), _descriptors()
    yield
    # What is on its way out may take a moment on a loaded machine; what stays is a leak.
    never, looks = threading.Event(), 0
    while (left := _left(threads, children, files)) and looks < MOST_LOOKS:
        # Only now: after a window's tests a collection takes a second, and there are thousands.
        if looks % LOOKS_PER_COLLECTION == 0:
            gc.collect()
        never.wait(LOOK_SECONDS)
        looks += 1
    assert not left, "; ".join(left)


def _left(threads, children, files):
    """What is there now and was not before, in words."""
    left = [f"thread {name}" for name in _threads() - threads]
    # Counted, not named: a machine shared by a module may be restarted by one of its tests.
    if len(now := _children()) > len(children):
        left.append(f"{len(now) - len(children)} process(es): {', '.join(map(_command, now))}")
    left += [f"file {kind}" for kind in (_descriptors() - files).elements()]
    return left


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:160]
    except OSError:
        return f"{pid} (gone)"


def _threads():
    return {thread.name for thread in threading.enumerate() if thread.is_alive()}


def _children():
    """All of them: while one ends, the kernel's list may lack others that live (proc(5))."""
    seen, again = _listed_children(), _listed_children()
    while seen != again:
        seen, again = again, _listed_children()
    return seen


def _listed_children():
    listing = Path(f"/proc/{os.getpid()}/task")
    found = set()
    for task in listing.iterdir():
        # A thread may end between being listed and being asked.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found.update((task / "children").read_text().split())
    return found


def _descriptors():
    """How many of each kind: what is opened again may get another number, or be another pipe."""
    targets = filter(None, map(_target, os.listdir("/proc/self/fd")))
    return Counter(re.sub(r":\[\d+\]$| \(deleted\)$", "", target) for target in targets)


def _target(number):
    try:
        target = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        return ""
    # pytest's own capture and the random devices that libraries keep open.
    return "" if target.startswith(("/dev/urandom", "/dev/null", "/tmp/#")) else target
