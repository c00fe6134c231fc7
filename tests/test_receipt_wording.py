"""What a citizen can read on each of the three receipts, and what must not be there."""

from dataclasses import replace
from datetime import date

import pytest

from printer.layouts.receipt import Accepted, Charged, PromisedMaterial, Received, Stored
from tests.receipt_samples import (
    ACCEPTED,
    AT_ACCEPTED,
    AT_RECEIVED,
    AT_STORED,
    FACTS,
    RATING,
    RECEIVED,
    STORED,
    codes,
    encode,
    lines,
    sample,
)

RUNGS = (STORED, RECEIVED, ACCEPTED)


def read(rung: Stored | Received | Accepted = STORED, **changes: object) -> str:
    """The paper without its line breaks: a citizen reads sentences."""
    return "".join("".join(line.split()) for line in lines(encode(sample(rung, **changes), 32)))


@pytest.mark.row("S10")
def test_stored_receipt_says_not_sent_and_not_accepted() -> None:
    paper = read(STORED)
    assert "材料已存入本机，还没有送到平台，不是受理。" in paper
    assert "○还没送到平台" in paper
    assert "○还没受理" in paper


@pytest.mark.row("S10")
def test_received_receipt_says_not_yet_accepted() -> None:
    paper = read(RECEIVED)
    assert "平台已收到，还没受理。" in paper
    assert "○还没受理" in paper
    assert "●已受理" not in paper


@pytest.mark.row("S11")
@pytest.mark.parametrize("rung", [STORED, RECEIVED])
def test_no_acceptance_before_the_platform_accepted(rung: Stored | Received) -> None:
    paper = read(rung)
    assert "受理回执" not in paper
    assert "受理号SL" not in paper
    assert "已受理" not in paper
    assert "收件回执" in paper


@pytest.mark.row("S11")
def test_accepted_receipt_carries_the_number() -> None:
    paper = read(ACCEPTED)
    assert "受理号SL20260402-000871" in paper
    assert "受理回执" in paper
    assert "还没" not in paper


def test_accepted_without_a_number_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="acceptance number"):
        Accepted(AT_STORED, AT_RECEIVED, AT_ACCEPTED, "  ")


def test_receipt_refuses_a_name_that_is_not_masked() -> None:
    with pytest.raises(ValueError, match="masked"):
        replace(FACTS, masked_name="张三")


def test_times_are_those_of_china() -> None:
    paper = read(ACCEPTED)
    for stamp in ("04-0221:49:02", "04-0221:49:31", "04-0221:49:33", "2026-04-0221:49:40"):
        assert stamp in paper


@pytest.mark.row("S04")
@pytest.mark.row("S09")
def test_accepted_receipt_names_follower_decider_and_last_instant() -> None:
    paper = read(ACCEPTED)
    assert "谁跟进滨江街道便民服务中心" in paper
    assert "谁审批临湖区市场监管部门" in paper
    assert "最晚2026年4月3日18:00" in paper


@pytest.mark.row("S04")
@pytest.mark.parametrize("rung", [STORED, RECEIVED, replace(ACCEPTED, due_at=None)])
def test_without_an_instant_the_legal_limit_counts_from_acceptance(
    rung: Stored | Received | Accepted,
) -> None:
    paper = read(rung)
    assert "时限受理后1个工作日内" in paper
    assert "最晚" not in paper


@pytest.mark.row("S03")
@pytest.mark.parametrize("rung", RUNGS)
def test_version_digest_terminal_and_site_are_printed(rung: Stored | Received | Accepted) -> None:
    paper = read(rung)
    assert "v3.2.0（9f2c4e8ab17d）" in paper
    assert "滨江路24小时厅，3号机" in paper


@pytest.mark.row("S31")
def test_no_fee_is_said() -> None:
    assert "收费不收费（0元）" in read()


@pytest.mark.row("S31")
def test_a_fee_comes_with_its_basis_and_payee() -> None:
    paper = read(fee=Charged(1205, "价费〔2026〕1 号", "青禾市财政局"))
    assert "收费￥12.05" in paper
    assert "依据价费〔2026〕1号" in paper
    assert "收款青禾市财政局" in paper


@pytest.mark.row("S17")
def test_promised_material_has_its_day_the_consequence_and_the_envelope_code() -> None:
    paper = read()
    assert "以后补1样（容缺）" in paper
    assert "○房东身份证复印件，2026年4月17日前补" in paper
    assert "到期没补齐，这件事就停办了。" in paper
    assert "写在信封上：E-7K3M9CQT34FG-3E" in paper


@pytest.mark.row("S17")
def test_nothing_promised_leaves_no_trace_of_it() -> None:
    paper = read(promised=(), envelope_code=None)
    assert "容缺" not in paper
    assert "信封" not in paper


def test_counts_are_those_of_the_lists() -> None:
    promised = tuple(PromisedMaterial(f"材料{n}", date(2026, 4, 17)) for n in range(3))
    paper = read(promised=promised)
    assert "这次交了2样" in paper
    assert "以后补3样" in paper
    assert "租房合同，3页" in paper


@pytest.mark.row("S37")
def test_rating_code_stands_alone_and_says_that_no_name_is_needed() -> None:
    assert codes(encode(sample()))[-1] == RATING.encode()
    assert "扫码评一评，可以不留姓名" in read()


def test_stored_receipt_promises_progress_only_after_delivery() -> None:
    assert "送到平台以后，扫码查进度" in read(STORED)


def test_missing_addresses_print_no_codes() -> None:
    paper = encode(sample(query_address=None, rating_address=None, envelope_code=None))
    assert codes(paper) == []
    assert "扫码" not in "".join(lines(paper))
