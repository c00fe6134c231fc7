"""Terminals say how they are; operators see it; a silent terminal is seen to be silent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.clock import SystemClock
from kiosk.uplink import contract as c
from tests.fakes.central_rig import Rig, problem_of, running_platform

NOW = datetime.now(UTC)


class SettableClock(SystemClock):
    """The platform's wall, moved by the test."""

    ahead = timedelta()

    def wall(self) -> datetime:
        return super().wall() + self.ahead


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def rig(tmp_path: Path, clock: SettableClock) -> Iterator[Rig]:
    with running_platform(tmp_path / "state", clock=clock) as running:
        yield running


def beat(**changes: Any) -> c.Heartbeat:
    standard: dict[str, Any] = {
        "beat_id": uuid4(),
        "terminal": "QH-BJL-03",
        "site": "BJL",
        "boot_id": uuid4(),
        "seq": 1,
        "at": NOW,
        "started_at": NOW,
        "version": "0.1.0",
    }
    return c.Heartbeat(**{**standard, **changes})


def device(**changes: Any) -> c.DeviceHealth:
    standard: dict[str, Any] = {"id": "receipt-printer", "role": "receipt-printer", "model": "x"}
    return c.DeviceHealth(**{**standard, "state": "online", "is_usable": True, **changes})


def say(rig: Rig, one: c.Heartbeat, terminal: str = "QH-BJL-03") -> Any:
    return rig.post(c.PATH_HEARTBEAT.format(terminal=terminal), one, one.beat_id)


def page(rig: Rig) -> str:
    rig.web.post(rig.url + "/desk/sign-in", {"officer": "王运维 0901"}, timeout=60)
    return str(rig.get("/desk/fleet").text)


def test_a_beat_is_answered_with_when_to_come_again(rig: Rig) -> None:
    answer = say(rig, beat())
    assert answer.status_code == 200, answer.text
    assert c.HeartbeatReply.model_validate_json(answer.content).interval_seconds == 60


def test_a_terminal_in_trouble_is_shown_with_who_must_go_there(rig: Rig) -> None:
    empty = device(
        state="userError", is_usable=False, reason="media-empty", actor="host-staff", since=NOW
    )
    say(rig, beat(devices=(empty,), unsent=3, sheets_remaining=7))
    text = page(rig)
    for words in ("QH-BJL-03", "media-empty", "场地人员", "3 件", "7 张", "badge down"):
        assert words in text


def test_nobody_reads_the_fleet_without_signing_in(rig: Rig) -> None:
    say(rig, beat())
    assert "QH-BJL-03" not in rig.get("/desk/fleet").text


def test_a_terminal_that_is_no_longer_heard_is_silent_whatever_it_said(
    rig: Rig, clock: SettableClock
) -> None:
    say(rig, beat(devices=(device(),)))
    assert "badge well" in page(rig)
    clock.ahead = timedelta(minutes=4)
    assert "badge silent" in page(rig)


def test_an_older_beat_that_comes_late_changes_nothing(rig: Rig) -> None:
    boot = uuid4()
    say(rig, beat(boot_id=boot, seq=8, unsent=8))
    assert say(rig, beat(boot_id=boot, seq=7, unsent=7)).status_code == 200
    assert "8 件" in page(rig)
    say(rig, beat(seq=1, unsent=1))
    assert "1 件" in page(rig)


def test_a_terminal_may_not_speak_for_another(rig: Rig) -> None:
    assert problem_of(say(rig, beat(), "QH-BJL-04")).problem_class is c.ProblemClass.FIX_REQUEST
    other = beat(terminal="QH-BJL-04")
    assert problem_of(say(rig, other, "QH-BJL-04")).status == 422
    assert "QH-BJL" not in page(rig)


def test_markup_in_a_beat_stays_text_and_too_many_devices_are_refused(rig: Rig) -> None:
    body = beat().wire().replace(b'"BJL"', b'"<script>"')
    path = rig.url + c.PATH_HEARTBEAT.format(terminal="QH-BJL-03")
    headers = {c.HEADER_IDEMPOTENCY_KEY: "k"}
    assert rig.web.post(path, body, headers=headers, timeout=60).status_code == 400
    crowd = beat().model_copy(update={"devices": (device(),) * 65})
    assert say(rig, crowd).status_code == 400
