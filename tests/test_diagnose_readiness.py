"""Ready, degraded or out of service: the exit code says what citizens could do here now."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.upkeep.findings import Readiness
from kiosk.upkeep.plan import PLAN, Glass, Judge
from tests.fakes.central_rig import running_platform
from tests.patience import unhurried
from tests.terminal_rig import Terminal, terminal

__all__ = ["unhurried"]

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[Terminal, dict[str, Any]]]:
    """Enough of a terminal for the two filing services: reader, camera, receipts."""
    with (
        terminal(tmp_path) as here,
        running_platform(tmp_path / "platform") as platform,
    ):
        devices = {"id-reader": here.id_reader(), "camera": here.camera()}
        devices["receipt-printer"] = here.receipt_printer()
        here.platform = platform.url
        yield here, devices


def standings(document: dict[str, Any]) -> dict[str, str]:
    return {each["code"]: each["standing"] for each in document["services"]}


def test_nothing_wrong_is_ready(serving: tuple[Terminal, dict[str, Any]]) -> None:
    found = serving[0].diagnose()
    assert (found.code, found.document["readiness"]) == (0, Readiness.READY)
    assert standings(found.document) == {
        "sole-trader-registration": "degraded",  # its licence waits: there is no such printer
        "small-eatery-filing": "offered",
        "social-security-record": "not-offered",
    }


def test_a_printer_without_paper_degrades(serving: tuple[Terminal, dict[str, Any]]) -> None:
    here, devices = serving
    devices["receipt-printer"].actions["paper_out"]()
    found = here.diagnose()
    assert (found.code, found.document["readiness"]) == (1, Readiness.DEGRADED)
    assert standings(found.document)["small-eatery-filing"] == "degraded"


def test_a_reader_that_is_gone_takes_the_terminal_out_of_service(
    serving: tuple[Terminal, dict[str, Any]],
) -> None:
    here, devices = serving
    devices["id-reader"].unplug()
    found = here.diagnose()
    assert (found.code, found.document["readiness"]) == (2, Readiness.OUT_OF_SERVICE)
    assert set(standings(found.document).values()) == {"not-offered"}
    code, text = here.run()
    assert code == 2
    assert "没有一件事能在本机办完" in text


def test_a_black_picture_serves_nobody_though_the_camera_says_it_is_well(
    serving: tuple[Terminal, dict[str, Any]],
) -> None:
    here, devices = serving
    devices["camera"].dim(0.02)
    assert here.diagnose().code == 2


def test_a_platform_never_heard_of_serves_nobody(
    serving: tuple[Terminal, dict[str, Any]],
) -> None:
    here, _ = serving
    here.platform = "http://127.0.0.1:9"
    found = here.diagnose()
    assert found.code == 2
    assert {reason for each in found.document["services"] for reason in each["reasons"]} >= {
        "journey.unavailable.platform"
    }


def test_the_plan_begins_with_what_needs_nobody_and_names_each_trial_once() -> None:
    for role, trials in PLAN.items():
        # The glass is tried by the hand that touches it, and by nobody else.
        assert trials[0].is_attended == (role is Glass.TOUCH_SCREEN)
        assert trials[0].role is role
        assert len({trial.name for trial in trials}) == len(trials)
        assert all(trial.is_attended for trial in trials if trial.judge is Judge.PERSON)
