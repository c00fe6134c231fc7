"""A feeder's pages through the page process into one compact PDF: all, in order, once."""

import hashlib
import io
import os
import signal
import threading

import cv2
import numpy as np
import pikepdf
import pytest

from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import TakeScan, encode, take_message
from devices.document_scanner.page_process import PageProcess
from devices.document_scanner.scan_intake import ScanIntake
from devices.ports import Cancelled, PagesScanned, ScanSource
from devices.virtual.papers import draw_paper
from kiosk.clock import SystemClock
from tests.sane_rig import escl_rig

_LOOK_PX = (30, 42)


class Desk:
    def __init__(self):
        self.ring = FrameRing.create(1700, 2400, slots=2)
        self.process = PageProcess.spawn(self.ring)
        self.cancelled = threading.Event()
        self.intake = ScanIntake(self.ring, self.process, SystemClock(), self.cancelled)

    def scan(self, rig, source):
        return rig.scanner.scan(source, self.intake.take, self.cancelled)

    def close(self):
        self.process.kill()
        self.ring.close()


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.close()


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


def test_a_stack_becomes_one_pdf_with_every_page_once_and_in_order(desk):
    with escl_rig(resolution_dpi=150) as rig:
        rig.virtual.load("lease")
        assert desk.scan(rig, ScanSource.FEEDER) == PagesScanned(3)
    assert [taken.index for taken in desk.intake.taken] == [0, 1, 2]
    assert [nearest_page(taken.thumbnail_jpeg) for taken in desk.intake.taken] == [1, 2, 3]
    assert not any(taken.blank for taken in desk.intake.taken)
    finished = desk.intake.finish()
    assert finished.pages == 3
    assert finished.sha256 == hashlib.sha256(finished.pdf).hexdigest()
    assert len(finished.pdf) < 400_000
    with pikepdf.open(io.BytesIO(finished.pdf)) as document:
        assert len(document.pages) == 3
        for page in document.pages:
            assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
            assert set(page.resources.XObject.keys()) == {"/Ink", "/Paper"}


def test_a_blank_back_is_known_to_be_blank_and_nothing_of_it_stays_in_the_ring(desk):
    with escl_rig() as rig:
        rig.virtual.lay("blank")
        assert desk.scan(rig, ScanSource.FLATBED) == PagesScanned(1)
    assert [taken.blank for taken in desk.intake.taken] == [True]
    assert desk.ring.read_newest(0, np.zeros(desk.ring.slot_bytes, np.uint8)) is None
    # What is left are the stamps of the slots.
    assert np.count_nonzero(np.frombuffer(bytes(desk.ring._map), np.uint8)) < 100


def test_a_page_process_that_dies_ends_the_scan(desk):
    with escl_rig() as rig:
        rig.virtual.load("lease")
        os.kill(desk.process.pid, signal.SIGKILL)
        assert desk.scan(rig, ScanSource.FEEDER) == Cancelled()
        assert desk.intake.is_broken
        assert desk.intake.finish() is None
        assert rig.virtual.state()["jobs"] == 0


def test_no_page_gives_no_pdf(desk):
    assert desk.intake.finish() is None


def test_the_order_to_take_a_scan_crosses_the_wire():
    assert take_message(bytearray(encode(TakeScan(7)))) == TakeScan(7)
