"""Files on their way: resumed where they stopped, whole, and before their case."""

from pathlib import Path
from random import Random
from uuid import UUID

from kiosk.uplink.contract import UPLOAD_PIECE_BYTES, CaseReply, CaseState, UploadRequest
from kiosk.uplink.events import CaseParked
from kiosk.uplink.items import ItemState
from tests.fakes.case_maker import AT, SealedCase, sealed_case
from tests.fakes.fault_proxy import Fault, FaultProxy
from tests.fakes.platform import FakePlatform, problem
from tests.uplink_bench import Bench, opened

BIG = Random(5).randbytes(3 * UPLOAD_PIECE_BYTES + 777)


def put(bench: Bench, platform: FakePlatform) -> tuple[SealedCase, UUID]:
    case = sealed_case(platform.keys.public, BIG)
    bench.outbox.put_case(case.header, case.packet, case.files)
    return case, case.header.uploads[0].upload_id


def test_a_file_goes_up_in_pieces_before_its_case(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case, upload = put(bench, platform)
        bench.drain()
        assert bytes(platform.uploads[upload][1]) == case.files[upload]
        assert list(platform.cases) == [case.header.case_id]


def test_once_confirmed_nothing_of_the_case_is_left_here(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case, _ = put(bench, platform)
        assert case.packet[:200] in (tmp_path / "outbox.sqlite-wal").read_bytes()
        bench.drain()
        assert list((tmp_path / "sealed").iterdir()) == []
        left = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
        assert all(
            case.packet[at : at + 40] not in left for at in range(0, len(case.packet) - 40, 40)
        )
        assert str(case.header.case_id).encode() in left, "the receipt row stays"


def test_a_cut_file_goes_on_where_the_platform_has_it(tmp_path: Path) -> None:
    with (
        FakePlatform() as platform,
        FaultProxy(platform.port, 3, 1.0, (Fault.CUT_REQUEST,)) as proxy,
        opened(tmp_path, proxy.url) as bench,
    ):
        _, upload = put(bench, platform)
        for _ in range(40):
            bench.clock.advance(bench.sender.step())
        proxy.heal()
        bench.drain()
        assert len(platform.uploads[upload][1]) == platform.uploads[upload][0].size
        assert len(platform.cases) == 1
        assert platform.arrivals[str(upload)] >= 1


def test_a_file_announced_before_is_not_sent_from_its_start_again(tmp_path: Path) -> None:
    """The terminal forgot, the platform has half: a replayed announcement says an old offset."""
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case, upload = put(bench, platform)
        sealed = case.files[upload]
        (ref,) = case.header.uploads
        request = UploadRequest(
            upload_id=upload, case_id=case.header.case_id, size=ref.size, digest=ref.digest
        )
        platform.uploads[upload] = (request, bytearray(sealed[:UPLOAD_PIECE_BYTES]))
        bench.drain()
        assert platform.appended_bytes == ref.size - UPLOAD_PIECE_BYTES


def test_a_platform_that_is_behind_gets_the_piece_again(tmp_path: Path) -> None:
    """It lost the last piece in a crash: its 409 tells the true offset."""
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case, upload = put(bench, platform)
        platform.canned[f"PATCH /v1/uploads/{upload}"] = [
            (200, {"Upload-Offset": str(UPLOAD_PIECE_BYTES), "Upload-Complete": "?0"}, b"{}")
        ]
        bench.drain()
        assert bytes(platform.uploads[upload][1]) == case.files[upload]


def test_a_platform_that_lies_about_the_offset_is_left_and_asked_later(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        _, upload = put(bench, platform)
        lie = (409, {"Upload-Offset": "999999999", "Upload-Complete": "?0"}, b"{}")
        stuck = (409, {"Upload-Offset": "0", "Upload-Complete": "?0"}, b"{}")
        platform.canned[f"PATCH /v1/uploads/{upload}"] = [lie, stuck, stuck, stuck]
        bench.drain()
        assert len(platform.cases) == 1


def test_a_file_that_the_platform_threw_away_is_announced_again(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case, upload = put(bench, platform)
        platform.canned[f"PATCH /v1/uploads/{upload}"] = [problem(500, "transient")]
        bench.sender.step()
        del platform.uploads[upload]
        bench.drain()
        assert bytes(platform.uploads[upload][1]) == case.files[upload]


def test_a_platform_that_lacks_a_file_after_all_gets_it_again(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case, upload = put(bench, platform)
        awaiting = CaseReply(
            case_id=case.header.case_id, state=CaseState.AWAITING_MATERIALS, received_at=AT
        )
        platform.canned["POST /v1/cases"] = [(201, {}, awaiting.wire())]
        bench.sender.step()
        assert (tmp_path / "sealed" / f"{upload}.sealed").exists(), "not confirmed, not deleted"
        bench.drain()
        assert list(platform.cases) == [case.header.case_id]


def test_a_file_that_rotted_on_the_disk_is_never_sent_as_good(tmp_path: Path) -> None:
    with FakePlatform() as platform, opened(tmp_path, platform.url) as bench:
        case, upload = put(bench, platform)
        path = tmp_path / "sealed" / f"{upload}.sealed"
        rotten = bytearray(path.read_bytes())
        rotten[1000] ^= 1
        path.write_bytes(rotten)
        bench.sender.step()
        assert bench.outbox.state_of(case.header.case_id) is ItemState.PARKED
        assert bench.news == [CaseParked(case.header.case_id, "file-damaged")]
        assert not platform.uploads
        assert not platform.cases
