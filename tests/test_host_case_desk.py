"""Cases between visits and the outbox: what a visit kept and did not hand in does not stay."""

from types import SimpleNamespace
from uuid import UUID

import pytest

from kiosk.host.case_desk import CaseDesk
from kiosk.host.messages import (
    CaseNotStored,
    CaseStored,
    FileKept,
    GiveRating,
    KeepFile,
    SubmitCase,
)
from kiosk.uplink.packet import new_key_pair
from tests.fakes.case_maker import sealed_case
from tests.uplink_bench import opened

KEY = new_key_pair().public


class Letters:
    def __init__(self):
        self.sent = []

    def send(self, visit_id, message, blob=None):
        self.sent.append((visit_id, message))


@pytest.fixture
def counter(tmp_path):
    with opened(tmp_path) as bench:
        uplink = SimpleNamespace(outbox=bench.outbox, wake=lambda: None)
        letters = Letters()
        desk = CaseDesk(letters, uplink, bench.clock)
        files = tmp_path / "sealed"
        yield SimpleNamespace(
            desk=desk, letters=letters, files=lambda: {UUID(one.stem) for one in files.iterdir()}
        )


def keep(counter, case, upload_id, sealed, *, case_id=None):
    ref = next(one for one in case.header.uploads if one.upload_id == upload_id)
    ask = KeepFile(7, str(case_id or case.header.case_id), str(upload_id), ref.digest, ref.size)
    blob = bytearray(sealed)
    counter.desk.keep_file("v1", ask, blob)
    assert not any(blob), "the host keeps no copy in memory"


def submit(counter, case):
    ask = SubmitCase(8, case.header.model_dump_json())
    packet = bytearray(case.packet)
    counter.desk.submit("v1", ask, packet)
    return packet


def test_paper_that_was_scanned_twice_leaves_only_the_scan_that_was_handed_in(counter):
    case, again = sealed_case(KEY, b"a lease"), sealed_case(KEY, b"blurred")
    for made in (case, again):
        ((upload_id, sealed),) = made.files.items()
        keep(counter, made, upload_id, sealed, case_id=case.header.case_id)
    assert len(counter.files()) == 2
    submit(counter, case)
    assert isinstance(counter.letters.sent[-1][1], CaseStored)
    assert counter.files() == set(case.files)


def test_visit_that_ends_without_handing_in_leaves_no_file(counter):
    case = sealed_case(KEY, b"a lease")
    ((upload_id, sealed),) = case.files.items()
    keep(counter, case, upload_id, sealed)
    assert counter.letters.sent == [("v1", FileKept(7, str(upload_id), is_kept=True))]
    counter.desk.forget("v1")
    assert counter.files() == set()


def test_case_that_is_stored_stays_when_the_visit_ends(counter):
    case = sealed_case(KEY, b"a lease")
    ((upload_id, sealed),) = case.files.items()
    keep(counter, case, upload_id, sealed)
    packet = submit(counter, case)
    assert not any(packet)
    counter.desk.forget("v1")
    assert counter.files() == {upload_id}


def test_case_whose_file_was_never_kept_is_not_stored(counter):
    submit(counter, sealed_case(KEY, b"a lease"))
    assert counter.letters.sent == [("v1", CaseNotStored(8, "file-missing"))]


@pytest.mark.parametrize("header", ["", "{}", "not json"])
def test_header_of_garbage_is_not_stored(counter, header):
    packet = bytearray(b"a packet")
    counter.desk.submit("v1", SubmitCase(8, header), packet)
    assert counter.letters.sent == [("v1", CaseNotStored(8, "header"))]
    assert not any(packet)


@pytest.mark.parametrize(("case_id", "grade"), [("no id", 5), (str(UUID(int=1)), 9)])
def test_rating_that_cannot_be_is_a_value_error_for_the_edge(counter, case_id, grade):
    with pytest.raises(ValueError, match=r"badly formed|grade"):
        counter.desk.rate(GiveRating(case_id, "small-eatery-filing", grade, ()))
