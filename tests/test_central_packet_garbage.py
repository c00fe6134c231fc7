"""Packets that cannot be a case: refused whole, with every reason at once."""

import base64
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.uplink import contract as c
from kiosk.uplink.packet import digest_of, new_key_pair, seal
from tests.fakes.central_rig import Made, Rig, problem_of, running_platform


def _with_packet(made: Made, packet: bytes) -> c.CaseSubmission:
    header = made.submission.header.model_copy(
        update={"packet_digest": digest_of(packet), "packet_size": len(packet)}
    )
    text = base64.b64encode(packet).decode("ascii")
    return c.CaseSubmission(header=header, packet=text)


def _garbage(rig: Rig, made: Made) -> dict[str, bytes]:
    good = base64.b64decode(made.submission.packet)
    plain, context = made.body.wire(), c.case_context(made.case_id)
    return {
        "noise": b"\x00\xffnoise" * 50,
        "cut": good[:-5],
        "flipped": good[:-1] + bytes((good[-1] ^ 1,)),
        "longer": good + b"\x00" * 16,
        "for another platform": seal(plain, new_key_pair().public, context),
        "for another case": seal(plain, rig.key, c.case_context(uuid4())),
        "not a case inside": seal(b'{"case": "none"}', rig.key, context),
        "nothing inside": seal(b"", rig.key, context),
    }


def test_packet_garbage_is_refused_as_a_request_to_fix(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        for name, packet in _garbage(rig, made).items():
            answer = rig.post(c.PATH_CASES, _with_packet(made, packet), made.case_id)
            assert answer.status_code == 422, name
            assert problem_of(answer).problem_class is c.ProblemClass.FIX_REQUEST, name
        # Nothing of all that stands in the way of the true one.
        assert rig.submit(made).status_code == 201


def test_packet_that_differs_from_its_header_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        for change in ({"packet_digest": digest_of(b"x")}, {"packet_size": 7}):
            header = made.submission.header.model_copy(update=change)
            submission = c.CaseSubmission(header=header, packet=made.submission.packet)
            assert rig.post(c.PATH_CASES, submission, made.case_id).status_code == 422


def test_case_that_does_not_fit_is_refused_with_all_reasons_at_once(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.trader(
            form={"trade-name": "  ", "scope": "x"}, materials=(), signature=None, consents=()
        )
        answer = rig.submit(made)
        assert answer.status_code == 422
        detail = problem_of(answer).detail
        for part in ("premises", "trade-name", "premises-proof", "signature", "consent"):
            assert part in detail


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"service_code": "no-such-item"}, "no such item"),
        ({"service_version": "99"}, "no such item"),
        ({"terminal": "ANOTHER"}, "does not fit"),
        ({"mode": c.Mode.APPLY}, "does not fit"),
    ],
)
def test_header_that_tells_another_story_is_refused(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"})
        header = made.submission.header.model_copy(update=change)
        submission = c.CaseSubmission(header=header, packet=made.submission.packet)
        answer = rig.post(c.PATH_CASES, submission, made.case_id)
        assert answer.status_code == 422
        assert reason in problem_of(answer).title
