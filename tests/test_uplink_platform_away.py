"""Nobody at the other end for an hour: the case is kept, the line spared, and it goes later."""

import socket
from pathlib import Path

import pytest

from kiosk.uplink.events import PlatformLost, PlatformSeen
from kiosk.uplink.items import ItemState
from kiosk.uplink.packet import new_key_pair
from tests.fakes.case_maker import sealed_case
from tests.fakes.fault_proxy import Fault, FaultProxy
from tests.fakes.platform import FakePlatform
from tests.uplink_bench import opened


def test_after_an_hour_away_the_case_goes_out_once(tmp_path: Path) -> None:
    with (
        FakePlatform() as platform,
        FaultProxy(platform.port, 1, 1.0, (Fault.RESET_AT_ACCEPT,)) as proxy,
        opened(tmp_path, proxy.url) as bench,
    ):
        cases = [sealed_case(platform.keys.public, b"a lease") for _ in range(3)]
        for case in cases:
            bench.outbox.put_case(case.header, case.packet, case.files)
        while bench.clock.monotonic() < 3600:
            bench.clock.advance(bench.sender.step())
        assert not platform.arrivals
        assert 5 < proxy.faults[Fault.RESET_AT_ACCEPT] < 60, "patient, but it does try"
        assert [type(one) for one in bench.news] == [PlatformLost]
        proxy.heal()
        bench.drain()
        assert list(platform.cases) == [case.header.case_id for case in cases]
        assert PlatformSeen() in bench.news


def test_when_the_platform_is_heard_again_the_pause_is_not_waited_out(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with opened(tmp_path, url) as bench:
            case = sealed_case(new_key_pair().public)
            bench.outbox.put_case(case.header, case.packet)
            while (pause := bench.sender.step()) <= 60:
                bench.clock.advance(pause)
            bench.sender.platform_returned()
            assert bench.sender.step() <= 2.0


def test_a_stumble_with_a_case_in_the_hand_loses_nothing_and_lets_others_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        first, second = (sealed_case(platform.keys.public, b"a lease") for _ in range(2))
        for case in (first, second):
            bench.outbox.put_case(case.header, case.packet, case.files)

        def unreadable(*_: object) -> bytes:
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as patched:
            patched.setattr(bench.outbox, "read_file", unreadable)
            with pytest.raises(OSError, match="Input/output"):
                bench.sender.step()
        assert bench.outbox.state_of(first.header.case_id) is ItemState.SENDING
        bench.drain()
        assert list(platform.cases) == [second.header.case_id, first.header.case_id]
