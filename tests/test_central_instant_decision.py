"""What the platform decides by itself: granted with a licence, refused with every reason."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from central.calendar import months_back, months_between
from central.cases.decide import (
    Declined,
    Facts,
    Granted,
    Taken,
    decide,
    unlisted_scopes,
    working_day_after,
)
from central.catalogue.offer import Offer, load_offer
from central.licences import credit_code
from kiosk.uplink import contract as c
from kiosk.uplink.packet import PacketRefusedError, new_key_pair
from tests.fakes.central_rig import CANARY, SCOPE, TRADER_FORM, Rig, running_platform

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def offer() -> Offer:
    return load_offer()


def _trader(**changes: object) -> c.CaseBody:
    """A sole trader's case without its wire."""
    rig = object.__new__(Rig)
    rig.key = new_key_pair().public
    body = rig.trader("张三面馆").body
    applicant = body.applicant.model_copy(update=changes.pop("applicant", {}))  # type: ignore[call-overload]
    return body.model_copy(update={"applicant": applicant, **changes})


def _ruling(offer: Offer, body: c.CaseBody, *, taken: bool = False) -> object:
    item = offer.item("sole-trader-registration", "1")
    assert item is not None
    return decide(item, body, Facts(TODAY, taken))


def test_adult_with_free_name_and_known_scope_is_granted(offer: Offer) -> None:
    assert _ruling(offer, _trader()) == Granted()


@pytest.mark.parametrize(
    ("birth", "granted"),
    [(date(2008, 11, 21), True), (date(2008, 11, 22), False), (None, False)],
)
def test_eighteenth_birthday_is_the_first_day(
    offer: Offer, birth: date | None, granted: bool
) -> None:
    ruling = _ruling(offer, _trader(applicant={"birth": birth}))
    assert isinstance(ruling, Granted) is granted


def test_all_reasons_against_are_said_at_once(offer: Offer) -> None:
    body = _trader(applicant={"birth": TODAY}, form={**TRADER_FORM, "scope": "造火箭"})
    ruling = _ruling(offer, body, taken=True)
    assert isinstance(ruling, Declined)
    assert len(ruling.reasons) == 3


@pytest.mark.parametrize(
    ("text", "unlisted"),
    [
        (SCOPE, ()),
        (f"{SCOPE}；一般项目：外卖递送服务", ()),
        ("一般项目：日用百货销售；食品销售（仅销售预包装食品）", ()),
        ("", ("",)),
        ("一般项目：造火箭；日用品销售", ("造火箭",)),
    ],
)
def test_scopes_are_read_as_registration_writes_them(
    offer: Offer, text: str, unlisted: tuple[str, ...]
) -> None:
    item = offer.item("sole-trader-registration", "1")
    assert item is not None
    assert unlisted_scopes(item, text) == unlisted


def test_officer_item_is_taken_with_a_working_day(offer: Offer) -> None:
    item = offer.item("small-eatery-filing", "1")
    assert item is not None
    ruling = decide(item, _trader(), Facts(date(2026, 11, 19), trade_name_taken=False))
    assert ruling == Taken(date(2026, 11, 26))
    assert working_day_after(date(2026, 11, 20), 1) == date(2026, 11, 23)


def test_granted_trader_gets_a_licence_under_the_seal_of_the_case(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.trader("张三面馆")
        reply = rig.hand_in(made)
        assert reply.result_id is not None
        result, record = rig.result(made, reply.result_id)
        assert (result.kind, result.layout) == (c.ResultKind.LICENCE, "business-licence")
        assert credit_code.is_valid(record.number)
        assert record.number.startswith("92990102MA")
        assert result.number == record.number == record.fields["credit_code"]
        assert record.fields["name"] == "张三面馆"
        assert record.fields["operator"] == "张三"
        assert record.fields["issuer"] == reply.decide
        other = replace(made, result_key=new_key_pair())
        with pytest.raises(PacketRefusedError):
            rig.result(other, reply.result_id)


def test_second_trader_of_the_same_name_in_the_district_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        elsewhere = c.Authority(region="990103", uscc="11990103MB0000027T", name="x")
        first = rig.hand_in(rig.trader("张三面馆"))
        second = rig.hand_in(rig.trader("张三面馆"))
        third = rig.hand_in(rig.trader("张三面馆", authority=elsewhere))
        assert first.state is c.CaseState.RESULT_READY
        assert second.state is c.CaseState.REFUSED
        assert "字号" in second.reason
        assert second.accepted_at is None
        assert third.state is c.CaseState.RESULT_READY


def test_each_licence_has_its_own_number(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        numbers = set()
        for _ in range(5):
            made = rig.trader()
            result_id = rig.hand_in(made).result_id
            assert result_id is not None
            numbers.add(rig.result(made, result_id)[1].number)
        assert len(numbers) == 5


def test_proof_shows_every_month_that_was_asked_for(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "last-12-months", "insurance": "pension"})
        result_id = rig.hand_in(made).result_id
        assert result_id is not None
        result, record = rig.result(made, result_id)
        today = datetime.now(UTC).date()
        wanted = months_between(months_back(today, 12), months_back(today, 1))
        assert result.kind is c.ResultKind.PROOF
        assert [row[0] for row in record.rows] == list(reversed(wanted))
        assert {row[3] for row in record.rows} == {"养老"}
        assert len(record.fields["columns"].split("\t")) == len(record.rows[0])
        assert record.fields["person:公民身份号码"] == CANARY


def test_proof_of_chosen_days_keeps_to_them(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        form = {"period": "chosen", "from": "20240215", "to": "2024-04-01", "insurance": "all"}
        made = rig.query(form)
        result_id = rig.hand_in(made).result_id
        assert result_id is not None
        rows = rig.result(made, result_id)[1].rows
        assert [row[0] for row in rows] == ["2024-04", "2024-03", "2024-02"]
        assert rows[0][3] == "养老、失业、工伤"
        broken = rig.query({**form, "from": "last spring"})
        assert rig.submit(broken).status_code == 422


def test_unknown_person_gets_an_honest_empty_proof(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        made = rig.query({"period": "all"}, number="530102190306071234")
        result_id = rig.hand_in(made).result_id
        assert result_id is not None
        record = rig.result(made, result_id)[1]
        assert record.rows == ()
        assert "没有查到" in record.fields["statement"]
