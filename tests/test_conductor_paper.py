"""Receipts and sheets: true bytes, the right key, and nothing printed for nobody."""

import io
from uuid import uuid4

import pikepdf
import pytest

from kiosk.host import messages as said
from kiosk.uplink.packet import new_key_pair
from kiosk.visit import intents
from kiosk.visit.link import ErrandFailed
from kiosk.visit.state import Goodbye, ReceiptPhase, SheetPhase
from tests import sample_visit as sample
from tests.conductor_rig import Conducted, licence
from tests.receipt_samples import lines
from tests.sample_visit import RESIDENT


@pytest.fixture
def accepted():
    return Conducted(sample.SOLE_TRADER).accepted()


def receipt_text(visit):
    (_, job) = visit.link.of(said.PrintReceiptJob)[-1]
    return "".join("".join(line.split()) for line in lines(bytes(job)))


def test_receipt_says_the_rung_the_number_and_a_masked_name(accepted):
    paper = receipt_text(accepted)
    assert "已受理" in paper
    assert "QH2604-7K3M-92" in paper
    assert "张*" in paper
    assert RESIDENT.number not in paper


def test_early_receipt_does_not_say_accepted():
    visit = Conducted(sample.SOLE_TRADER).stored().do(intents.PrintReceipt())
    assert "●已受理" not in receipt_text(visit)


def test_result_that_is_ours_can_be_printed(accepted):
    accepted.deliver(licence()).do(intents.PrintLicence())
    assert accepted.stage.phase is SheetPhase.PREPARING
    accepted.run_errands()
    (job, document) = accepted.link.of(said.PrintLicenceJob)[0]
    assert (job.number, job.copy_seq, job.is_numbered) == ("92990102MA0000015P", 1, True)
    assert job.request_id == accepted.stage.request_id
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert len(pdf.pages) == job.pages


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": new_key_pair().public},
        {"case_id": uuid4()},
        {"number": "92990102MA0000099X"},
        {"layout": "proof"},
        {"copy_seq": 2},
    ],
    ids=["other-key", "other-case", "other-number", "other-layout", "other-copy"],
)
def test_result_that_is_not_what_it_says_is_no_result(accepted, wrong):
    accepted.deliver(licence(), **wrong).do(intents.PrintLicence())
    assert accepted.case.result_id == ""
    assert not accepted.link.errands


@pytest.mark.parametrize("blob", [b"", b"not base64!", b"AAAA"])
def test_result_of_garbage_is_no_result(accepted, blob):
    message = said.ResultArrived(str(accepted.case_id), str(uuid4()), "licence", "x", "1", 1)
    accepted.hear(message, blob)
    assert accepted.case.result_id == ""


@pytest.mark.parametrize(
    "broken",
    [
        {"layout": "passport"},
        {"fields": {}},
        {"fields": licence().fields | {"issued_on": "soon"}},
        {"verification_url": ""},
        {"fields": licence().fields | {"name": "张\U0002a6a5面馆"}},
    ],
    ids=["unknown-layout", "no-fields", "no-day", "no-address", "no-glyph"],
)
def test_result_that_cannot_be_drawn_is_refused_and_nothing_is_sent(accepted, broken):
    accepted.deliver(licence(**broken)).do(intents.PrintLicence()).run_errands()
    assert accepted.stage.phase is SheetPhase.REFUSED
    assert accepted.stage.reason == "cannot-be-drawn"
    assert not accepted.link.of(said.PrintLicenceJob)


def test_typesetter_that_crashes_is_a_refused_sheet(accepted):
    accepted.deliver(licence()).do(intents.PrintLicence(), ErrandFailed("compose-sheet"))
    assert accepted.stage.phase is SheetPhase.REFUSED
    assert accepted.stage.reason == "compose-failed"


def test_other_errand_that_crashes_touches_no_paper(accepted):
    before = accepted.state
    accepted.do(ErrandFailed("warm-up"))
    assert accepted.state == before
    assert accepted.case.receipt is ReceiptPhase.PRINTING


def test_sheet_is_not_printed_when_the_citizen_left_while_it_was_set(accepted):
    accepted.deliver(licence()).do(intents.PrintLicence())
    (_, run) = accepted.link.errands.pop()
    composed = run()
    accepted.do(intents.Leave(), composed)
    assert isinstance(accepted.stage, Goodbye)
    assert not accepted.link.of(said.PrintLicenceJob)
    assert not any(composed.composed.document)
