"""What every page scanner must do, whatever is behind it. A subclass gives the rig.

``rig`` has ``scanner``, ``scan()``, ``unplug()``, ``plug()``, paper on the glass and ``sheets`` in
the feeder, and is torn down by its own fixture.
"""

import contextlib
import threading

import pytest

from devices.ports import Cancelled, PagesScanned, ScanFailed, ScanSource
from devices.status import DeviceGoneError, is_usable
from tests.sane_rig import Pages


class PageScannerConformance:
    def test_it_opens_and_says_that_it_is_fit(self, rig):
        rig.scanner.open()
        assert is_usable(rig.scanner.probe())
        assert {"pages", "flatbed", "feeder"} <= rig.scanner.capabilities()

    def test_the_glass_gives_one_whole_page(self, rig):
        pages = Pages()
        rig.scanner.open()
        assert rig.scan(ScanSource.FLATBED, pages) == PagesScanned(1)
        assert pages.numbers == [1]
        width, height = rig.settings.size_px
        assert pages.sizes[0] == pytest.approx((width, height), rel=0.02)

    def test_the_feeder_gives_every_sheet_once_and_in_order(self, rig):
        pages = Pages()
        rig.scanner.open()
        assert rig.scan(ScanSource.FEEDER, pages) == PagesScanned(rig.sheets)
        assert pages.numbers == list(range(1, rig.sheets + 1))

    def test_two_scans_one_after_the_other_both_succeed(self, rig):
        rig.scanner.open()
        assert rig.scan(ScanSource.FLATBED) == rig.scan(ScanSource.FLATBED) == PagesScanned(1)
        assert is_usable(rig.scanner.probe())

    def test_cancelled_before_the_start_nothing_is_delivered(self, rig):
        cancelled, pages = threading.Event(), Pages()
        cancelled.set()
        rig.scanner.open()
        assert rig.scan(ScanSource.FEEDER, pages, cancelled) == Cancelled()
        assert pages.numbers == []

    def test_cancelled_in_mid_stack_it_stops_and_scans_again_later(self, rig):
        cancelled = threading.Event()
        pages = Pages(after=lambda number: cancelled.set())
        rig.scanner.open()
        assert rig.scan(ScanSource.FEEDER, pages, cancelled) == Cancelled()
        assert pages.numbers == [1]
        assert rig.scan(ScanSource.FLATBED) == PagesScanned(1)

    def test_what_a_page_showed_is_gone_with_its_sink(self, rig):
        held = []

        def sink(number, pixels, width_px, height_px):
            assert any(pixels[: width_px * 30])
            held.append(pixels)

        rig.scanner.open()
        rig.scan(ScanSource.FLATBED, sink)
        assert not any(held[0])

    def test_a_sink_that_fails_leaves_no_process_behind(self, rig):
        def sink(number, pixels, width_px, height_px):
            raise RuntimeError("the sink's own bug")

        rig.scanner.open()
        with pytest.raises(RuntimeError, match="own bug"):
            rig.scan(ScanSource.FEEDER, sink)

    def test_unplugged_while_idle_is_noticed_by_a_probe(self, rig):
        rig.scanner.open()
        rig.unplug()
        with pytest.raises(DeviceGoneError):
            rig.scanner.probe()
        with pytest.raises(DeviceGoneError):
            rig.scanner.open()

    def test_unplugged_before_a_scan_it_fails_and_the_probe_says_gone(self, rig):
        rig.scanner.open()
        rig.unplug()
        # An adapter that asks its scanner first knows already.
        with contextlib.suppress(DeviceGoneError):
            assert isinstance(rig.scan(ScanSource.FLATBED), ScanFailed)
        with pytest.raises(DeviceGoneError):
            rig.scanner.probe()

    def test_plugged_in_again_it_works_again(self, rig):
        rig.unplug()
        rig.plug()
        self.test_the_glass_gives_one_whole_page(rig)

    def test_closing_twice_does_no_harm(self, rig):
        rig.scanner.open()
        rig.scanner.close()
        rig.scanner.close()
