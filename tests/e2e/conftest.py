"""Whole terminals as processes, shared by tests that leave them well.

One terminal is started for all tests that only have bad luck with it; each begins with a fresh
attract screen, whatever the one before has done.
"""

import shutil
import tempfile
from pathlib import Path

import pytest

from screens.bench.walker import LostError
from tests.e2e.citizen import Citizen
from tests.e2e.terminal import Terminal

HERE = Path(__file__).parent
#: A whole visit takes seconds; some tests walk several on a machine that does other things too.
LIMIT_SECONDS = 600
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LIMIT_SECONDS))


@pytest.fixture(scope="session")
def processes():
    # A short path of its own: a socket's name has room for 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="hall-"))
    terminal = Terminal(folder)
    try:
        terminal.start("platform", "devices", "host")
        yield terminal
    finally:
        terminal.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def terminal(processes, request, tmp_path):
    """A terminal that is well, with the attract screen on the glass."""
    try:
        processes.make_well()
    except LostError:
        # What an earlier test broke for good must not be this one's failure.
        processes.stop("host", "devices", "platform")
        processes.make_well()
    yield processes
    if request.node.stash.get(FAILED, False):
        processes.keep_evidence(tmp_path)
    processes.start("platform", "devices", "host")
    processes.let_go()


@pytest.fixture
def citizen(terminal):
    return Citizen(terminal)
