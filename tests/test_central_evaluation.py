"""好差评: one rating for each case and number, and a low one says why."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from kiosk.uplink import contract as c
from tests.fakes.central_rig import Made, problem_of, running_platform


def _rating(made: Made, **changes: Any) -> c.Evaluation:
    standard = {
        "evaluation_id": uuid4(),
        "case_id": made.case_id,
        "service_code": made.body.service.code,
        "grade": 5,
        "at": made.body.client_time,
    }
    return c.Evaluation(**{**standard, **changes})


def test_rating_is_kept_once(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        rig.hand_in(made)
        rating = _rating(made)
        statuses = [
            rig.post(c.PATH_EVALUATIONS, rating, rating.evaluation_id).status_code for _ in range(3)
        ]
        assert statuses == [201, 200, 200]
        altered = rating.model_copy(update={"grade": 4})
        assert rig.post(c.PATH_EVALUATIONS, altered, rating.evaluation_id).status_code == 422


def test_second_rating_with_the_same_number_is_a_duplicate(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        rig.hand_in(made)
        first, second, third = _rating(made), _rating(made), _rating(made, assess_number=2)
        rig.post(c.PATH_EVALUATIONS, first, first.evaluation_id)
        answer = rig.post(c.PATH_EVALUATIONS, second, second.evaluation_id)
        assert answer.status_code == 409
        assert problem_of(answer).problem_class is c.ProblemClass.DUPLICATE
        assert rig.post(c.PATH_EVALUATIONS, third, third.evaluation_id).status_code == 201


def test_low_grade_needs_a_reason(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        rig.hand_in(made)
        bare = _rating(made, grade=2, words="  ")
        said = _rating(made, grade=1, tags=("等太久",))
        assert rig.post(c.PATH_EVALUATIONS, bare, bare.evaluation_id).status_code == 422
        assert rig.post(c.PATH_EVALUATIONS, said, said.evaluation_id).status_code == 201


def test_rating_of_an_unknown_case_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        rating = _rating(rig.query({"period": "all"}))
        assert rig.post(c.PATH_EVALUATIONS, rating, rating.evaluation_id).status_code == 404
