"""The door for scrapers over real HTTP: what is told, what is not, and who is kept out."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from devices.status import Actor, Attention, DeviceReport, Ready, Role, State, Unavailable
from kiosk.clock import SystemClock
from kiosk.host.health_monitor import HealthMonitor, Origin
from kiosk.host.metrics import MetricsDoor, open_door
from kiosk.paper.ledger import CustodyLedger
from tests.fakes.case_maker import CANARY
from tests.terminal_rig import Terminal
from tests.test_diagnose_nothing_personal import leave_a_case

SINCE = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)
ORIGIN = Origin("QH-BJL-03", "BJL", "0.1.0", SINCE - timedelta(days=1))
#: Taken and kept by the door itself: one that was only looked up may be somebody else's by then.
ANY_FREE_PORT = 0
REPORTS = (
    DeviceReport("id-reader", Role.ID_READER, "sam-serial", Ready()),
    DeviceReport(
        "receipt-printer",
        Role.RECEIPT_PRINTER,
        "escpos-tcp",
        Attention("media-low", Actor.HOST_STAFF, SINCE),
    ),
    DeviceReport(
        "licence-printer",
        Role.LICENCE_PRINTER,
        "ipp",
        Unavailable(State.USER_ERROR, "media-empty", Actor.HOST_STAFF, SINCE),
    ),
)


@pytest.fixture
def monitor(tmp_path: Path) -> HealthMonitor:
    (tmp_path / "state").mkdir()
    return HealthMonitor(ORIGIN, tmp_path / "state", SystemClock(), lambda: True)


@pytest.fixture
def door(monitor: HealthMonitor) -> Iterator[MetricsDoor]:
    opened = open_door(monitor.vitals, ANY_FREE_PORT)
    assert opened is not None
    yield opened
    opened.stop()


def scrape(door: MetricsDoor, path: str = "/metrics") -> requests.Response:
    return requests.get(f"http://127.0.0.1:{door.port}{path}", timeout=60)


def samples(door: MetricsDoor) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the sorted values of its labels, as Prometheus reads them."""
    answer = scrape(door)
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_devices_are_told_with_state_reason_and_who_acts(
    monitor: HealthMonitor, door: MetricsDoor
) -> None:
    monitor.look(REPORTS)
    told = samples(door)
    assert told["openhall_device_up", "id-reader", "id-reader", "sam-serial"] == 1
    assert told["openhall_device_up", "ipp", "licence-printer", "licence-printer"] == 0
    empty = ("licence-printer", "licence-printer", "ipp", "userError", "media-empty", "host-staff")
    assert told["openhall_device_state", *sorted(empty)] == 1
    assert told["openhall_devices_waiting", "host-staff"] == 2
    assert told["openhall_devices_waiting", "technician"] == 0
    since = "openhall_device_trouble_since_timestamp_seconds"
    assert told[since, "ipp", "licence-printer", "licence-printer"] == SINCE.timestamp()


def test_a_device_that_is_well_again_is_told_so(monitor: HealthMonitor, door: MetricsDoor) -> None:
    monitor.look(REPORTS)
    monitor.look(tuple(replace(one, status=Ready()) for one in REPORTS))
    assert {value for (name, *_), value in samples(door).items() if name.endswith("_up")} == {1}


def test_outbox_sheets_and_visits_are_counted_and_no_case_is_named(
    monitor: HealthMonitor, door: MetricsDoor, tmp_path: Path
) -> None:
    case_id = leave_a_case(Terminal(tmp_path, stack=None))  # type: ignore[arg-type]
    with closing(CustodyLedger(tmp_path / "state" / "paper.sqlite", SystemClock())) as ledger:
        ledger.load_stock("QH00000431", 40, "settings")
        monitor.visit_woken()
        monitor.visit_gone()
        told = samples(door)
        text = scrape(door).text
    assert told["openhall_outbox_unsent",] == 1
    assert told["openhall_outbox_oldest_age_seconds",] >= 0
    assert told["openhall_sheets", "remaining"] == 40
    assert told["openhall_visits_total",] == 1
    assert told["openhall_visit_processes_gone_total",] == 1
    assert case_id not in text
    assert CANARY not in text


def test_nothing_of_the_process_itself_is_told(door: MetricsDoor) -> None:
    names = {name for name, *_ in samples(door)}
    assert names
    assert all(name.startswith("openhall_") for name in names)


def test_before_the_first_start_there_are_no_books_to_count(door: MetricsDoor) -> None:
    assert not [name for name, *_ in samples(door) if "outbox" in name or "sheets" in name]


def test_only_one_page_is_there(door: MetricsDoor) -> None:
    assert scrape(door, "/").status_code == 404
    assert requests.post(f"http://127.0.0.1:{door.port}/metrics", timeout=60).status_code == 501


def test_no_port_no_door_and_a_taken_port_does_not_stop_a_kiosk(
    monitor: HealthMonitor, door: MetricsDoor, caplog: pytest.LogCaptureFixture
) -> None:
    assert open_door(monitor.vitals, None) is None
    assert open_door(monitor.vitals, door.port) is None
    assert "metrics_port_refused" in caplog.text
