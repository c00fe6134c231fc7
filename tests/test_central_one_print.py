"""One licence, once: two terminals want to print it, a sheet is lost, a report comes twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import requests

from kiosk.uplink import contract as c
from tests.fakes.central_rig import Made, Rig, problem_of, running_platform
from tests.fakes.clock import FakeClock

A, B = "QH-BJL-03", "QH-OTHER-01"


def _granted(rig: Rig) -> tuple[Made, UUID]:
    made = rig.trader()
    result_id = rig.hand_in(made).result_id
    assert result_id is not None
    return made, result_id


def _claim(rig: Rig, result_id: UUID, terminal: str, key: object) -> requests.Response:
    request = c.ClaimRequest(terminal=terminal)
    headers = {c.HEADER_IDEMPOTENCY_KEY: str(key), c.HEADER_TERMINAL: terminal}
    path = c.PATH_CLAIMS.format(result_id=result_id)
    return requests.post(rig.url + path, request.wire(), headers=headers, timeout=60)


def _report(
    made: Made, result_id: UUID, token: str, outcome: c.PrintOutcome = c.PrintOutcome.PRINTED
) -> c.PrintReport:
    return c.PrintReport(
        report_id=uuid4(),
        result_id=result_id,
        case_id=made.case_id,
        claim_token=token,
        serial="QH0000017",
        job_name=f"job-{uuid4().hex[:8]}",
        outcome=outcome,
        at=datetime.now(UTC),
    )


def _send(rig: Rig, report: c.PrintReport) -> requests.Response:
    return rig.post(c.PATH_PRINTS.format(result_id=report.result_id), report, report.report_id)


def test_of_many_claims_at_once_one_wins(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        _, result_id = _granted(rig)
        terminals = [f"T-{index}" for index in range(16)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda t: _claim(rig, result_id, t, uuid4()), terminals))
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 15
        losers = [answer for answer in answers if answer.status_code == 409]
        assert {problem_of(answer).problem_class for answer in losers} == {c.ProblemClass.HUMAN}


def test_same_claim_again_gets_the_same_token(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        _, result_id = _granted(rig)
        first, second = (_claim(rig, result_id, A, "attempt-1") for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json() == second.json()


def test_lease_that_ran_out_is_free_for_its_holder_only(tmp_path: Path) -> None:
    clock = FakeClock()
    with running_platform(tmp_path / "state", clock=clock) as rig:
        _, result_id = _granted(rig)
        assert _claim(rig, result_id, A, "attempt-1").status_code == 201
        busy = _claim(rig, result_id, A, "attempt-2")
        assert problem_of(busy).problem_class is c.ProblemClass.WAIT
        clock.advance(timedelta(minutes=11).total_seconds())
        assert problem_of(_claim(rig, result_id, B, "b")).problem_class is c.ProblemClass.HUMAN
        assert _claim(rig, result_id, A, "attempt-2").status_code == 201


def test_printed_licence_is_delivered_and_cannot_be_claimed_again(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made, result_id = _granted(rig)
        token = _claim(rig, result_id, A, "attempt-1").json()["token"]
        report = _report(made, result_id, token)
        assert (_send(rig, report).status_code, _send(rig, report).status_code) == (201, 200)
        state = rig.get(c.PATH_CASE.format(case_id=made.case_id)).json()["state"]
        assert state == c.CaseState.DELIVERED
        assert problem_of(_claim(rig, result_id, A, "x")).problem_class is c.ProblemClass.HUMAN


def test_uncertain_sheet_blocks_until_a_person_settles_it(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made, result_id = _granted(rig)
        token = _claim(rig, result_id, A, "attempt-1").json()["token"]
        _send(rig, _report(made, result_id, token, c.PrintOutcome.UNCERTAIN))
        assert problem_of(_claim(rig, result_id, A, "x")).problem_class is c.ProblemClass.HUMAN
        settled = _report(made, result_id, token)
        assert _send(rig, settled).status_code == 201
        state = rig.get(c.PATH_CASE.format(case_id=made.case_id)).json()["state"]
        assert state == c.CaseState.DELIVERED


def test_spoiled_sheet_frees_the_licence_for_another_try(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made, result_id = _granted(rig)
        token = _claim(rig, result_id, A, "attempt-1").json()["token"]
        _send(rig, _report(made, result_id, token, c.PrintOutcome.SPOILED))
        assert _claim(rig, result_id, B, "attempt-b").status_code == 201


@pytest.mark.parametrize("token", ["0" * 32, "none"])
def test_report_without_the_claim_is_for_a_person(tmp_path: Path, token: str) -> None:
    with running_platform(tmp_path / "state") as rig:
        made, result_id = _granted(rig)
        _claim(rig, result_id, A, "attempt-1")
        answer = _send(rig, _report(made, result_id, token))
        assert problem_of(answer).problem_class is c.ProblemClass.HUMAN


def test_report_id_with_another_content_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made, result_id = _granted(rig)
        token = _claim(rig, result_id, A, "attempt-1").json()["token"]
        report = _report(made, result_id, token)
        _send(rig, report)
        altered = report.model_copy(update={"outcome": c.PrintOutcome.SPOILED})
        assert _send(rig, altered).status_code == 422


def test_proof_may_be_printed_again_after_its_lease(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state", claim_lease=timedelta(0)) as rig:
        made = rig.query({"period": "all"})
        result_id = rig.hand_in(made).result_id
        assert result_id is not None
        token = _claim(rig, result_id, A, "attempt-1").json()["token"]
        assert _send(rig, _report(made, result_id, token)).status_code == 201
        assert _claim(rig, result_id, B, "attempt-2").status_code == 201


def test_result_that_does_not_exist_is_unknown(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        assert _claim(rig, uuid4(), A, "k").status_code == 404
        assert rig.get(c.PATH_RESULT.format(result_id=uuid4())).status_code == 404
