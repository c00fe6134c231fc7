"""Feeder pages through the host's desk and the page process into one PDF: all, in order, once."""

import hashlib
import io
import os
import queue
import select
import signal
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest

from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import (
    CaptureFinished,
    Finish,
    PageProcessDied,
    PageTaken,
    TakeScan,
    encode,
    take_message,
)
from devices.document_scanner.page_process import PageProcess
from devices.ports import ScanSource
from devices.status import Role
from devices.virtual.papers import draw_paper
from devices.worker import WorkerTiming
from kiosk.clock import SystemClock
from kiosk.host import scan_desk
from kiosk.host.scan_desk import ScanDesk
from kiosk.host.scan_messages import (
    PageKept,
    PageScanned,
    ScanEnded,
    ScanResult,
    ScanStarted,
    StartScan,
    StopScan,
)
from tests.fakes.working_driver import WorkingDriver
from tests.sane_rig import escl_rig

_LOOK_PX = (30, 42)
_LIMIT_SECONDS = 60.0
VISIT, SCAN = "visit-1", 7


class Hall:
    """The host's desk with the scanner on its worker, and a visit that this test plays.

    With ``has_process`` its pages go through a real page process, else they are only counted.
    """

    def __init__(self, rig, *, has_process):
        self.letters = queue.SimpleQueue()
        self.worker = WorkingDriver(Role.PAGE_SCANNER, rig.scanner, timing=WorkerTiming()).worker
        self.worker.start()
        self.frames = FrameRing.create(64, 64, slots=2)
        self.desk = ScanDesk(self, SystemClock(), self.worker, self.frames.address)
        self.process = PageProcess.spawn(self.frames) if has_process else None
        self.taken = []

    def send(self, visit_id, message, blob=None):
        assert visit_id == VISIT
        self.letters.put(message)

    def start(self, source=ScanSource.FEEDER, most_pages=40):
        self.desk.take(VISIT, StartScan(SCAN, source, most_pages))
        assert self.hear() == ScanStarted(SCAN, self.frames.address)

    def hear(self):
        return self.letters.get(timeout=_LIMIT_SECONDS)

    def scan(self, source=ScanSource.FEEDER, most_pages=40):
        """Play the visit until the scan has ended."""
        self.start(source, most_pages)
        while isinstance(said := self.hear(), PageScanned):
            self.take(said)
        return said

    def take(self, said):
        if self.process is None:
            self.taken.append(said)
        else:
            self.process.send(TakeScan(said.ring_name, said.sequence))
            self.taken.append(self.await_event(PageTaken))
        self.desk.take(VISIT, PageKept(SCAN))

    def await_event(self, kind):
        while select.select([self.process], [], [], _LIMIT_SECONDS)[0]:
            for event in self.process.receive():
                if isinstance(event, kind):
                    return event
                assert not isinstance(event, PageProcessDied)
        raise AssertionError(f"no {kind.__name__}")

    def close(self):
        self.desk.close()
        self.worker.stop(_LIMIT_SECONDS)
        if self.process is not None:
            self.process.kill()
        self.frames.close()


@contextmanager
def hall(*, has_process=False, **options):
    with escl_rig(**options) as rig:
        made = Hall(rig, has_process=has_process)
        try:
            yield made, rig.virtual
        finally:
            made.close()


def rings():
    """Pages of this process in shared memory."""
    return [*Path("/dev/shm").glob(f"openhall-ring-{os.getpid()}-page-*")]


def look_of(picture):
    """A small grey picture, its mean taken away: enough to tell pages of a lease apart."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, _LOOK_PX, interpolation=cv2.INTER_AREA).astype(np.float64)
    return small - small.mean()


def nearest_page(thumbnail_jpeg):
    """Which page of the lease a thumbnail shows, counted from 1."""
    seen = look_of(cv2.imdecode(np.frombuffer(thumbnail_jpeg, np.uint8), cv2.IMREAD_COLOR))
    alike = [float((seen * look_of(draw_paper("lease", page))).sum()) for page in (1, 2, 3)]
    return 1 + alike.index(max(alike))


def test_a_stack_becomes_one_pdf_with_every_page_once_and_in_order():
    with hall(has_process=True, resolution_dpi=100) as (here, machine):
        machine.load("lease")
        assert here.scan() == ScanEnded(SCAN, ScanResult.DONE, 3, "")
        assert [taken.index for taken in here.taken] == [0, 1, 2]
        assert all(taken.is_scan for taken in here.taken)
        assert [nearest_page(taken.thumbnail_jpeg) for taken in here.taken] == [1, 2, 3]
        assert not any(taken.blank for taken in here.taken)
        here.process.send(Finish())
        finished = here.await_event(CaptureFinished)
    assert finished.pages == 3
    assert finished.sha256 == hashlib.sha256(finished.pdf).hexdigest()
    assert len(finished.pdf) < 400_000
    with pikepdf.open(io.BytesIO(finished.pdf)) as document:
        assert len(document.pages) == 3
        for page in document.pages:
            assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
            assert set(page.resources.XObject.keys()) == {"/Ink", "/Paper"}


def test_a_blank_back_is_known_to_be_blank_and_nothing_of_it_stays_in_shared_memory():
    with hall(has_process=True) as (here, machine):
        machine.lay("blank")
        assert here.scan(ScanSource.FLATBED) == ScanEnded(SCAN, ScanResult.DONE, 1, "")
        assert [taken.blank for taken in here.taken] == [True]
        assert rings() == []


@pytest.mark.parametrize(
    ("arrange", "expected"),
    [
        (lambda machine: None, ScanEnded(SCAN, ScanResult.EMPTY, 0, "")),
        (
            lambda machine: (machine.load(), machine.jam(2)),
            ScanEnded(SCAN, ScanResult.FAILED, 1, "media-jam"),
        ),
        (
            lambda machine: (machine.load(), machine.open_cover()),
            ScanEnded(SCAN, ScanResult.FAILED, 0, "cover-open"),
        ),
        (
            lambda machine: (machine.load(), machine.tear(3)),
            ScanEnded(SCAN, ScanResult.FAILED, 2, "page-torn"),
        ),
        (
            lambda machine: (machine.load(), machine.stall(2)),
            ScanEnded(SCAN, ScanResult.FAILED, 1, "scanner-hung"),
        ),
    ],
    ids=["empty", "jam", "cover", "torn", "hung"],
)
def test_a_fault_is_told_with_its_cause_and_every_page_before_it_is_kept(arrange, expected):
    # Of a page that never comes only its limit tells; every other one may take its time.
    limit_seconds = 6.0 if expected.reason == "scanner-hung" else _LIMIT_SECONDS
    with hall(page_seconds=limit_seconds) as (here, machine):
        arrange(machine)
        assert here.scan() == expected
        assert len(here.taken) == expected.pages
        assert rings() == []


def test_more_sheets_than_there_is_room_for_are_not_taken():
    with hall() as (here, machine):
        machine.load("lease")
        assert here.scan(most_pages=2) == ScanEnded(SCAN, ScanResult.TOO_FULL, 2, "")


def test_a_plug_pulled_in_mid_stack_leaves_the_pages_before_it():
    with hall() as (here, machine):
        machine.load("lease")
        machine.stall(2)
        here.start()
        here.take(here.hear())
        machine.unplug()
        said = here.hear()
        assert (said.result, said.pages) == (ScanResult.FAILED, 1)
        assert said.reason


def test_a_visit_that_goes_takes_its_scan_along():
    with hall() as (here, machine):
        machine.load("lease")
        here.start()
        assert isinstance(here.hear(), PageScanned)
        assert len(rings()) == 1
        here.desk.forget("another-visit")
        here.desk.forget(VISIT)
        assert here.hear() == ScanEnded(SCAN, ScanResult.CANCELLED, 0, "")
        assert rings() == []
        assert machine.state()["jobs"] == 0


def test_a_citizen_who_stops_it_keeps_what_was_taken():
    with hall() as (here, machine):
        machine.load("lease")
        here.start()
        here.take(here.hear())
        here.desk.take(VISIT, StopScan(SCAN))
        while isinstance(said := here.hear(), PageScanned):
            pass
        assert said == ScanEnded(SCAN, ScanResult.CANCELLED, 1, "")


def test_words_of_another_scan_or_visit_are_no_answer():
    with hall() as (here, machine):
        machine.load("lease")
        here.start()
        here.hear()
        here.desk.take("another-visit", PageKept(SCAN))
        here.desk.take(VISIT, PageKept(SCAN + 1))
        here.desk.take(VISIT, StopScan(SCAN + 1))
        assert len(rings()) == 1
        here.desk.take(VISIT, StopScan(SCAN))
        assert here.hear() == ScanEnded(SCAN, ScanResult.CANCELLED, 0, "")


def test_a_visit_that_neither_keeps_the_page_nor_says_why_ends_the_scan(monkeypatch):
    monkeypatch.setattr(scan_desk, "KEEP_SECONDS", 0.1)
    with hall(has_process=True) as (here, machine):
        machine.load("lease")
        os.kill(here.process.pid, signal.SIGKILL)
        here.start()
        assert isinstance(here.hear(), PageScanned)
        assert here.hear() == ScanEnded(SCAN, ScanResult.FAILED, 0, "page-worker-gone")
        assert rings() == []
        assert machine.state()["jobs"] == 0


def test_a_terminal_without_a_scanner_says_so():
    letters = queue.SimpleQueue()

    class Post:
        send = staticmethod(lambda visit_id, message, blob=None: letters.put(message))

    desk = ScanDesk(Post(), SystemClock(), None, "shm:openhall-ring-1-document")
    desk.take(VISIT, StartScan(SCAN, ScanSource.FEEDER, 6))
    assert letters.get_nowait() == ScanEnded(SCAN, ScanResult.FAILED, 0, "device-absent")


def test_a_page_that_is_not_there_any_more_is_not_taken():
    """The visit was slow, and the host has wiped it: nothing is taken, the worker lives on."""
    frames = FrameRing.create(8, 8, slots=2)
    process = PageProcess.spawn(frames)
    try:
        process.send(TakeScan("shm:openhall-ring-1-page-none", 1))
        process.send(Finish())
        process.send(TakeScan(frames.address, 5))
        page = FrameRing.create(400, 600, slots=1, name="page-test")
        page.write(np.full((600, 400, 3), 255, np.uint8), 400, 600)
        process.send(TakeScan(page.address, 1))
        while not (events := [e for e in process.receive() if isinstance(e, PageTaken)]):
            assert select.select([process], [], [], _LIMIT_SECONDS)[0]
        assert [(event.pages, event.is_scan) for event in events] == [(1, True)]
        page.close()
    finally:
        process.kill()
        frames.close()


def test_the_order_to_take_a_scan_crosses_the_wire():
    order = TakeScan("shm:openhall-ring-1-page-1", 7)
    assert take_message(bytearray(encode(order))) == order
    taken = PageTaken(2, 3, blank=True, thumbnail_jpeg=b"j", is_scan=True)
    assert take_message(bytearray(encode(taken))) == taken
