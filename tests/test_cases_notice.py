"""The one-time notice: everything at once, in plain words, and no key that has no words."""

import re
from pathlib import Path

import pytest

from kiosk.cases.assemble import Incomplete
from kiosk.cases.materials import Materials
from kiosk.cases.notice import notice
from kiosk.cases.routing import NoAuthority
from kiosk.journey.answers import Source
from kiosk.journey.engine import walk
from kiosk.journey.guide import Effort, brought, preparations
from kiosk.journey.validation import check_all
from tests.sample_visit import EATERY, NOW, ROOT, TODAY, answered, service, texts


@pytest.mark.row("S36")
def test_the_notice_says_everything_at_once() -> None:
    answers = answered(EATERY).with_answer("staff", "99", Source.CITIZEN)
    now = walk(service(EATERY).definition, answers)
    lacking = Incomplete(
        fields=check_all(now, TODAY),
        materials=Materials(NOW).undecided(now),
        consents=("truth",),
        is_unsigned=True,
        is_undertaking_stale=True,
        no_authority=NoAuthority("110101"),
    )
    said = notice(lacking, now, texts())
    assert said[0] == "连您一共几个人做：不能大于 30"
    assert said[1:3] == ("房屋租赁合同：还没定", "房东身份证明：还没定")
    assert len(said) == 7


def test_nothing_missing_says_nothing() -> None:
    assert notice(Incomplete(), walk(service(EATERY).definition, answered(EATERY)), texts()) == ()


@pytest.mark.row("S21")
def test_the_guide_asks_for_nothing_that_the_state_collects_itself() -> None:
    lines = preparations(walk(service(EATERY).definition, answered(EATERY)))
    assert [(line.material.code, line.effort) for line in lines] == [
        ("lease", Effort.BRING),
        ("id-card", Effort.SPARED),
        ("landlord-id", Effort.PROMISABLE),
        ("kitchen-photos", Effort.INSPECTION),
    ]
    assert brought(lines) == 1
    for line in lines:
        assert texts()(f"journey.guide.{line.effort}")


def test_every_text_key_in_the_code_has_words() -> None:
    words = texts()
    keys = {
        key
        for part in ("journey", "cases", "catalogue")
        for file in Path(ROOT / "kiosk" / part).glob("*.py")
        for key in re.findall(r'"(journey\.[a-z-]+(?:\.[a-z-]+)*)"', file.read_text("utf-8"))
    }
    assert len(keys) > 20
    assert {key for key in keys if key not in words} == set()
