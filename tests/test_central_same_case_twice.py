"""The same case comes again and again: it is taken in once, and answered the same every time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from kiosk.uplink import contract as c
from tests.fakes.central_rig import Made, Rig, problem_of, running_platform

KEYS, COPIES = 50, 20


def _send(rig: Rig, made: Made) -> requests.Response:
    headers = {c.HEADER_IDEMPOTENCY_KEY: str(made.case_id)}
    return requests.post(
        rig.url + c.PATH_CASES, made.submission.wire(), headers=headers, timeout=60
    )


def _until_taken(rig: Rig, made: Made) -> tuple[int, str]:
    """As a terminal does: 409 ``wait`` means ask again."""
    while True:
        answer = _send(rig, made)
        if answer.status_code != 409:
            return answer.status_code, answer.text
        assert problem_of(answer).problem_class is c.ProblemClass.WAIT
        assert answer.headers["Retry-After"] == "1"


def test_fifty_keys_in_twenty_copies_at_once_are_taken_in_once_each(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = [rig.query({"period": "all"}) for _ in range(KEYS)]
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda one: (one, *_until_taken(rig, one)), made * COPIES))
        statuses = Counter((one.case_id, status) for one, status, _ in answers)
        texts = {(one.case_id, text) for one, _, text in answers}
        assert all(statuses[one.case_id, 201] == 1 for one in made)
        assert all(statuses[one.case_id, 200] == COPIES - 1 for one in made)
        assert len(texts) == KEYS
        assert len({c.CaseReply.model_validate_json(text).case_no for _, text in texts}) == KEYS


def test_replay_is_marked_and_says_what_was_said_first(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.eatery(promised=True)
        rig.send_files(made)
        first, second = rig.submit(made), rig.submit(made)
        assert (first.status_code, second.status_code) == (201, 200)
        assert c.HEADER_REPLAYED not in first.headers
        assert second.headers[c.HEADER_REPLAYED] == "true"
        assert first.content == second.content


def test_altered_body_under_the_same_key_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        rig.hand_in(made)
        resealed = rig.sealed(made.body.model_copy(update={"form": {"period": "last-12-months"}}))
        answer = rig.post(c.PATH_CASES, resealed, made.case_id)
        assert answer.status_code == 422
        assert problem_of(answer).problem_class is c.ProblemClass.FIX_REQUEST


def test_after_a_restart_a_replay_still_gets_the_first_answer(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        rig.send_files(made)
        first = rig.submit(made)
    with running_platform(tmp_path / "state") as again:
        assert again.key == rig.key
        second = again.submit(made)
        assert second.status_code == 200
        assert second.content == first.content


def test_key_that_is_not_the_case_id_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        assert rig.post(c.PATH_CASES, made.submission, "another").status_code == 422
        answer = rig.web.post(rig.url + c.PATH_CASES, made.submission.wire(), timeout=60)
        assert answer.status_code == 400
        assert rig.get(c.PATH_CASE.format(case_id=made.case_id)).status_code == 404
