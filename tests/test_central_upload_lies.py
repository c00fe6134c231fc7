"""Files on their way: cut, resumed, and told wrong about."""

import socket
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from kiosk.uplink import contract as c
from kiosk.uplink.packet import digest_of
from tests.fakes.central_rig import Rig, Scan, problem_of, running_platform


def _offset(rig: Rig, scan: Scan) -> tuple[int, str]:
    head = rig.offset(scan.upload_id)
    return int(head.headers[c.HEADER_UPLOAD_OFFSET]), head.headers[c.HEADER_UPLOAD_COMPLETE]


def test_lies_about_the_offset_are_answered_with_the_true_one(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        case_id = uuid4()
        scan = rig.scan(case_id, b"scan" * 1000)
        rig.announce(case_id, scan)
        assert rig.append(scan.upload_id, 0, scan.sealed[:1000]).json()["offset"] == 1000
        for lie in (0, 999, 1001, len(scan.sealed), 10**14):
            answer = rig.append(scan.upload_id, lie, scan.sealed[lie : lie + 100])
            assert answer.status_code == 409
            assert answer.json() == {
                "upload_id": str(scan.upload_id),
                "offset": 1000,
                "complete": False,
            }
        assert rig.append(scan.upload_id, 1000, scan.sealed[1000:]).json()["complete"]
        assert _offset(rig, scan) == (len(scan.sealed), "?1")
        stored = tmp_path / "state" / "files" / f"{scan.upload_id}.sealed"
        assert stored.read_bytes() == scan.sealed


def test_offset_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        case_id = uuid4()
        scan = rig.scan(case_id)
        rig.announce(case_id, scan)
        for nonsense in ("-1", "0x10", "1e3", "", "9" * 30):
            answer = rig.web.patch(
                rig.url + c.PATH_UPLOAD.format(upload_id=scan.upload_id),
                b"x",
                headers={c.HEADER_UPLOAD_OFFSET: nonsense},
                timeout=60,
            )
            assert answer.status_code == 400
        assert _offset(rig, scan) == (0, "?0")


def test_digest_lie_is_found_and_the_file_is_forgotten(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        case_id = uuid4()
        scan = rig.scan(case_id)
        rig.announce(case_id, scan, digest_of(b"something else"))
        answer = rig.append(scan.upload_id, 0, scan.sealed)
        assert answer.status_code == 422
        assert problem_of(answer).problem_class is c.ProblemClass.FIX_REQUEST
        assert rig.offset(scan.upload_id).status_code == 404
        assert list((tmp_path / "state" / "files").iterdir()) == []
        assert rig.announce(case_id, scan).status_code == 201
        assert rig.append(scan.upload_id, 0, scan.sealed).json()["complete"]


def test_more_bytes_than_announced_are_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        case_id = uuid4()
        scan = rig.scan(case_id)
        rig.announce(case_id, scan)
        assert rig.append(scan.upload_id, 0, scan.sealed + b"!").status_code == 422
        assert _offset(rig, scan) == (0, "?0")


def test_second_announcement_of_another_file_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        case_id = uuid4()
        scan = rig.scan(case_id)
        assert rig.announce(case_id, scan).status_code == 201
        rig.append(scan.upload_id, 0, scan.sealed[:10])
        again = rig.announce(case_id, scan)
        assert (again.status_code, again.json()["offset"]) == (200, 10)
        assert rig.announce(uuid4(), scan).status_code == 422


def test_cut_append_keeps_what_came(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        case_id = uuid4()
        scan = rig.scan(case_id, b"scan" * 10_000)
        rig.announce(case_id, scan)
        where = urlsplit(rig.url)
        path = c.PATH_UPLOAD.format(upload_id=scan.upload_id)
        head = (
            f"PATCH {path} HTTP/1.1\r\nHost: {where.netloc}\r\n{c.HEADER_UPLOAD_OFFSET}: 0\r\n"
            f"Content-Length: {len(scan.sealed)}\r\n\r\n"
        )
        with socket.create_connection((where.hostname, where.port)) as line:
            line.sendall(head.encode() + scan.sealed[:20_000])
        # The platform may still be writing what came: it then says so, and is asked again.
        while True:
            offset, _ = _offset(rig, scan)
            answer = rig.append(scan.upload_id, offset, scan.sealed[offset:])
            if answer.status_code == 200:
                break
            assert answer.status_code in (409, 503)
        assert answer.json()["complete"]


def test_case_waits_for_its_last_file_and_then_goes_on_by_itself(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.trader()
        first = c.CaseReply.model_validate_json(rig.submit(made).content)
        assert first.state is c.CaseState.AWAITING_MATERIALS
        assert first.case_no is not None
        assert first.accepted_at is None
        rig.send_files(made)
        reply = rig.events().events[-1].reply
        assert reply is not None
        assert reply.state is c.CaseState.RESULT_READY
        assert reply.case_no == first.case_no


def test_file_of_another_case_is_not_taken_for_this_one(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        theirs, mine = rig.trader(), rig.trader()
        rig.send_files(theirs)
        stolen = mine.body.materials[1].model_copy(update={"upload_id": theirs.scans[0].upload_id})
        body = mine.body.model_copy(update={"materials": (mine.body.materials[0], stolen)})
        answer = rig.post(c.PATH_CASES, rig.sealed(body, theirs.scans), mine.case_id)
        assert answer.status_code == 422
        assert problem_of(answer).title == "an announced file differs from its upload"


def test_file_with_another_content_than_the_case_says_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.trader()
        rig.send_files(made)
        other = made.body.materials[1].model_copy(update={"digest": digest_of(b"another paper")})
        body = made.body.model_copy(update={"materials": (made.body.materials[0], other)})
        answer = rig.post(c.PATH_CASES, rig.sealed(body, made.scans), made.case_id)
        assert answer.status_code == 422
        assert "premises-proof" in problem_of(answer).detail
