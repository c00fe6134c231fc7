"""The host site calls for a technician: operators see it until one comes, over restarts too."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.host.health_monitor import HealthMonitor
from kiosk.host.heartbeat import Heart
from kiosk.upkeep.staff.audit import Audit, Deed
from kiosk.upkeep.staff.call import TechnicianCall
from kiosk.upkeep.staff.roles import StaffRole
from kiosk.upkeep.staff.sign_in import StaffFiles
from tests.fakes.central_rig import running_platform
from tests.fakes.clock import FakeClock
from tests.licence_rig import until
from tests.terminal_rig import terminal
from tests.test_host_clerk import running_host
from tests.test_host_heartbeat import client, fleet
from tests.test_host_metrics import ORIGIN, REPORTS

WORDS = "现场在等技术员"


def log_in(folder: Path, clock: FakeClock) -> Audit:
    return StaffFiles.under(folder, clock).audit


def come(audit: Audit, role: StaffRole) -> None:
    audit.note("S-1", Deed.SIGNED_IN, role)


def test_nobody_has_called_where_nothing_was_ever_written(tmp_path: Path) -> None:
    assert TechnicianCall(log_in(tmp_path, FakeClock())).since() is None


def test_a_call_stands_from_its_first_time_until_a_technician_signs_in(tmp_path: Path) -> None:
    clock = FakeClock()
    audit = log_in(tmp_path, clock)
    call = TechnicianCall(audit)
    come(audit, StaffRole.HOST_STAFF)
    first = clock.wall()
    audit.note("H-201", Deed.TECHNICIAN_CALLED)
    clock.advance(60.0)
    audit.note("H-201", Deed.TECHNICIAN_CALLED)
    come(audit, StaffRole.HOST_STAFF)
    assert call.since() == datetime.fromisoformat(first.isoformat(timespec="milliseconds"))
    assert TechnicianCall(audit).since() == call.since()
    come(audit, StaffRole.TECHNICIAN)
    assert call.since() is None


def test_a_second_call_after_the_technician_left_is_a_new_one(tmp_path: Path) -> None:
    clock = FakeClock()
    audit = log_in(tmp_path, clock)
    audit.note("H-201", Deed.TECHNICIAN_CALLED)
    come(audit, StaffRole.TECHNICIAN)
    clock.advance(60.0)
    audit.note("H-201", Deed.TECHNICIAN_CALLED)
    since = TechnicianCall(audit).since()
    assert since is not None
    assert (clock.wall() - since).total_seconds() < 1.0


def test_operators_see_the_call_and_its_end_and_the_beat_is_hurried(tmp_path: Path) -> None:
    clock = FakeClock()
    audit = log_in(tmp_path / "state", clock)
    monitor = HealthMonitor(ORIGIN, tmp_path / "state", clock, lambda: True)
    hurried: list[bool] = []
    monitor.on_change = lambda: hurried.append(True)
    well = tuple(one for one in REPORTS if one.device_id == "id-reader")
    monitor.look(well)
    hurried.clear()
    with running_platform(tmp_path / "platform") as rig, closing(client(rig.url)) as line:
        heart = Heart(line, monitor.vitals, clock)
        heart.beat()
        assert WORDS not in fleet(rig)
        audit.note("H-201", Deed.TECHNICIAN_CALLED)
        monitor.look(well)
        heart.beat()
        text = fleet(rig)
        assert WORDS in text
        assert "badge limping" in text
        come(audit, StaffRole.TECHNICIAN)
        monitor.look(well)
        monitor.look(well)
        heart.beat()
        assert WORDS not in fleet(rig)
    assert hurried == [True, True]


def test_a_running_host_tells_of_a_call_though_no_device_changes_and_no_beat_is_due(
    tmp_path: Path,
) -> None:
    with (
        running_platform(tmp_path / "platform", heartbeat_seconds=3600.0) as rig,
        terminal(tmp_path) as here,
    ):
        here.platform = rig.url
        with running_host(here):
            until(lambda: fleet(rig), lambda page: "badge well" in page)
            StaffFiles.under(here.state, SystemClock()).audit.note("H-1", Deed.TECHNICIAN_CALLED)
            until(lambda: fleet(rig), lambda page: WORDS in page)
