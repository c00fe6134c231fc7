"""Who decides and who follows up: by the place of the shop, else by the place of the terminal."""

import pytest

from kiosk.cases.routing import NoAuthority, Routed, route
from kiosk.journey.answers import Answers
from kiosk.journey.engine import walk
from tests.sample_visit import EATERY, SOCIAL, SOLE_TRADER, answered, service

HALL = "滨江路 24 小时厅"


@pytest.mark.row("S04")
@pytest.mark.row("S07")
@pytest.mark.parametrize(
    ("code", "district", "terminal_region", "region", "decides"),
    [
        (SOLE_TRADER, "linhu", "990100", "990102", "青禾市临湖区市场监督管理局"),
        (SOLE_TRADER, "linhu", "990103", "990102", "青禾市临湖区市场监督管理局"),
        (EATERY, "qingshan", "990102", "990103", "青禾市青山区市场监督管理局"),
        (SOCIAL, "", "990102", "990102", "青禾市社会保险服务中心"),
        (SOCIAL, "", "990199999", "990199999", "青禾市社会保险服务中心"),
    ],
)
def test_a_case_reaches_its_authority(
    code: str, district: str, terminal_region: str, region: str, decides: str
) -> None:
    answers = answered(code, district=district, street="xinmin" if district == "qingshan" else
                       "binjiang") if district else answered(code)  # fmt: skip
    routed = route(walk(service(code).definition, answers), terminal_region, HALL)
    assert isinstance(routed, Routed)
    assert (routed.region, routed.decide) == (region, decides)


@pytest.mark.row("S09")
def test_who_accepts_follows_up_and_who_has_the_power_decides() -> None:
    routed = route(walk(service(EATERY).definition, answered(EATERY)), "990100", HALL)
    assert isinstance(routed, Routed)
    assert routed.follow_up == HALL
    assert routed.decide == "青禾市临湖区市场监督管理局"
    assert (routed.legal_working_days, routed.promised_working_days) == (10, 5)


def test_without_the_answer_the_terminals_region_counts() -> None:
    routed = route(walk(service(SOLE_TRADER).definition, Answers()), "990103", HALL)
    assert isinstance(routed, Routed)
    assert routed.region == "990103"


def test_a_region_that_nobody_serves_is_said() -> None:
    now = walk(service(SOCIAL).definition, answered(SOCIAL))
    assert route(now, "110101", HALL) == NoAuthority("110101")
