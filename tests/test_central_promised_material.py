"""容缺: what was promised, the envelope that asks for it, and the day when it is too late."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from central.cases import numbers
from kiosk.uplink import contract as c
from kiosk.uplink.packet import digest_of
from tests.fakes.central_rig import Made, Rig, Scan, problem_of, running_platform
from tests.fakes.clock import FakeClock


def _supplement(rig: Rig, made: Made, scan: Scan, code: str = "landlord-id") -> c.Supplement:
    material = c.SuppliedMaterial(
        code=code, upload_id=scan.upload_id, digest=digest_of(scan.clear), pages=1
    )
    ref = c.UploadRef(
        upload_id=scan.upload_id, digest=digest_of(scan.sealed), size=len(scan.sealed)
    )
    return c.Supplement(
        supplement_id=uuid4(),
        case_id=made.case_id,
        terminal="QH-OTHER-01",
        at=made.body.client_time,
        materials=(material,),
        uploads=(ref,),
    )


def _send(rig: Rig, supplement: c.Supplement) -> requests.Response:
    path = c.PATH_SUPPLEMENTS.format(case_id=supplement.case_id)
    return rig.post(path, supplement, supplement.supplement_id)


def _envelope(rig: Rig, reply: c.CaseReply) -> c.EnvelopeView:
    answer = rig.get(c.PATH_ENVELOPE.format(envelope_code=reply.envelope_code))
    return c.EnvelopeView.model_validate_json(answer.content)


def _upload(rig: Rig, made: Made, scan: Scan) -> None:
    rig.announce(made.case_id, scan)
    assert rig.append(scan.upload_id, 0, scan.sealed).json()["complete"]


def test_promise_is_accepted_with_an_envelope_and_a_day(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.eatery(promised=True)
        reply = rig.hand_in(made)
        assert reply.state is c.CaseState.TOLERATED
        assert reply.accepted_at is not None
        view = _envelope(rig, reply)
        assert made.body.promise is not None
        assert view.due_by == reply.due_by == made.body.promise.due_by
        assert [one.code for one in view.missing] == ["landlord-id"]
        assert not view.complete


def test_whole_case_is_accepted_without_an_envelope(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        reply = rig.hand_in(rig.eatery())
        assert reply.state is c.CaseState.ACCEPTED
        assert reply.envelope_code is None


def test_envelope_shows_nothing_of_the_person(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        reply = rig.hand_in(rig.eatery(promised=True))
        text = rig.get(c.PATH_ENVELOPE.format(envelope_code=reply.envelope_code)).text
        assert "房东身份证明" in text
        assert "张三" not in text
        assert "110101190001010014" not in text


def test_forged_or_mistyped_envelope_is_unknown(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        reply = rig.hand_in(rig.eatery(promised=True))
        real = reply.envelope_code or ""
        swapped = real[:3] + real[4] + real[3] + real[5:]
        forged = numbers.envelope_code()
        for code in (forged, real[:-1], real.lower(), "E", "张三", "E-%00-", f"{real}-", "a" * 500):
            answer = rig.get(c.PATH_ENVELOPE.format(envelope_code=code))
            assert answer.status_code == 404, code
            assert problem_of(answer).problem_class is c.ProblemClass.FIX_REQUEST
        if swapped != real:
            assert not numbers.is_envelope_code(swapped)


def test_supplement_completes_the_case_once(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.eatery(promised=True)
        reply = rig.hand_in(made)
        scan = rig.scan(made.case_id, b"%PDF-1.7 landlord")
        supplement = _supplement(rig, made, scan)
        early = _send(rig, supplement)
        assert early.status_code == 409
        assert problem_of(early).problem_class is c.ProblemClass.WAIT
        _upload(rig, made, scan)
        first, second = _send(rig, supplement), _send(rig, supplement)
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json()["state"] == c.CaseState.IN_REVIEW
        assert _envelope(rig, reply).complete
        last = rig.events().events[-1]
        assert last.state is c.CaseState.IN_REVIEW
        another = _supplement(rig, made, scan)
        assert problem_of(_send(rig, another)).problem_class is c.ProblemClass.HUMAN


def test_supplement_with_the_wrong_paper_changes_nothing(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.eatery(promised=True)
        reply = rig.hand_in(made)
        scan = rig.scan(made.case_id, b"%PDF-1.7 landlord")
        _upload(rig, made, scan)
        not_asked = _supplement(rig, made, scan, code="lease")
        lying = _supplement(rig, made, Scan(scan.upload_id, b"another", scan.sealed))
        assert _send(rig, not_asked).status_code == 422
        assert _send(rig, lying).status_code == 422
        assert not _envelope(rig, reply).complete


@pytest.mark.parametrize(
    ("missing", "days"), [(("landlord-id",), 60), (("lease",), 5), ((), 5), (("id-card",), 5)]
)
def test_promise_that_the_item_does_not_allow_is_refused(
    tmp_path: Path, missing: tuple[str, ...], days: int
) -> None:
    with running_platform(tmp_path / "state") as rig:
        due = date.today() + timedelta(days=days)
        promise = c.Promise(missing=missing, due_by=due, undertaking_version="1")
        made = rig.eatery(promised=True, promise=promise)
        rig.send_files(made)
        assert rig.submit(made).status_code == 422


def test_promise_that_was_not_kept_lapses_visibly_after_a_restart(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.eatery(promised=True)
        rig.hand_in(made)
    later = FakeClock(made.body.client_time + timedelta(days=12))
    with running_platform(tmp_path / "state", clock=later, poll_limit_seconds=60) as rig:
        page = rig.events("1", wait=60)
        reply = page.events[0].reply
        assert reply is not None
        assert reply.state is c.CaseState.LAPSED
        assert reply.reason
