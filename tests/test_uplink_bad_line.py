"""A line that breaks in every way: each case is with the platform exactly once."""

from pathlib import Path
from random import Random

import pytest

from kiosk.uplink.events import CaseReceived
from kiosk.uplink.items import ItemState
from tests.fakes.case_maker import sealed_case
from tests.fakes.fault_proxy import Fault, FaultProxy
from tests.fakes.platform import FakePlatform
from tests.uplink_bench import opened

QUICK = (
    Fault.RESET_AT_ACCEPT,
    Fault.CUT_REQUEST,
    Fault.LOST_REPLY,
    Fault.CUT_REPLY,
    Fault.DELAY,
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_forty_cases_arrive_once_each(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    with (
        FakePlatform() as platform,
        FaultProxy(platform.port, seed, 0.6, QUICK) as proxy,
        opened(tmp_path, proxy.url, seed) as bench,
    ):
        cases = [
            sealed_case(platform.keys.public, *[random.randbytes(random.choice((900, 1_300_000)))]
                        * (number % 4 == 0))
            for number in range(40)
        ]  # fmt: skip
        for case in cases:
            bench.outbox.put_case(case.header, case.packet, case.files)
        bench.drain()

        ids = {case.header.case_id for case in cases}
        assert set(platform.cases) == ids
        assert all(bench.outbox.state_of(one) is ItemState.CLOSED for one in ids)
        told = [news.case_id for news in bench.news if isinstance(news, CaseReceived)]
        assert sorted(told) == sorted(ids)
        for one in ids:
            assert bench.outbox.reply_of(one) == platform.replies[one].wire()
        assert sum(proxy.faults[kind] for kind in QUICK) >= 20, "the line was not bad enough"
        assert bench.outbox.first_broken_ledger_line() is None


@pytest.mark.parametrize("kind", QUICK)
def test_each_fault_alone_loses_and_doubles_nothing(tmp_path: Path, kind: Fault) -> None:
    with (
        FakePlatform() as platform,
        FaultProxy(platform.port, 7, 0.7, (kind,)) as proxy,
        opened(tmp_path, proxy.url) as bench,
    ):
        cases = [sealed_case(platform.keys.public, b"a lease") for _ in range(6)]
        for case in cases:
            bench.outbox.put_case(case.header, case.packet, case.files)
        bench.drain()
        assert set(platform.cases) == {case.header.case_id for case in cases}
        assert proxy.faults[kind] >= 1


def test_a_line_that_swallows_everything_ends_by_the_deadline(tmp_path: Path) -> None:
    with (
        FakePlatform() as platform,
        FaultProxy(platform.port, 1, 1.0, (Fault.BLACKHOLE,)) as proxy,
    ):
        case = sealed_case(platform.keys.public)
        with opened(tmp_path, proxy.url, answer_seconds=0.2) as bench:
            bench.outbox.put_case(case.header, case.packet)
            bench.clock.advance(bench.sender.step())
            assert bench.outbox.state_of(case.header.case_id) is ItemState.QUEUED
            assert bench.sender.step() > 0 or proxy.faults[Fault.BLACKHOLE] == 2
        proxy.heal()
        # A line that is well again may be slow: it gets its time.
        with opened(tmp_path, proxy.url) as bench:
            bench.drain()
        assert platform.arrivals[str(case.header.case_id)] == 1


def test_a_reply_lost_after_the_platform_took_the_case_is_asked_for_again(tmp_path: Path) -> None:
    with (
        FakePlatform() as platform,
        FaultProxy(platform.port, 1, 1.0, (Fault.LOST_REPLY,)) as proxy,
        opened(tmp_path, proxy.url) as bench,
    ):
        case = sealed_case(platform.keys.public)
        bench.outbox.put_case(case.header, case.packet)
        bench.sender.step()
        assert case.header.case_id in platform.cases, "the platform has it"
        assert bench.outbox.state_of(case.header.case_id) is ItemState.QUEUED, "we do not know"
        proxy.heal()
        bench.drain()
        assert platform.arrivals[str(case.header.case_id)] == 2
        assert len(platform.cases) == 1
