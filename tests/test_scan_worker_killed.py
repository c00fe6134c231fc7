"""A process killed in mid-scan, scanimage or the page worker, is noticed by its end at once.

Every limit is ten minutes here: whoever noticed by a limit would fail by the test's own patience.
"""

import os
import queue
import signal
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import PageProcessStarted
from devices.ports import ScanSource
from devices.status import Role
from devices.worker import WorkerTiming
from kiosk.clock import SystemClock
from kiosk.host import scan_desk
from kiosk.host.scan_desk import ScanDesk
from kiosk.host.scan_messages import (
    PageKept,
    PageLost,
    PageScanned,
    ScanEnded,
    ScanResult,
    StartScan,
    StopScan,
)
from kiosk.visit import intents
from kiosk.visit.link import Link
from kiosk.visit.page_desk import PageNews
from kiosk.visit.state import Capture, Fault, MaterialList
from tests import sample_visit as sample
from tests.conductor_rig import Conducted, RecordedLink
from tests.fakes.working_driver import WorkingDriver
from tests.sane_rig import escl_rig
from tests.session_rig import with_scanner

VISIT = "visit-1"
LONG_SECONDS = 600.0
PATIENCE_SECONDS = 60.0


class LiveLink(RecordedLink):
    """A link whose thread really watches the page worker; words go to the host's desk at once."""

    def __init__(self, deliver):
        super().__init__()
        ours, self._theirs = socket.socketpair()
        self._link = Link(ours, deliver)
        self._link.start()
        self.desk = None
        self.watch, self.forget = self._link.watch, self._link.forget

    def send(self, message, blob=None):
        super().send(message, blob)
        if isinstance(message, StartScan | PageKept | PageLost | StopScan):
            self.desk.take(VISIT, message)

    def close(self):
        self._link.stop()
        self._theirs.close()


class Hall:
    """Scanner, its worker and desk, and a visit that is about to scan a stack; all of it real."""

    def __init__(self, rig):
        self.machine = rig.virtual
        #: What the host has for the visit, and what the visit's thread has for it.
        self.letters, self.news = queue.SimpleQueue(), queue.SimpleQueue()
        self.worker = WorkingDriver(Role.PAGE_SCANNER, rig.scanner, timing=WorkerTiming()).worker
        self.worker.start()
        self.frames = FrameRing.create(64, 64, slots=2)
        self.link = LiveLink(self.news.put)
        self.link.desk = ScanDesk(self, SystemClock(), self.worker, self.frames.address)
        self.visit = Conducted(sample.SOLE_TRADER, self.link)
        self.visit.at_camera().do(with_scanner(Role.DOCUMENT_SCANNER))

    def send(self, visit_id, message, blob=None):
        self.letters.put(message)

    def scan(self):
        """Begin, as far as a page worker that is ready."""
        self.visit.do(intents.ScanPages(ScanSource.FEEDER))
        self.visit.hear(self.next_letter())
        while not isinstance(self.next_news().event, PageProcessStarted):
            pass

    def next_letter(self):
        return self.letters.get(timeout=PATIENCE_SECONDS)

    def next_news(self):
        """News of the page worker; the visit hears it."""
        news = self.news.get(timeout=PATIENCE_SECONDS)
        assert isinstance(news, PageNews)
        self.visit.do(news)
        return news

    def close(self):
        self.visit.conductor.close()
        self.link.desk.close()
        self.worker.stop(PATIENCE_SECONDS)
        self.link.close()
        self.frames.close()


@pytest.fixture
def hall(monkeypatch):
    monkeypatch.setattr(scan_desk, "KEEP_SECONDS", LONG_SECONDS)
    monkeypatch.setattr(scan_desk, "SILENCE_SECONDS", LONG_SECONDS)
    with escl_rig(page_seconds=LONG_SECONDS) as rig:
        rig.virtual.load("lease")
        made = Hall(rig)
        yield made
        made.close()


def kill(word):
    """Kill our own child whose command has this word.

    The kernel's list may leave one out while another ends (proc(5)): ask until it is there.
    """
    victims = []
    while not victims:
        victims = [pid for pid in children() if word.encode() in command_of(pid)]
    os.kill(victims[0], signal.SIGKILL)


def children():
    """Of all our threads; a thread that has just ended has none."""
    found = set()
    for task in Path("/proc/self/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            found.update(map(int, task.read_text().split()))
    return found


def command_of(pid):
    """Its words; none when it has just ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def rings():
    return [*Path("/dev/shm").glob(f"openhall-ring-{os.getpid()}-page-*")]


def test_page_worker_killed_with_a_page_in_hand_ends_scan_and_visit_says_why(hall):
    hall.scan()
    page = hall.next_letter()
    assert isinstance(page, PageScanned)
    kill("page_process")
    hall.visit.hear(page)
    while isinstance(hall.visit.stage, Capture):
        hall.next_news()
    assert hall.visit.stage == Fault(Role.DOCUMENT_SCANNER, "page-worker-gone", MaterialList())
    ended = hall.next_letter()
    assert ended == ScanEnded(ended.request_id, ScanResult.FAILED, 0, "page-worker-gone")
    assert rings() == []
    assert hall.machine.state()["jobs"] == 0


def test_scanimage_killed_in_mid_page_is_a_crash_and_the_pages_before_it_stay(hall):
    hall.machine.stall(2)
    hall.scan()
    hall.visit.hear(hall.next_letter())
    while not hall.visit.stage.pages:
        hall.next_news()
    kill("scanimage")
    ended = hall.next_letter()
    assert ended == ScanEnded(ended.request_id, ScanResult.FAILED, 1, "scan-program-crashed")
    hall.visit.hear(ended)
    assert hall.visit.stage.scanned.reason == "scan-program-crashed"
    assert len(hall.visit.stage.pages) == 1
    assert hall.visit.stage.scanning is None
