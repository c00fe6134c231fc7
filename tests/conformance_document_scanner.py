"""What every document camera must do, whatever is behind it. A subclass gives the rig.

``rig`` has ``scanner``, ``unplug()``, ``plug()``, and is torn down by its own fixture.
"""

import threading

import pytest

from devices.status import DeviceGoneError, is_usable


class DocumentScannerConformance:
    def test_it_opens_and_says_that_it_is_fit(self, rig):
        rig.scanner.open()
        assert is_usable(rig.scanner.probe())
        assert "frames" in rig.scanner.capabilities()

    def test_frames_come_with_their_size_until_cancelled(self, rig):
        cancelled = threading.Event()
        frames = []

        def sink(pixels, width_px, height_px):
            frames.append((len(pixels), width_px, height_px))
            if len(frames) == 3:
                cancelled.set()

        rig.scanner.open()
        rig.scanner.stream(sink, cancelled)
        assert frames == [(w * h * 3, w, h) for _, w, h in frames]
        assert len(frames) == 3

    def test_cancelled_before_the_start_nothing_is_delivered(self, rig):
        cancelled = threading.Event()
        cancelled.set()
        rig.scanner.stream(lambda *frame: pytest.fail("a frame after cancelling"), cancelled)

    def test_unplugged_while_idle_is_noticed_by_a_probe(self, rig):
        rig.scanner.open()
        rig.unplug()
        with pytest.raises(DeviceGoneError):
            rig.scanner.probe()
        with pytest.raises(DeviceGoneError):
            rig.scanner.open()

    def test_plugged_in_again_it_works_again(self, rig):
        rig.unplug()
        rig.plug()
        self.test_frames_come_with_their_size_until_cancelled(rig)

    def test_unplugged_in_use_is_a_broken_wire(self, rig):
        rig.scanner.open()
        with pytest.raises(DeviceGoneError):
            rig.scanner.stream(lambda *frame: rig.unplug(), threading.Event())

    def test_closing_twice_does_no_harm(self, rig):
        rig.scanner.open()
        rig.scanner.close()
        rig.scanner.close()
