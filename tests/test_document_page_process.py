"""The disposable page process over its real socket and ring: pages, limits, death."""

import hashlib
import io
import os
import select
import signal
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from devices.document_scanner import page_process
from devices.document_scanner.frame_ring import FrameRing
from devices.document_scanner.page_messages import (
    CaptureFinished,
    DropPage,
    Finish,
    PageDropped,
    PageProcessDied,
    PageProcessStarted,
    PageSeen,
    PageTaken,
    Retake,
    Stop,
    TakeNow,
    Watch,
)
from devices.document_scanner.page_process import PageProcess
from devices.virtual.camera_scene import Scene
from tests.document_scenes import FRAME_PX, frame_of

PATIENCE_SECONDS = 30.0


@pytest.fixture(autouse=True)
def _slow_goodbyes(monkeypatch):
    """A child that ends by itself may take its time on a loaded machine before it is killed."""
    monkeypatch.setattr(page_process, "_END_SECONDS", PATIENCE_SECONDS)


class Desk:
    """A ring, a process, and frames pushed by hand."""

    def __init__(self):
        self.ring = FrameRing.create(*FRAME_PX)
        self.process = PageProcess.spawn(self.ring)
        self.events = []
        self.until(PageProcessStarted)

    def until(self, kind, push=None):
        """Receive until an event of this kind; push the frame again whenever nothing comes."""
        while True:
            for index, event in enumerate(self.events):
                if isinstance(event, kind):
                    self.events = self.events[index + 1 :]
                    return event
            if push is not None:
                self.ring.write(push.reshape(-1), *FRAME_PX)
            wait = 0.03 if push is not None else PATIENCE_SECONDS
            ready, _, _ = select.select([self.process], [], [], wait)
            if not ready and push is None:
                raise AssertionError(f"no {kind.__name__}")
            new = self.process.receive()
            assert new or push is not None, f"ended before {kind.__name__}"
            self.events += new

    def close(self):
        self.process.kill()
        self.ring.close()


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.close()


@pytest.fixture(scope="module")
def pages():
    return [frame_of(Scene(turn_degrees=2), "lease", page) for page in (1, 2, 3)]


def test_three_pages_laid_one_after_the_other_become_one_pdf(desk, pages):
    desk.process.send(Watch(automatic=False))
    for number, page in enumerate(pages):
        seen = desk.until(PageSeen, push=page)
        assert seen.quad is not None
        desk.process.send(TakeNow())
        taken = desk.until(PageTaken)
        assert (taken.index, taken.pages, taken.blank) == (number, number + 1, False)
        assert taken.thumbnail_jpeg.startswith(b"\xff\xd8")
        desk.events.clear()
    desk.process.send(Finish())
    finished = desk.until(CaptureFinished)
    assert finished.pages == 3
    assert finished.sha256 == hashlib.sha256(finished.pdf).hexdigest()
    with pikepdf.open(io.BytesIO(finished.pdf)) as document:
        assert len(document.pages) == 3


def test_a_page_that_lies_still_is_taken_by_itself_and_once(desk, pages):
    noisy = [frame_of(Scene(turn_degrees=2), "lease", 1, seed=3)]
    desk.process.send(Watch())
    assert desk.until(PageTaken, push=noisy[0]).index == 0
    while desk.until(PageSeen, push=noisy[0]).hint_key != "capture.hint.next_page":
        pass
    assert desk.until(PageTaken, push=pages[1]).index == 1


def test_a_page_thrown_away_is_replaced_in_its_place(desk, pages):
    desk.process.send(Watch(automatic=False))
    for page in pages[:2]:
        desk.until(PageSeen, push=page)
        desk.process.send(TakeNow())
        desk.until(PageTaken)
    desk.process.send(Retake(0))
    assert desk.until(PageDropped) == PageDropped(0, 1)
    desk.process.send(TakeNow())
    taken = desk.until(PageTaken)
    assert (taken.index, taken.pages) == (0, 2)
    desk.process.send(DropPage(1))
    assert desk.until(PageDropped) == PageDropped(1, 1)


def test_the_preview_is_the_frame_in_rgb_and_at_most_960_wide(desk):
    blue = np.zeros((FRAME_PX[1], FRAME_PX[0], 3), np.uint8)
    blue[:, :, 0] = 200
    desk.process.send(Watch())
    desk.until(PageSeen, push=blue)
    into = np.zeros(desk.process.preview.slot_bytes, np.uint8)
    stamp = desk.process.preview.read_newest(0, into)
    assert (stamp.width_px, stamp.height_px) == (960, 540)
    assert into[:3].tolist() == [0, 0, 200]


def test_a_killed_child_is_told_once_and_taken_away(desk):
    os.kill(desk.process.pid, signal.SIGKILL)
    assert desk.until(PageProcessDied) == PageProcessDied(-signal.SIGKILL)
    assert desk.process.receive() == ()
    desk.process.send(TakeNow())
    assert not Path(f"/proc/{desk.process.pid}").exists()


def test_stop_ends_the_child_cleanly(desk):
    desk.process.send(Stop())
    assert desk.until(PageProcessDied) == PageProcessDied(0)


def test_finishing_without_a_page_gives_no_pdf(desk, pages):
    desk.process.send(Watch(automatic=False))
    desk.process.send(Finish())
    desk.process.send(Stop())
    desk.until(PageProcessDied)
    assert not any(isinstance(event, CaptureFinished) for event in desk.events)


def test_the_child_has_no_core_file_no_growing_file_and_a_memory_limit(desk):
    limits = Path(f"/proc/{desk.process.pid}/limits").read_text()
    rows = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()}
    assert rows["Max core file size"] == ["0", "0"]
    assert rows["Max file size"] == ["0", "0"]
    assert int(rows["Max address space"][1]) <= 1536 * 1024 * 1024


def test_the_child_ends_when_its_parent_goes(desk):
    desk.process._channel.shutdown(2)
    assert desk.process._child.wait(PATIENCE_SECONDS) == 0
