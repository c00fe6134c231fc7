"""The terminal's own uplink against the real platform: both ends of the contract on one wire."""

import base64
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from central.faults import CONTROL_PATH
from central.faults import Fault as PlatformFault
from kiosk.uplink import contract as c
from kiosk.uplink.events import CaseAccepted, CaseReceived, ResultReady
from kiosk.uplink.outbox import Stored
from kiosk.uplink.packet import open_packet
from printer.layouts.record import RecordUnreadable, sheet_from
from tests.fakes.central_rig import Made, Rig, running_platform
from tests.fakes.fault_proxy import Fault, FaultProxy
from tests.uplink_bench import Bench, opened

BREAKS = (Fault.RESET_AT_ACCEPT, Fault.CUT_REQUEST, Fault.LOST_REPLY, Fault.CUT_REPLY)


def _store(bench: Bench, made: Made) -> None:
    packet = base64.b64decode(made.submission.packet)
    files = {scan.upload_id: scan.sealed for scan in made.scans}
    assert isinstance(bench.outbox.put_case(made.submission.header, packet, files), Stored)


def _record(made: Made, result: c.Result) -> c.ResultRecord:
    context = c.result_context(made.case_id, result.result_id)
    sealed = base64.b64decode(result.sealed)
    plain = open_packet(sealed, made.result_key.private, context)
    return c.ResultRecord.model_validate_json(bytes(plain))


def test_stored_case_is_received_accepted_and_comes_back_as_a_sheet(tmp_path: Path) -> None:
    with (
        running_platform(tmp_path / "state") as rig,
        opened(tmp_path / "outbox", rig.url) as bench,
    ):
        made = [rig.trader("张三面馆"), rig.query({"period": "last-24-months"})]
        for one in made:
            _store(bench, one)
        bench.drain()
        bench.sync.step()
        received = {news.case_id for news in bench.news if isinstance(news, CaseReceived)}
        accepted = {news.case_id for news in bench.news if isinstance(news, CaseAccepted)}
        results = {n.case_id: n.result for n in bench.news if isinstance(n, ResultReady)}
        everyone = {one.case_id for one in made}
        assert accepted == everyone
        assert received <= everyone
        for one in made:
            sheet = sheet_from(_record(one, results[one.case_id]))
            assert not isinstance(sheet, RecordUnreadable)


def test_no_case_is_lost_or_doubled_through_a_bad_line(tmp_path: Path) -> None:
    with (
        running_platform(tmp_path / "state") as rig,
        FaultProxy(urlsplit(rig.url).port or 0, seed=7, fault_share=0.3, kinds=BREAKS) as line,
        opened(tmp_path / "outbox", line.url) as bench,
    ):
        made = [rig.trader() for _ in range(12)]
        for one in made:
            _store(bench, one)
        bench.drain()
        assert sum(line.faults[kind] for kind in BREAKS) >= 5
        states = [_state(rig, one) for one in made]
        assert states == [c.CaseState.RESULT_READY] * len(made)
        ready = [event for event in rig.events().events if event.kind == "result.ready"]
        assert sorted(str(event.case_id) for event in ready) == sorted(
            str(one.case_id) for one in made
        )


@pytest.mark.parametrize(
    "fault", [PlatformFault.AWAY, PlatformFault.ERROR_500, PlatformFault.DROP_AFTER_ACCEPT]
)
def test_case_survives_a_platform_in_trouble(tmp_path: Path, fault: PlatformFault) -> None:
    with (
        running_platform(tmp_path / "state", demo=True) as rig,
        opened(tmp_path / "outbox", rig.url) as bench,
    ):
        made = rig.query({"period": "all"})
        _switch(rig, fault)
        _store(bench, made)
        for _ in range(5):
            bench.clock.advance(bench.sender.step())
        assert bench.outbox.backlog().unsent == 1
        _switch(rig, PlatformFault.NONE)
        bench.drain()
        assert _state(rig, made) is c.CaseState.RESULT_READY
        assert len([e for e in rig.events().events if e.kind == "result.ready"]) == 1


def test_envelope_that_a_promise_brought_is_known_to_the_client(tmp_path: Path) -> None:
    with (
        running_platform(tmp_path / "state") as rig,
        opened(tmp_path / "outbox", rig.url) as bench,
    ):
        made = rig.eatery(promised=True)
        _store(bench, made)
        bench.drain()
        accepted = [news for news in bench.news if isinstance(news, CaseAccepted)]
        assert accepted[0].reply.state is c.CaseState.TOLERATED
        assert accepted[0].reply.envelope_code is not None


def _state(rig: Rig, made: Made) -> c.CaseState:
    answer = rig.get(c.PATH_CASE.format(case_id=made.case_id))
    return c.CaseReply.model_validate_json(answer.content).state


def _switch(rig: Rig, fault: PlatformFault) -> None:
    assert rig.web.post(rig.url + CONTROL_PATH, json={"fault": fault}, timeout=60).ok
