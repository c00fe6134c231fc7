"""The platform refuses: the class of the problem decides, never its text."""

from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.uplink.client import Answered, PlatformAddress, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import CaseReply, CaseState, ProblemClass
from kiosk.uplink.events import CaseAccepted, CaseParked, PlatformLost, PlatformSeen
from kiosk.uplink.items import ItemState
from tests.fakes.case_maker import AT, SealedCase, sealed_case
from tests.fakes.clock import FakeClock
from tests.fakes.platform import Canned, FakePlatform, problem
from tests.uplink_bench import Bench, opened

CASES = "POST /v1/cases"
HTML: Canned = (502, {"Content-Type": "text/html"}, b"<h1>Bad Gateway</h1>")


def put(bench: Bench, platform: FakePlatform, *files: bytes) -> SealedCase:
    case = sealed_case(platform.keys.public, *files)
    bench.outbox.put_case(case.header, case.packet, case.files)
    return case


def state(bench: Bench, case: SealedCase) -> ItemState | None:
    return bench.outbox.state_of(case.header.case_id)


def test_answering_500_for_an_hour_keeps_the_case_and_sends_it_once(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = put(bench, platform)
        platform.canned[CASES] = [problem(500, "transient")] * 1000
        while bench.clock.monotonic() < 3600:
            bench.clock.advance(bench.sender.step())
        assert state(bench, case) is ItemState.QUEUED
        assert platform.arrivals[str(case.header.case_id)] < 60, "it does not hammer"
        platform.canned[CASES].clear()
        bench.drain()
        assert list(platform.cases) == [case.header.case_id]


def test_a_gateway_that_answers_html_is_waited_out(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        put(bench, platform)
        platform.canned[CASES] = [HTML] * 3
        bench.drain()
        assert len(platform.cases) == 1


@pytest.mark.parametrize(
    "portal",
    [
        (200, {"Content-Type": "text/html"}, b"<h1>Please log in</h1>"),
        (302, {"Location": "http://127.0.0.1:9/login"}, b""),
        (200, {}, b"{}"),
    ],
)
def test_a_captive_portal_is_not_taken_for_the_platform(tmp_path: Path, portal: Canned) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = put(bench, platform)
        platform.canned[CASES] = [portal]
        bench.sender.step()
        assert state(bench, case) is ItemState.QUEUED
        assert PlatformLost("not-the-platform") in bench.news
        bench.drain()


def test_an_answer_about_another_case_is_not_believed(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = put(bench, platform)
        other = CaseReply(case_id=uuid4(), state=CaseState.RECEIVED, received_at=AT)
        platform.canned[CASES] = [(201, {}, other.wire())]
        bench.sender.step()
        assert state(bench, case) is ItemState.QUEUED
        bench.drain()


def test_three_times_wrong_is_parked_and_shown_to_staff(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = put(bench, platform, b"a lease")
        platform.canned[CASES] = [problem(422, "fix-request")] * 9
        for _ in range(8):
            bench.clock.advance(bench.sender.step())
        assert platform.arrivals[str(case.header.case_id)] == 3
        assert state(bench, case) is ItemState.PARKED
        assert CaseParked(case.header.case_id, "422") in bench.news
        assert len(list((tmp_path / "sealed").iterdir())) == 1, "nothing is deleted"
        platform.canned[CASES].clear()
        bench.outbox.release_parked(case.header.case_id)
        bench.drain()
        assert list(platform.cases) == [case.header.case_id]


def test_a_bad_case_does_not_hold_up_the_others(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        bad, good = put(bench, platform), put(bench, platform)
        platform.canned[CASES] = [problem(500, "transient")]
        while good.header.case_id not in platform.cases:
            bench.clock.advance(bench.sender.step())
        assert bad.header.case_id not in platform.cases
        bench.drain()


def test_a_matter_for_people_is_parked_at_once(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = put(bench, platform)
        platform.canned[CASES] = [problem(403, "human")]
        bench.sender.step()
        assert state(bench, case) is ItemState.PARKED


def test_a_duplicate_is_settled_with_the_number_the_platform_has(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = put(bench, platform)
        platform.replies[case.header.case_id] = CaseReply(
            case_id=case.header.case_id,
            state=CaseState.ACCEPTED,
            case_no="QH2604-7K3M-92",
            received_at=AT,
            accepted_at=AT,
        )
        platform.canned[CASES] = [problem(409, "duplicate")]
        bench.drain()
        (news,) = [one for one in bench.news if isinstance(one, CaseAccepted)]
        assert news.reply.case_no == "QH2604-7K3M-92"


def test_the_pause_that_the_platform_asks_for_is_kept(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        put(bench, platform)
        platform.canned[CASES] = [problem(503, "transient", **{"Retry-After": "120"})]
        bench.sender.step()
        bench.sender.platform_returned()
        assert 119 < bench.sender.step() <= 122


def test_a_terminal_that_is_not_let_in_rests_and_says_so(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = put(bench, platform)
        platform.canned[CASES] = [(401, {}, b"")]
        bench.sender.step()
        assert bench.news == [PlatformLost("fix-device")]
        assert state(bench, case) is ItemState.QUEUED
        bench.drain()
        assert PlatformSeen() in bench.news


def test_the_rung_is_never_higher_than_the_reply_proves(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        platform.decide = lambda body: CaseReply(
            case_id=body.case_id, state=CaseState.ACCEPTED, received_at=AT, case_no="QH-1"
        )
        put(bench, platform)
        bench.drain()
        assert not [one for one in bench.news if isinstance(one, CaseAccepted)]


def test_an_officers_words_are_not_kept_on_the_terminal(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        platform.decide = lambda body: CaseReply(
            case_id=body.case_id, state=CaseState.REFUSED, received_at=AT, reason="张三 lives there"
        )
        put(bench, platform)
        bench.drain()
        kept = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
        assert "张三".encode() not in kept


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, ProblemClass.FIX_REQUEST),
        (401, ProblemClass.FIX_DEVICE),
        (404, ProblemClass.FIX_REQUEST),
        (408, ProblemClass.TRANSIENT),
        (409, ProblemClass.WAIT),
        (429, ProblemClass.TRANSIENT),
        (500, ProblemClass.TRANSIENT),
        (504, ProblemClass.TRANSIENT),
    ],
)
def test_a_bare_status_has_a_class(status: int, expected: ProblemClass) -> None:
    with FakePlatform() as platform:
        client = PlatformClient(PlatformAddress(platform.url, "T"), FakeClock())
        platform.canned["GET /v1/catalogue"] = [(status, {}, b"no")]
        match client.catalogue():
            case Refused(problem=found):
                assert found.problem_class is expected
            case other:
                pytest.fail(f"{other}")
        client.close()


def test_an_answer_without_end_is_cut_off() -> None:
    with FakePlatform() as platform:
        client = PlatformClient(PlatformAddress(platform.url, "T"), FakeClock())
        platform.canned["GET /v1/catalogue"] = [(200, {}, b" " * (5 * 1024 * 1024))]
        assert client.catalogue() == Unknown("too-long")
        client.close()


def test_a_code_from_paper_cannot_leave_its_place_in_the_address() -> None:
    with FakePlatform() as platform:
        client = PlatformClient(PlatformAddress(platform.url, "T"), FakeClock())
        reply = CaseReply(case_id=uuid4(), state=CaseState.RECEIVED, received_at=AT)
        platform.replies[reply.case_id] = reply
        assert isinstance(client.case(reply.case_id), Answered)
        assert not isinstance(client.envelope(f"../cases/{reply.case_id}"), Answered)
        client.close()
