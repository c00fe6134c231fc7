"""Papers under capture: one worker at a time, a file sealed to the platform, nothing half kept."""

from collections import deque
from uuid import UUID

import pytest

from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import (
    CaptureFinished,
    PageDropped,
    PageProcessDied,
    PageProcessStarted,
    PageTaken,
    TakeScan,
)
from devices.ports import ScanSource
from kiosk.host.messages import CameraStarted, CameraStopped, KeepFile, StartCamera, StopCamera
from kiosk.host.scan_messages import (
    PageKept,
    PageScanned,
    ScanEnded,
    ScanResult,
    ScanStarted,
    StartScan,
    StopScan,
)
from kiosk.uplink import contract
from kiosk.uplink.packet import encode_key, new_key_pair, open_packet
from kiosk.visit.events import (
    CameraGone,
    CameraLive,
    CaptureBroke,
    PageAdded,
    PageGone,
    ScanKept,
    ScanSettled,
)
from kiosk.visit.page_desk import PageDesk, PageNews
from kiosk.visit.sealing import CaseKeys

PDF = b"%PDF-1.7 a lease of a noodle shop"
FINISHED = CaptureFinished(PDF, 3, "0" * 64)


class FakeWorker:
    def __init__(self):
        self.commands, self.is_killed = [], False
        self.preview = None

    def send(self, command):
        self.commands.append(command)

    def kill(self):
        self.is_killed = True


class Desk:
    """A page desk with a recorded link and workers that the test plays."""

    def __init__(self, ring):
        self.sent, self.workers, self.watched = deque(), [], []
        self.platform, self.keys = new_key_pair(), CaseKeys()
        self.started = CameraStarted(ring.address)
        self.desk = PageDesk(self, iter(range(1, 99)).__next__, self._spawn)

    def _spawn(self, _frames):
        self.workers.append(FakeWorker())
        return self.workers[-1]

    def send(self, message, blob=None):
        self.sent.append((message, blob))

    def watch(self, source):
        self.watched.append(source)

    def forget(self, source, close):
        self.watched.remove(source)
        close()

    def news(self, event, *, of=-1, key=True):
        platform_key = encode_key(self.platform.public) if key else None
        return self.desk.on_news(PageNews(self.workers[of], event), self.keys, platform_key)

    def finish(self):
        """Everything up to the file that the host is asked to keep."""
        self.desk.start("lease")
        self.desk.on_camera(self.started)
        self.desk.finish()
        assert self.news(FINISHED) is None
        return self.sent[-1]


@pytest.fixture
def desk():
    ring = FrameRing.create(4, 4, slots=2)
    yield Desk(ring)
    ring.close()


def test_camera_on_and_off(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    desk.desk.stop()
    said = [type(message) for message, _ in desk.sent]
    assert said == [StopCamera, StartCamera, StopCamera]
    assert desk.workers[0].is_killed
    assert desk.watched == []


def test_camera_that_starts_twice_is_looked_at_by_one_worker(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    desk.desk.on_camera(desk.started)
    assert len(desk.workers) == len(desk.watched) == 1


def test_camera_that_starts_after_the_citizen_went_back_starts_nobody(desk):
    desk.desk.start("lease")
    desk.desk.stop()
    assert desk.desk.on_camera(desk.started) is None
    assert desk.workers == []


def test_pages_become_events(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    assert desk.news(PageProcessStarted(network_cut=True)) == CameraLive()
    assert desk.news(PageTaken(0, 1, blank=False, thumbnail_jpeg=b"j")) == PageAdded(0, b"j")
    assert desk.news(PageDropped(0, 0)) == PageGone(0)


def test_news_of_an_earlier_worker_is_dropped(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    desk.desk.start("landlord-id")
    desk.desk.on_camera(desk.started)
    assert desk.news(FINISHED, of=0) is None
    assert not any(isinstance(message, KeepFile) for message, _ in desk.sent)


def test_file_is_sealed_to_the_platform_and_kept_before_it_counts(desk):
    ask, sealed = desk.finish()
    assert (ask.size, ask.case_id) == (len(sealed), str(desk.keys.case_id))
    context = contract.file_context(desk.keys.case_id, UUID(ask.upload_id))
    assert bytes(open_packet(sealed, desk.platform.private, context)) == PDF
    kept = desk.desk.on_kept(ask.request_id, is_kept=True)
    assert isinstance(kept, ScanKept)
    assert (kept.material_id, kept.pages, kept.upload_id) == ("lease", 3, ask.upload_id)


def test_file_that_the_host_cannot_keep_is_said(desk):
    ask, _ = desk.finish()
    assert desk.desk.on_kept(ask.request_id, is_kept=False) == CaptureBroke("disk-full")
    assert desk.desk.on_kept(ask.request_id, is_kept=True) is None


def test_file_of_an_older_request_counts_for_nothing(desk):
    ask, _ = desk.finish()
    desk.desk.start("landlord-id")
    assert desk.desk.on_kept(ask.request_id, is_kept=True) is None


def test_without_the_platforms_key_nothing_is_kept(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    assert desk.news(FINISHED, key=False) == CaptureBroke("platform-unknown")
    assert not any(isinstance(message, KeepFile) for message, _ in desk.sent)


def test_camera_that_goes_is_said_unless_all_pages_are_in(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    assert desk.desk.on_camera(CameraStopped("device-gone")) == CameraGone("device-gone")
    assert not desk.workers[0].is_killed
    desk.desk.finish()
    assert desk.desk.on_camera(CameraStopped("device-gone")) is None


def test_worker_that_dies_is_said(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    assert desk.news(PageProcessDied(-9)) == CaptureBroke("page-worker-gone")


def scanning(desk, source=ScanSource.FEEDER):
    """A scan that has just begun; its id."""
    desk.desk.scan(source, 6)
    ask = desk.sent[-1][0]
    assert isinstance(ask, StartScan)
    return ask.request_id


def test_camera_rests_while_the_scanner_works_and_comes_back_after(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    desk.news(PageProcessStarted(network_cut=True))
    desk.sent.clear()
    scan = scanning(desk)
    assert [type(message) for message, _ in desk.sent] == [StopCamera, StartScan]
    settled = desk.desk.on_scan(ScanEnded(scan, ScanResult.DONE, 3, ""))
    assert settled == ScanSettled(ScanResult.DONE, 3, "")
    assert isinstance(desk.sent[-1][0], StartCamera)
    assert desk.desk.on_camera(desk.started) == CameraLive()
    assert len(desk.workers) == 1


def test_scanned_page_goes_to_the_worker_and_is_answered_once_it_is_kept(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    scan = scanning(desk)
    desk.desk.on_scan(PageScanned(scan, "shm:openhall-ring-1-page-1", 1))
    assert desk.workers[0].commands[-1] == TakeScan("shm:openhall-ring-1-page-1", 1)
    # A frame of the camera that was judged a moment before is no answer.
    desk.news(PageTaken(0, 1, blank=False, thumbnail_jpeg=b"c"))
    assert not any(isinstance(message, PageKept) for message, _ in desk.sent)
    taken = PageTaken(1, 2, blank=False, thumbnail_jpeg=b"s", is_scan=True)
    assert desk.news(taken) == PageAdded(1, b"s")
    assert desk.sent[-1][0] == PageKept(scan)


def test_without_a_camera_the_scan_itself_brings_a_worker(desk):
    desk.desk.start("lease")
    assert desk.desk.on_camera(CameraStopped("device-absent")) == CameraGone("device-absent")
    scan = scanning(desk)
    desk.desk.on_scan(ScanStarted(scan, desk.started.ring_name))
    assert len(desk.workers) == 1
    # The worker has begun, and still nobody sees a picture.
    assert desk.news(PageProcessStarted(network_cut=True)) is None


def test_words_of_an_earlier_scan_are_late(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    first, second = scanning(desk), scanning(desk)
    commands = len(desk.workers[0].commands)
    assert desk.desk.on_scan(PageScanned(first, "shm:openhall-ring-1-page-1", 1)) is None
    assert desk.desk.on_scan(ScanEnded(first, ScanResult.CANCELLED, 0, "")) is None
    assert len(desk.workers[0].commands) == commands
    assert desk.desk.on_scan(ScanEnded(second, ScanResult.EMPTY, 0, "")) is not None


def test_going_away_stops_the_scanner(desk):
    desk.desk.start("lease")
    desk.desk.on_camera(desk.started)
    scan = scanning(desk)
    desk.desk.stop()
    assert (StopScan(scan), None) in desk.sent
    assert desk.desk.on_scan(PageScanned(scan, "shm:openhall-ring-1-page-1", 1)) is None
    assert desk.workers[0].is_killed
