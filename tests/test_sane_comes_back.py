"""A page scanner on its worker: lost and found again, and a fault that does not stop the worker."""

import threading

from devices.ports import PagesScanned, ScanFailed, ScanSource
from devices.status import Attention, Ready, Role, Unavailable
from devices.virtual.terminal import make_virtual_devices
from devices.worker import DeviceWorker, WorkerTiming
from kiosk.clock import SystemClock
from tests.sane_rig import EsclRig, Pages

PATIENCE_SECONDS = 60.0
FAST = WorkerTiming(probe_seconds=0.05, reopen_first_seconds=0.05, reopen_cap_seconds=0.1)


class OnWorker:
    def __init__(self):
        self.rig = EsclRig()
        self._changed = threading.Condition()
        self._statuses = []
        self.worker = DeviceWorker(
            device_id="scanner", role=Role.PAGE_SCANNER, model="escl", device=self.rig.scanner,
            clock=SystemClock(), on_change=self._note, timing=FAST,
        )  # fmt: skip
        self.worker.start()

    def until(self, fits):
        """Wait for a status that has not been waited for yet."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(fits, self._statuses)), PATIENCE_SECONDS)
            place = next(i for i, status in enumerate(self._statuses) if fits(status))
            del self._statuses[: place + 1]

    def scan(self, source, sink):
        settled, outcomes = threading.Event(), []

        def done(outcome):
            outcomes.append(outcome)
            settled.set()

        self.worker.submit(
            lambda scanner: scanner.scan(source, sink, threading.Event()), done,
            deadline_seconds=PATIENCE_SECONDS,
        )  # fmt: skip
        assert settled.wait(PATIENCE_SECONDS)
        return outcomes[0]

    def close(self):
        self.worker.stop()
        self.rig.close()

    def _note(self, report):
        with self._changed:
            self._statuses.append(report.status)
            self._changed.notify_all()


def is_ready(status):
    return status == Ready()


def test_unplugged_and_plugged_in_again_the_worker_finds_it_and_scans():
    at = OnWorker()
    try:
        at.until(is_ready)
        for _ in range(3):
            at.rig.unplug()
            at.until(lambda status: isinstance(status, Unavailable))
            at.rig.plug()
            at.until(is_ready)
        at.rig.virtual.lay()
        assert at.scan(ScanSource.FLATBED, Pages()) == PagesScanned(1)
    finally:
        at.close()


def test_a_jam_is_told_while_it_lasts_and_the_next_stack_goes_through():
    at = OnWorker()
    try:
        at.until(is_ready)
        at.rig.virtual.load("lease")
        at.rig.virtual.jam(2)
        outcome = at.scan(ScanSource.FEEDER, Pages())
        assert isinstance(outcome, ScanFailed)
        assert outcome.pages == 1
        at.until(lambda status: isinstance(status, Attention) and status.reason == "media-jam")
        at.rig.virtual.clear_jam()
        at.until(is_ready)
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
