"""From all that the visit knows to the case that is sealed; or all that it lacks, at once."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from central.cases.decide import Facts, Granted, Ruling, TakenWithGap, decide
from central.cases.validate import problems_of
from central.catalogue.offer import load_offer
from kiosk.cases.assemble import Draft, Incomplete, Place, assemble, header
from kiosk.cases.materials import Materials, Scanned, add_scan, promise
from kiosk.cases.routing import Routed, route
from kiosk.cases.statement import statement
from kiosk.cases.undertaking import undertaking
from kiosk.journey.answers import Source
from kiosk.journey.engine import walk
from kiosk.uplink import contract
from tests.sample_visit import (
    EATERY,
    NOW,
    SOCIAL,
    SOLE_TRADER,
    TODAY,
    Someone,
    answered,
    service,
    texts,
)

PLACE = Place("QH-BJL-03", "BJL", "滨江路 24 小时厅", "990100")
DIGEST = "sha256:" + "0" * 64
KEY = "A" * 43 + "="
UPLOADS = {"premises-proof": UUID(int=1), "lease": UUID(int=2)}
HERE = contract.Delivery(mode=contract.DeliveryMode.PRINT_HERE, place="BJL")


def draft(code: str) -> Draft:
    answers = answered(code)
    now = walk(service(code).definition, answers)
    materials = Materials(NOW)
    for material in now.materials:
        if material.code in UPLOADS:
            decided = add_scan(materials, now, material.code,
                               Scanned(UPLOADS[material.code], DIGEST, 3, NOW))  # fmt: skip
        elif material.promise.allowed:
            decided = promise(materials, now, material.code, TODAY)
        else:
            continue
        assert isinstance(decided, Materials)
        materials = decided
    return Draft(
        case_id=UUID(int=9),
        service=service(code),
        answers=answers,
        holder=Someone(),
        materials=materials,
        consents=tuple((consent.id, NOW) for consent in service(code).definition.consents),
        signature=contract.Signature(strokes=(((0.1, 0.2), (0.3, 0.4)),), over=DIGEST, at=NOW),
        undertaking=undertaking(now, materials, texts()),
        delivery=HERE,
    )


def made(whole: Draft) -> contract.CaseBody:
    body = assemble(whole, PLACE, NOW, TODAY, KEY)
    assert isinstance(body, contract.CaseBody), body
    return body


def lacking(part: Draft) -> Incomplete:
    found = assemble(part, PLACE, NOW, TODAY, KEY)
    assert isinstance(found, Incomplete)
    return found


@pytest.mark.row("S04")
@pytest.mark.parametrize("code", [SOLE_TRADER, SOCIAL, EATERY])
def test_the_platform_takes_what_is_assembled(code: str) -> None:
    body = made(draft(code))
    uploads = tuple(
        contract.UploadRef(upload_id=material.upload_id, digest=DIGEST, size=10)
        for material in body.materials
        if material.upload_id is not None
    )
    clear = header(body, uploads, DIGEST, 100)
    item = load_offer().item(code, "1")
    assert item is not None
    assert problems_of(item, clear, body, TODAY) == ()


@pytest.mark.parametrize(
    ("code", "ruling"),
    [
        (SOLE_TRADER, Granted()),
        (SOCIAL, Granted()),
        (EATERY, TakenWithGap(date(2026, 4, 17))),
    ],
)
def test_the_platform_decides_what_the_package_announces(code: str, ruling: Ruling) -> None:
    item = load_offer().item(code, "1")
    assert item is not None
    assert decide(item, made(draft(code)), Facts(TODAY, trade_name_taken=False)) == ruling


def test_the_case_says_what_the_citizen_saw() -> None:
    body = made(draft(EATERY))
    assert body.service.digest == service(EATERY).digest
    assert body.authority.name == "青禾市临湖区市场监督管理局"
    assert body.applicant.number == "110101190001010014"
    assert body.form["trade-name"] == "张三面馆"
    assert body.form_sources["operator-name"] is contract.FieldSource.CARD
    assert [(m.code, m.source, m.trust_level, m.pages) for m in body.materials] == [
        ("id-card", "card", "A", 0),
        ("lease", "scan", "C", 3),
        ("landlord-id", "promise", "D", 0),
        ("kitchen-photos", "inspection", "D", 0),
    ]
    assert body.promise == contract.Promise(
        missing=("landlord-id",), due_by=date(2026, 4, 17), undertaking_version=f"{EATERY}@1"
    )
    assert [consent.text_key for consent in body.consents] == [
        f"{EATERY}.read-card", f"{EATERY}.truth",
    ]  # fmt: skip


def test_the_header_names_nobody() -> None:
    body = made(draft(SOLE_TRADER))
    clear = header(body, (), DIGEST, 100).wire().decode()
    for secret in ("张三", "110101190001010014", "13800005678", "荷花里", "面馆"):
        assert secret not in clear
    assert "张三" in body.wire().decode(), "the search can find it where it is"


def test_a_branch_that_was_left_does_not_leak_into_the_case() -> None:
    family = answered(SOLE_TRADER, composition="family", family_members="2")
    alone = family.with_answer("composition", "person", Source.CITIZEN)
    body = made(replace(draft(SOLE_TRADER), answers=alone))
    assert "family-members" not in body.form
    assert "family-proof" not in [material.code for material in body.materials]


@pytest.mark.row("S36")
def test_everything_that_is_missing_is_said_at_once() -> None:
    empty = replace(
        draft(EATERY),
        answers=draft(EATERY).answers.with_answer("trade", "", Source.CITIZEN),
        materials=Materials(NOW),
        consents=(),
        signature=None,
    )
    found = lacking(empty)
    assert [problem.field_id for problem in found.fields] == ["trade"]
    assert [material.code for material in found.materials] == ["lease", "landlord-id"]
    assert found.consents == ("read-card", "truth")
    assert found.is_unsigned
    assert found.is_undertaking_stale


def test_an_undertaking_that_was_not_shown_is_not_taken() -> None:
    assert lacking(replace(draft(EATERY), undertaking=None)) == Incomplete(
        is_undertaking_stale=True
    )


def test_a_filing_needs_a_signature_and_a_query_does_not() -> None:
    assert lacking(replace(draft(SOLE_TRADER), signature=None)) == Incomplete(is_unsigned=True)
    assert made(replace(draft(SOCIAL), signature=None)).signature is None


def test_a_region_that_nobody_serves_stops_the_case() -> None:
    found = assemble(draft(SOCIAL), replace(PLACE, region="110101"), NOW, TODAY, KEY)
    assert isinstance(found, Incomplete)
    assert found.no_authority is not None


def test_what_is_signed_covers_form_papers_promise_and_consents() -> None:
    whole = draft(EATERY)
    now = walk(whole.service.definition, whole.answers)
    routed = route(now, PLACE.region, PLACE.site_name)
    assert isinstance(routed, Routed)
    first = statement(whole.service, now, whole.materials, routed, texts())
    assert ("房东身份证明", "4 月 17 日前补上") in first.lines
    assert ("店名", "张三面馆") in first.lines
    assert any("4 月 17 日前补上" in sentence for sentence in first.agreed)
    assert statement(whole.service, now, whole.materials, routed, texts()) == first
    assert "张三" not in repr(first)

    changed = walk(
        whole.service.definition, whole.answers.with_answer("staff", "3", Source.CITIZEN)
    )
    later = promise(Materials(NOW), now, "landlord-id", date(2026, 4, 3))
    assert isinstance(later, Materials)
    digests = {
        first.digest,
        statement(whole.service, changed, whole.materials, routed, texts()).digest,
        statement(whole.service, now, later, routed, texts()).digest,
        statement(service(SOLE_TRADER), now, whole.materials, routed, texts()).digest,
    }
    assert len(digests) == 4
