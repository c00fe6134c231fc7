"""Bodies that no terminal of ours sends: each is refused with a problem, and nothing breaks."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from central.wire import parse
from kiosk.uplink import contract as c
from tests.fakes.central_rig import problem_of, running_platform

HOSTILE = {
    "empty": b"",
    "not-json": b"case, please",
    "deep": b'{"header":' + b"[" * 100_000,
    "deep-closed": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "wrong-shape": b'{"header": {}, "packet": 7}',
    "array": b"[]",
    "lone-surrogate": b'{"header": {}, "packet": "\\ud800"}',
    "broken-utf8": b'{"header": {}, "packet": "\xff\xfe"}',
    "huge-number": b'{"header": {"seq": 1' + b"0" * 5000 + b'}, "packet": ""}',
    "nan": b'{"header": NaN, "packet": ""}',
    "nul": b'{"header": {"terminal": "\\u0000"}, "packet": ""}',
}


def test_hostile_bodies_are_refused_and_the_platform_goes_on(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        for name, body in HOSTILE.items():
            answer = rig.raw_case(body)
            assert answer.status_code == 400, name
            assert problem_of(answer).problem_class is c.ProblemClass.FIX_REQUEST, name
        assert rig.hand_in(rig.query({"period": "all"})).state is c.CaseState.RESULT_READY


def test_body_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state", body_limit_bytes=10_000) as rig:
        announced = rig.raw_case(b"x" * 10_001)
        assert announced.status_code == 413
        chunked = rig.web.post(rig.url + c.PATH_CASES, (b"x" * 1000 for _ in range(20)), timeout=60)
        assert chunked.status_code == 413
        assert problem_of(chunked).problem_class is c.ProblemClass.FIX_REQUEST


def test_problem_never_repeats_what_was_sent(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        body = json.loads(made.submission.wire())
        body["header"]["terminal"] = "张三 110101190001010014"
        answer = rig.raw_case(json.dumps(body).encode(), made.case_id)
        assert answer.status_code == 400
        assert "header.terminal" in problem_of(answer).detail
        assert "110101190001010014" not in answer.text


def test_nul_inside_a_text_is_refused_and_an_escaped_backslash_is_not() -> None:
    evaluation = {
        "evaluation_id": str(uuid4()),
        "case_id": str(uuid4()),
        "service_code": "x",
        "grade": 1,
        "at": "2026-11-21T00:00:00Z",
    }
    harmless = json.dumps({**evaluation, "words": "\\u0000"}).encode()
    assert parse(c.Evaluation, harmless).words == "\\u0000"
    with pytest.raises(ValueError, match="NUL"):
        parse(c.Evaluation, json.dumps({**evaluation, "words": "a\0b"}).encode())


def test_path_and_method_that_do_not_exist_are_problems_too(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        for answer in (
            rig.get("/v1/nothing"),
            rig.get("/v1/cases/../../etc/passwd"),
            rig.get(c.PATH_CASE.format(case_id="not-a-uuid")),
            rig.web.delete(rig.url + c.PATH_CASES, timeout=60),
        ):
            assert answer.status_code in (404, 405)
            assert problem_of(answer).problem_class is c.ProblemClass.FIX_REQUEST
