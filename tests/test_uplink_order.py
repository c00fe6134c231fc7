"""What depends on a case waits for it; what does not, goes."""

from pathlib import Path
from uuid import UUID, uuid4

from kiosk.uplink.contract import (
    CaseReply,
    CaseState,
    Evaluation,
    PrintOutcome,
    PrintReport,
    Supplement,
    SuppliedMaterial,
    UploadRef,
    file_context,
)
from kiosk.uplink.items import FileKept, ItemState
from kiosk.uplink.packet import digest_of, seal
from tests.fakes.case_maker import AT, sealed_case
from tests.fakes.platform import FakePlatform, problem
from tests.uplink_bench import opened


def evaluation(case_id: UUID) -> Evaluation:
    return Evaluation(
        evaluation_id=uuid4(), case_id=case_id, service_code="small-eatery-filing", grade=5, at=AT
    )


def print_report(case_id: UUID) -> PrintReport:
    return PrintReport(
        report_id=uuid4(),
        result_id=uuid4(),
        case_id=case_id,
        claim_token="token",
        serial="QH00000431",
        job_name="job",
        outcome=PrintOutcome.PRINTED,
        at=AT,
    )


def test_rating_and_print_report_follow_their_case(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = sealed_case(platform.keys.public)
        rating, printed = evaluation(case.header.case_id), print_report(case.header.case_id)
        bench.outbox.put_case(case.header, case.packet)
        bench.outbox.put_evaluation(rating)
        bench.outbox.put_print_report(printed)
        platform.canned["POST /v1/cases"] = [problem(500, "transient")] * 3
        for _ in range(5):
            bench.clock.advance(bench.sender.step())
            assert platform.cases or not platform.records
        bench.drain()
        assert list(platform.records) == [rating.evaluation_id, printed.report_id]


def test_a_rating_of_a_parked_case_waits_for_the_person_too(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case = sealed_case(platform.keys.public)
        bench.outbox.put_case(case.header, case.packet)
        bench.outbox.park(case.header.case_id, "looked-at")
        bench.outbox.put_evaluation(evaluation(case.header.case_id))
        assert bench.outbox.sendable() == ()
        bench.outbox.release_parked(case.header.case_id)
        bench.drain()
        assert len(platform.records) == 1


def test_a_sheet_of_a_case_from_another_terminal_is_reported_at_once(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        report = print_report(uuid4())
        bench.outbox.put_print_report(report)
        assert bench.outbox.put_print_report(report) == bench.outbox.put_print_report(report)
        bench.drain()
        assert platform.arrivals[str(report.report_id)] == 1


def test_a_supplement_takes_its_file_along(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case_id, upload = uuid4(), uuid4()
        clear = b"the landlord's card"
        sealed = seal(clear, platform.keys.public, file_context(case_id, upload))
        ref = UploadRef(upload_id=upload, digest=digest_of(sealed), size=len(sealed))
        supplement = Supplement(
            supplement_id=uuid4(),
            case_id=case_id,
            terminal="QH-BJL-03",
            at=AT,
            materials=(
                SuppliedMaterial(
                    code="landlord-id", upload_id=upload, digest=digest_of(clear), pages=1
                ),
            ),
            uploads=(ref,),
        )
        reply = CaseReply(case_id=case_id, state=CaseState.ACCEPTED, received_at=AT)
        platform.canned[f"POST /v1/cases/{case_id}/supplements"] = [(201, {}, reply.wire())]
        assert bench.outbox.keep_file(case_id, ref, sealed) == FileKept(upload)
        bench.outbox.put_supplement(supplement)
        bench.drain()
        assert bytes(platform.uploads[upload][1]) == sealed
        assert bench.outbox.state_of(supplement.supplement_id) is ItemState.CLOSED


def test_the_platform_learns_the_place_in_line(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        cases = [sealed_case(platform.keys.public) for _ in range(3)]
        for case in cases:
            bench.outbox.put_case(case.header, case.packet)
        bench.drain()
        found = [platform.submissions[case.header.case_id] for case in cases]
        assert [b'"seq":%d' % number in raw for number, raw in enumerate(found, 1)] == [True] * 3
