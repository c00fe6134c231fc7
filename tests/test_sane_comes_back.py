"""A page scanner on its worker: lost and found again, and a fault that does not stop the worker."""

import threading

from devices.ports import PagesScanned, ScanFailed, ScanSource
from devices.status import Attention, Ready, Role, Unavailable
from devices.virtual.terminal import make_virtual_devices
from kiosk.clock import SystemClock
from tests.fakes.working_driver import WorkingDriver
from tests.sane_rig import EsclRig, Pages


class OnWorker(WorkingDriver):
    def __init__(self):
        self.rig = EsclRig()
        super().__init__(Role.PAGE_SCANNER, self.rig.scanner)
        self.start()

    def scan(self, source, sink):
        return self.does(lambda scanner: scanner.scan(source, sink, threading.Event()))

    def close(self):
        self.stop()
        self.rig.close()


def test_unplugged_and_plugged_in_again_the_worker_finds_it_and_scans():
    at = OnWorker()
    try:
        at.wait_for(Ready)
        for _ in range(3):
            at.rig.unplug()
            at.wait_for(Unavailable)
            at.rig.plug()
            at.wait_for(Ready)
        at.rig.virtual.lay()
        assert at.scan(ScanSource.FLATBED, Pages()) == PagesScanned(1)
    finally:
        at.close()


def test_a_jam_is_told_while_it_lasts_and_the_next_stack_goes_through():
    at = OnWorker()
    try:
        at.wait_for(Ready)
        at.rig.virtual.load("lease")
        at.rig.virtual.jam(2)
        outcome = at.scan(ScanSource.FEEDER, Pages())
        assert isinstance(outcome, ScanFailed)
        assert outcome.pages == 1
        assert isinstance(at.wait_for("media-jam"), Attention)
        at.rig.virtual.clear_jam()
        at.wait_for(Ready)
        pages = Pages()
        assert at.scan(ScanSource.FEEDER, pages) == PagesScanned(1)  # the sheet behind the jam
        assert pages.numbers == [1]
    finally:
        at.close()


def test_the_bench_stands_in_for_the_scanner_that_the_settings_name(tmp_path):
    at = EsclRig()
    try:
        at.unplug()
        made = make_virtual_devices(
            {"scanner": ("escl", at.settings)}, tmp_path, tmp_path, SystemClock()
        )
        stand_in = made["scanner"]
        stand_in.start()
        try:
            at.scanner.open()
            stand_in.actions["load"](paper="lease")
            assert at.scan(ScanSource.FEEDER) == PagesScanned(3)
            assert stand_in.state()["feeder"] == 0
        finally:
            stand_in.stop()
    finally:
        at.close()
