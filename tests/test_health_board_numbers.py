"""The health board carries each device's numbers, and the log says each change once."""

import json
import logging

from devices.record import DeviceRecord
from devices.status import (
    Actor,
    Attention,
    Busy,
    DeviceReport,
    Ready,
    Role,
    State,
    Unavailable,
)
from kiosk.host.health_board import NUMBERS_SECONDS, HealthBoard
from kiosk.host.status_log import StatusLog
from tests.fakes.clock import FakeClock

CLOCK = FakeClock()


def report(status) -> DeviceReport:
    return DeviceReport("id-reader", Role.ID_READER, "sam-serial", status)


def test_board_shows_numbers_and_renews_them_when_they_are_old(tmp_path):
    clock, file = FakeClock(), tmp_path / "health.json"
    board = HealthBoard(file, clock)
    now = DeviceRecord("id-reader", commands=3, probe_seconds=(0.01,), alive_at=clock.wall())
    later = DeviceRecord("id-reader", commands=9)
    board.look((report(Ready()),), lambda: (now,))
    (row,) = json.loads(file.read_text("utf-8"))["devices"]
    assert row["record"]["commands"] == 3
    assert row["record"]["probe_seconds"] == [0.01]
    board.look((report(Ready()),), lambda: (later,))
    (row,) = json.loads(file.read_text("utf-8"))["devices"]
    assert row["record"]["commands"] == 3
    clock.advance(NUMBERS_SECONDS)
    board.look((report(Ready()),), lambda: (later,))
    (row,) = json.loads(file.read_text("utf-8"))["devices"]
    assert row["record"]["commands"] == 9


def test_each_change_of_a_device_is_logged_once(caplog):
    caplog.set_level(logging.INFO)
    log = StatusLog()
    low = Attention("media-low", Actor.HOST_STAFF, CLOCK.wall())
    gone = Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, CLOCK.wall())
    for status in (Ready(), Busy(CLOCK.wall()), Ready(), low, Busy(CLOCK.wall()), low, gone, gone):
        log.note(report(status))
    said = [record.getMessage() for record in caplog.records]
    assert said[0] == "device_changed device=id-reader status=Ready()"
    assert [line.partition("status=")[2].partition("(")[0] for line in said] == [
        "Ready",
        "Attention",
        "Unavailable",
    ]
