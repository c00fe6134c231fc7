"""A visit whose host hangs up ends in order by itself, and without a complaint.

A library that counts what is left of its own at the end of a process (nanobind in zxing-cpp) would
say here what it found.
"""

import os
import re
import select
import socket
import subprocess
import sys

from kiosk.host.messages import CODEC, VisitReady
from kiosk.host.wire import Channel
from tests.e2e.terminal import PROJECT, WITHOUT_PIXELS

PATIENCE_SECONDS = 120.0
COMPLAINTS = re.compile(r"nanobind.*|.*leaked.*|Traceback.*|Fatal.*")
SETTINGS = PROJECT / "config" / "settings" / "demo.yaml"


def until_ready(channel):
    """Hear a visit until it can be shown; what Python set aside is set aside by then."""
    heard = []
    while not any(isinstance(frame.message, VisitReady) for frame in heard):
        assert select.select([channel.sock], [], [], PATIENCE_SECONDS)[0]
        channel.receive(heard.append)
        assert not channel.is_closed


def test_visit_whose_host_hangs_up_ends_in_order_and_no_library_complains():
    ours, theirs = socket.socketpair()
    with theirs:
        visit = subprocess.Popen(
            [
                sys.executable, "run_kiosk.py", "visit", "--settings", str(SETTINGS),
                "--socket-fd", str(theirs.fileno()), "--visit-id", "0" * 32, "--offscreen",
            ],
            cwd=PROJECT, env=os.environ | WITHOUT_PIXELS, pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    channel = Channel(ours, CODEC)
    try:
        until_ready(channel)
        channel.close()
        said, _ = visit.communicate(timeout=PATIENCE_SECONDS)
    finally:
        channel.close()
        visit.kill()
        visit.wait()
    assert visit.returncode == 0
    # What graphics have to say about a glass without pixels is theirs.
    assert COMPLAINTS.findall(said.decode()) == []
