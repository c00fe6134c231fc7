"""Events, results and the catalogue: nothing missed, nothing believed twice."""

import threading
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from kiosk.clock import SystemClock
from kiosk.uplink.client import PlatformAddress
from kiosk.uplink.contract import CaseReply, CaseState, Event, Result, ResultKind
from kiosk.uplink.events import (
    CaseAccepted,
    CatalogueChanged,
    PlatformLost,
    PlatformSeen,
    ResultReady,
    UplinkEvent,
)
from kiosk.uplink.uplink import Uplink, UplinkSettings
from tests.fakes.case_maker import AT, sealed_case
from tests.fakes.platform import FakePlatform, problem
from tests.uplink_bench import opened


def result_for(case_id: UUID) -> Result:
    return Result(
        result_id=uuid4(),
        case_id=case_id,
        kind=ResultKind.LICENCE,
        layout="business-licence",
        number="92990100MA",
        copy_seq=1,
        sealed="AAAA",
    )


def event(seq: int, kind: str, case_id: UUID | None = None, **more: object) -> Event:
    return Event.model_validate(
        {"id": uuid4(), "seq": seq, "kind": kind, "at": AT, "case_id": case_id, **more}
    )


def accepted(case_id: UUID) -> CaseReply:
    return CaseReply(
        case_id=case_id,
        state=CaseState.ACCEPTED,
        case_no="QH2604-7K3M-92",
        received_at=AT,
        accepted_at=AT,
    )


def of_kind(news: list[UplinkEvent], kind: type) -> list[UplinkEvent]:
    return [one for one in news if isinstance(one, kind)]


def test_an_acceptance_by_an_officer_is_told(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        reply = accepted(uuid4())
        platform.tell(event(1, "case.state", reply.case_id, reply=reply))
        bench.sync.step()
        assert of_kind(bench.news, CaseAccepted) == [CaseAccepted(reply.case_id, reply)]


def test_the_same_event_in_two_pages_is_told_once(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        reply = accepted(uuid4())
        one = event(1, "case.state", reply.case_id, reply=reply)
        platform.tell(one)
        bench.sync.step()
        platform.tell(one)
        bench.sync.step()
        assert len(of_kind(bench.news, CaseAccepted)) == 1


def test_listening_goes_on_after_a_restart_where_it_stopped(tmp_path: Path) -> None:
    with FakePlatform() as platform:
        first, second = accepted(uuid4()), accepted(uuid4())
        platform.tell(event(1, "case.state", first.case_id, reply=first))
        with opened(tmp_path, platform.url) as bench:
            bench.sync.step()
        platform.tell(event(2, "case.state", second.case_id, reply=second))
        with opened(tmp_path, platform.url) as bench:
            assert bench.inbox.cursor() == "1"
            bench.sync.step()
            assert of_kind(bench.news, CaseAccepted) == [CaseAccepted(second.case_id, second)]


def test_an_event_of_a_kind_from_the_future_is_passed_over(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        reply = accepted(uuid4())
        platform.tell(event(1, "ticket.called"))
        platform.tell(event(2, "case.state", reply.case_id, reply=reply))
        bench.sync.step()
        assert bench.inbox.cursor() == "2"
        assert len(of_kind(bench.news, CaseAccepted)) == 1


def test_a_result_that_cannot_be_fetched_yet_holds_the_cursor(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        result = result_for(uuid4())
        platform.results[result.result_id] = result
        platform.tell(event(1, "result.ready", result.case_id, result_id=result.result_id))
        path = f"GET /v1/results/{result.result_id}"
        platform.canned[path] = [problem(503, "transient")]
        assert bench.sync.step() > 0
        assert bench.inbox.cursor() == ""
        bench.sync.step()
        assert of_kind(bench.news, ResultReady) == [ResultReady(result.case_id, result)]
        assert bench.inbox.cursor() == "1"


def test_a_result_taken_back_does_not_hold_up_what_comes_after(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        reply = accepted(uuid4())
        platform.tell(event(1, "result.ready", uuid4(), result_id=uuid4()))
        platform.tell(event(2, "case.state", reply.case_id, reply=reply))
        bench.sync.step()
        assert bench.inbox.cursor() == "2"
        assert len(of_kind(bench.news, CaseAccepted)) == 1


def test_an_instant_result_comes_with_the_answer_and_only_once(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = sealed_case(platform.keys.public)
        case_id = case.header.case_id
        result = result_for(case_id)
        platform.results[result.result_id] = result
        platform.decide = lambda body: accepted(case_id).model_copy(
            update={"state": CaseState.RESULT_READY, "result_id": result.result_id}
        )
        bench.outbox.put_case(case.header, case.packet)
        bench.drain()
        platform.tell(event(1, "result.ready", case_id, result_id=result.result_id))
        bench.sync.step()
        assert of_kind(bench.news, ResultReady) == [ResultReady(case_id, result)]


def test_the_catalogue_is_fetched_again_only_when_it_changed(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        platform.tell(event(1, "catalogue.changed"))
        bench.sync.step()
        platform.tell(event(2, "case.state"))
        bench.sync.step()
        assert of_kind(bench.news, CatalogueChanged) == [CatalogueChanged(platform.catalogue())]


def test_a_platform_set_up_anew_is_listened_to_from_its_start(tmp_path: Path) -> None:
    with FakePlatform() as old:
        for seq in (1, 2, 3):
            old.tell(event(seq, "case.state"))
        with opened(tmp_path, old.url) as bench:
            bench.sync.step()
    with FakePlatform() as new, opened(tmp_path, new.url) as bench:
        reply = accepted(uuid4())
        new.tell(event(1, "case.state", reply.case_id, reply=reply))
        bench.sync.step()
        assert of_kind(bench.news, CatalogueChanged) == [CatalogueChanged(new.catalogue())]
        assert len(of_kind(bench.news, CaseAccepted)) == 1


def test_after_a_silence_the_catalogue_is_asked_for_again(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        platform.tell(event(1, "case.state"))
        bench.sync.step()
        platform.canned["GET /v1/events"] = [(200, {}, b"<html>")]
        bench.sync.step()
        changed = platform.catalogue().model_copy(update={"version": "2"})
        platform.canned["GET /v1/catalogue"] = [(200, {"ETag": '"2"'}, changed.wire())]
        platform.tell(event(2, "case.state"))
        bench.sync.step()
        assert bench.news[-1] != CatalogueChanged(platform.catalogue())
        assert CatalogueChanged(changed) in bench.news


def test_a_platform_that_does_not_answer_is_lost_once_and_seen_once(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        platform.canned["GET /v1/catalogue"] = [(200, {}, b"<html>")] * 2
        assert bench.sync.step() > 0
        bench.sync.step()
        platform.tell(event(1, "case.state"))
        bench.sync.step()
        states = of_kind(bench.news, PlatformLost) + of_kind(bench.news, PlatformSeen)
        assert states == [PlatformLost("not-the-platform"), PlatformSeen()]


def test_a_platform_that_cannot_wait_is_not_asked_without_end(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        platform.canned["GET /v1/events"] = [(200, {}, b'{"events":[],"cursor":""}')]
        assert bench.sync.step() == 1.0


def test_in_a_running_uplink_a_case_goes_out_and_stop_cuts_the_long_poll(tmp_path: Path) -> None:
    told = threading.Event()

    def listen(news: UplinkEvent) -> None:
        if isinstance(news, CaseAccepted):
            told.set()

    with FakePlatform() as platform:
        platform.decide = lambda body: accepted(body.case_id)
        settings = UplinkSettings(PlatformAddress(platform.url, "QH-BJL-03"), tmp_path)
        uplink = Uplink(settings, listen, SystemClock(), Random(1))
        uplink.start()
        assert platform.polls.acquire(timeout=30), "the sync waits in a long poll of 25 s"
        case = sealed_case(platform.keys.public, b"a lease")
        uplink.outbox.put_case(case.header, case.packet, case.files)
        uplink.wake()
        assert told.wait(30)
        stopper = threading.Thread(target=uplink.stop)
        stopper.start()
        stopper.join(20)
        stuck = stopper.is_alive()
        if stuck:
            with platform.lock:
                platform.events.append(event(1, "case.state"))
                platform.lock.notify_all()
        stopper.join()
        assert not stuck, "the long poll was waited out"
        assert not [one for one in threading.enumerate() if one.name.startswith("uplink-")]


def test_a_restart_while_the_platform_is_away_still_knows_its_key(tmp_path: Path) -> None:
    known = threading.Event()

    def listen(news: UplinkEvent) -> None:
        if isinstance(news, CatalogueChanged):
            known.set()

    with FakePlatform() as platform:
        url = platform.url
        with opened(tmp_path, url) as bench:
            platform.tell(event(1, "case.state"))
            bench.sync.step()
    settings = UplinkSettings(PlatformAddress(url, "QH-BJL-03"), tmp_path)
    uplink = Uplink(settings, listen, SystemClock(), Random(1))
    uplink.start()
    assert known.wait(30)
    uplink.stop()
