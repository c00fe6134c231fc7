"""The papers of a case: what is decided, what is refused and why."""

from datetime import date
from uuid import UUID

import pytest

from kiosk.cases.materials import (
    AtInspection,
    MaterialRefused,
    Materials,
    Promised,
    ReadFromCard,
    Scanned,
    ToScan,
    add_scan,
    promise,
    take_back,
)
from kiosk.journey.engine import Walk, walk
from tests.sample_visit import EATERY, NOW, SOLE_TRADER, TODAY, answered, service, texts

FILE = UUID(int=7)


def scan(pages: int) -> Scanned:
    return Scanned(FILE, "sha256:" + "0" * 64, pages, NOW)


def eatery() -> Walk:
    return walk(service(EATERY).definition, answered(EATERY))


def trader(**changed: str) -> Walk:
    return walk(service(SOLE_TRADER).definition, answered(SOLE_TRADER, **changed))


def test_at_first_the_card_is_read_and_two_papers_wait_for_the_citizen() -> None:
    materials = Materials(card_read_at=NOW)
    assert [(m.code, type(state)) for m, state in materials.listed(eatery())] == [
        ("id-card", ReadFromCard),
        ("lease", ToScan),
        ("landlord-id", ToScan),
        ("kitchen-photos", AtInspection),
    ]
    assert [m.code for m in materials.undecided(eatery())] == ["lease", "landlord-id"]


def test_a_card_that_was_not_read_is_still_to_come() -> None:
    assert next(m.code for m in Materials().undecided(eatery())) == "id-card"


@pytest.mark.row("S17")
def test_a_scan_and_a_promise_settle_it() -> None:
    materials = add_scan(Materials(NOW), eatery(), "lease", scan(3))
    assert isinstance(materials, Materials)
    materials = promise(materials, eatery(), "landlord-id", TODAY)
    assert isinstance(materials, Materials)
    assert materials.undecided(eatery()) == ()
    assert [state for _, state in materials.scanned(eatery())] == [scan(3)]
    assert [state for _, state in materials.promised(eatery())] == [Promised(date(2026, 4, 17))]


@pytest.mark.row("S17")
def test_a_promise_that_the_package_forbids_is_refused_with_its_reason() -> None:
    refused = promise(Materials(NOW), eatery(), "lease", TODAY)
    assert isinstance(refused, MaterialRefused)
    assert "没有合同定不了地址" in (refused.words or "")


@pytest.mark.parametrize(
    ("code", "key"),
    [("id-card", "not-a-paper"), ("kitchen-photos", "not-a-paper"), ("passport", "not-here")],
)
def test_what_is_not_asked_for_is_refused(code: str, key: str) -> None:
    for refused in (
        promise(Materials(NOW), eatery(), code, TODAY),
        add_scan(Materials(NOW), eatery(), code, scan(1)),
    ):
        assert isinstance(refused, MaterialRefused)
        assert refused.key == f"journey.materials.refused.{key}"
        assert refused.key in texts()


@pytest.mark.parametrize("pages", [0, 7])
def test_too_few_or_too_many_pages_are_refused_with_the_figures(pages: int) -> None:
    refused = add_scan(Materials(NOW), eatery(), "lease", scan(pages))
    assert isinstance(refused, MaterialRefused)
    assert refused.key is not None
    assert texts()(refused.key, **refused.figures) == "要 1 到 6 页"


def test_bringing_the_paper_after_all_ends_the_promise_and_not_the_other_way() -> None:
    promised = promise(Materials(NOW), eatery(), "landlord-id", TODAY)
    assert isinstance(promised, Materials)
    brought = add_scan(promised, eatery(), "landlord-id", scan(2))
    assert isinstance(brought, Materials)
    assert brought.promised(eatery()) == ()
    refused = promise(brought, eatery(), "landlord-id", TODAY)
    assert refused == MaterialRefused("journey.materials.refused.already-given")


def test_a_scan_can_be_taken_back() -> None:
    materials = add_scan(Materials(NOW), eatery(), "lease", scan(1))
    assert isinstance(materials, Materials)
    again = take_back(materials, "lease")
    assert [m.code for m in again.undecided(eatery())] == ["lease", "landlord-id"]
    assert materials.scanned(eatery()), "the earlier value is untouched"


def test_the_paper_of_a_branch_that_was_left_is_not_in_the_case() -> None:
    family = trader(composition="family", family_members="2")
    materials = add_scan(Materials(NOW), family, "family-proof", scan(2))
    assert isinstance(materials, Materials)
    assert [m.code for m, _ in materials.scanned(family)] == ["family-proof"]
    assert materials.scanned(trader()) == ()
    refused = add_scan(materials, trader(), "family-proof", scan(2))
    assert refused == MaterialRefused("journey.materials.refused.not-here")
