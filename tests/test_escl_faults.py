"""Every way in which a network scanner fails, seen through airscan and its own status."""

import threading
from dataclasses import replace

import pytest

from devices.ports import Cancelled, FeederEmpty, PagesScanned, ScanFailed, ScanSource
from devices.status import Actor, Attention, Busy, DeviceGoneError, Ready, Unavailable, is_usable
from kiosk.clock import SystemClock
from tests.fakes.skipping_clock import SkippingClock
from tests.sane_rig import Pages, escl_rig

FEEDER_FAULTS = [
    ("jam", lambda machine: machine.jam(2), 1, "media-jam", Actor.HOST_STAFF),
    ("jam-at-once", lambda machine: machine.jam(1), 0, "media-jam", Actor.HOST_STAFF),
    ("cover", lambda machine: machine.open_cover(), 0, "cover-open", Actor.HOST_STAFF),
    ("stopped", lambda machine: machine.stop_machine(), 0, "scanner-stopped", Actor.HOST_STAFF),
    ("cut", lambda machine: machine.cut(2), 1, "scanner-io-error", Actor.TECHNICIAN),
    ("torn", lambda machine: machine.tear(2), 1, "page-torn", Actor.CITIZEN),
    ("garbled", lambda machine: machine.garble(2), 1, "scanner-io-error", Actor.TECHNICIAN),
]


@pytest.mark.parametrize(
    ("harm", "pages", "reason", "actor"),
    [row[1:] for row in FEEDER_FAULTS],
    ids=[row[0] for row in FEEDER_FAULTS],
)
def test_a_fault_of_the_feeder_names_its_cause_and_counts_whole_pages(harm, pages, reason, actor):
    with escl_rig() as rig:
        seen = Pages()
        rig.virtual.load("lease")
        harm(rig.virtual)
        outcome = rig.scan(ScanSource.FEEDER, seen)
        assert isinstance(outcome, ScanFailed)
        assert isinstance(outcome.status, Unavailable)
        assert (outcome.pages, outcome.status.reason) == (pages, reason)
        assert outcome.status.actor == actor
        assert seen.numbers == list(range(1, pages + 1))
        assert rig.virtual.state()["jobs"] == 0


def test_a_page_that_stops_in_the_middle_is_given_up_at_its_deadline():
    with escl_rig(page_seconds=1.0) as rig:
        rig.virtual.load("lease")
        rig.virtual.stall(1)
        outcome = rig.scan(ScanSource.FEEDER)
        assert isinstance(outcome, ScanFailed)
        assert (outcome.pages, outcome.status.reason) == (0, "scanner-hung")
        rig.virtual.clear_faults()
        assert rig.virtual.state()["jobs"] == 0


def test_a_busy_scanner_is_waited_for_and_then_said_to_be_busy():
    clock = SkippingClock()
    with escl_rig(clock) as rig:
        rig.virtual.lay()
        rig.virtual.occupy()
        before = clock.monotonic()
        outcome = rig.scan(ScanSource.FLATBED)
        assert isinstance(outcome, ScanFailed)
        assert (outcome.status.reason, outcome.status.actor) == ("scanner-busy", Actor.NOBODY)
        assert clock.monotonic() - before >= 5.0
        assert isinstance(rig.scanner.probe(), Busy)
        assert "POST ScanJobs" not in rig.virtual.asked


class LeavingClock(SystemClock):
    """Whoever asked goes away during the first wait."""

    def wait(self, event, timeout_seconds):
        event.set()
        return super().wait(event, timeout_seconds)


def test_cancelled_while_a_busy_scanner_is_waited_for():
    with escl_rig(LeavingClock()) as rig:
        cancelled = threading.Event()
        rig.virtual.occupy()
        assert rig.scan(ScanSource.FLATBED, cancelled=cancelled) == Cancelled()
        assert cancelled.is_set()
        assert "POST ScanJobs" not in rig.virtual.asked


def test_not_yet_is_waited_for_and_no_page_is_lost_or_doubled():
    with escl_rig() as rig:
        seen = Pages()
        rig.virtual.load("lease")
        rig.virtual.refuse(1)
        assert rig.scan(ScanSource.FEEDER, seen) == PagesScanned(3)
        assert seen.numbers == [1, 2, 3]
        assert len(set(seen.digests)) == 3


def test_an_empty_feeder_is_known_without_a_scan():
    with escl_rig() as rig:
        assert rig.scan(ScanSource.FEEDER) == FeederEmpty()
        assert "POST ScanJobs" not in rig.virtual.asked
        assert rig.scanner.probe() == Ready()


def test_a_feeder_that_senses_nothing_is_found_empty_by_a_scan(monkeypatch):
    with escl_rig() as rig:
        monkeypatch.setattr(rig.scanner, "_ask", lambda ask=rig.scanner._ask: blind(ask()))
        assert rig.scan(ScanSource.FEEDER) == FeederEmpty()
        assert "POST ScanJobs" in rig.virtual.asked


def blind(state):
    return replace(state, is_feeder_empty=False)


@pytest.mark.parametrize(
    ("harm", "cure", "reason"),
    [("jam", "clear_jam", "media-jam"), ("cover_open", "cover_close", "cover-open")],
)
def test_a_feeder_out_of_order_leaves_the_glass_and_is_well_again_once_cured(harm, cure, reason):
    with escl_rig() as rig:
        rig.virtual.load("lease")
        rig.virtual.lay("id-copy")
        rig.virtual.actions[harm]()
        rig.scan(ScanSource.FEEDER)
        status = rig.scanner.probe()
        assert isinstance(status, Attention)
        assert (status.reason, status.actor) == (reason, Actor.HOST_STAFF)
        assert rig.scanner.probe() == status  # since when does not move
        assert is_usable(status)
        assert rig.scan(ScanSource.FLATBED) == PagesScanned(1)
        rig.virtual.actions[cure]()
        assert rig.scanner.probe() == Ready()


def test_what_the_feeder_senses_is_among_its_capabilities():
    with escl_rig() as rig:
        senses = {"senses-feeder-empty", "senses-jam", "senses-cover-open"}
        assert senses <= rig.scanner.capabilities()


def test_unplugged_between_two_pages_is_a_broken_wire_and_whole_pages_were_delivered():
    with escl_rig() as rig:
        seen = Pages(after=lambda number: rig.unplug())
        rig.virtual.load("lease", copies=3)
        # airscan may have fetched a page ahead; whatever comes is whole and in order.
        with pytest.raises(DeviceGoneError):
            rig.scan(ScanSource.FEEDER, seen)
        assert seen.numbers == list(range(1, len(seen.numbers) + 1))
        rig.plug()
        rig.virtual.lay()
        rig.scanner.open()
        assert rig.scan(ScanSource.FLATBED) == PagesScanned(1)


def test_a_job_of_somebody_elses_is_left_alone():
    with escl_rig() as rig:
        rig.virtual.load("lease")
        rig.virtual._jobs["theirs"] = object()
        rig.scanner._end_jobs(before=rig.scanner._ask().jobs)
        assert list(rig.virtual._jobs) == ["theirs"]
        rig.scanner._end_jobs(before=frozenset())
        assert list(rig.virtual._jobs) == []


def test_grey_is_asked_for_and_delivered_as_three_equal_channels():
    with escl_rig(is_colour=False) as rig:
        rig.virtual.lay("property-certificate")
        equal = []

        def sink(number, pixels, width_px, height_px):
            equal.append(pixels[0::3] == pixels[1::3] == pixels[2::3])

        assert rig.scan(ScanSource.FLATBED, sink) == PagesScanned(1)
        assert equal == [True]
