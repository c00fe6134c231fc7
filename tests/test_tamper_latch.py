"""A tamper switch that opens once: seen over cables, restarts and kills, until looked into."""

import io
import subprocess
import sys
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.status import Actor, DeviceReport, DeviceStatus, Ready, Role, State, Unavailable
from kiosk.catalogue.availability import box_stops
from kiosk.host.box_desk import BoxDesk
from kiosk.upkeep.staff.audit import Audit, AuditLine, Deed
from kiosk.upkeep.staff.register import StaffMember
from kiosk.upkeep.staff.roles import StaffRole
from kiosk.upkeep.staff.sign_in import StaffFiles
from kiosk.upkeep.tamper import run
from tests.fakes.clock import FakeClock
from tests.fakes.tamper_rig import latch_in
from tests.receipt_samples import ROOT

AT = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)
TAMPERED = Unavailable(State.FRAUD_ATTEMPT, "tampered", Actor.TECHNICIAN, AT)
SEEN = Unavailable(State.FRAUD_ATTEMPT, "tamper-seen", Actor.TECHNICIAN, AT)
GONE = Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, AT)
LIMIT_SECONDS = 60


def report(status: DeviceStatus) -> DeviceReport:
    return DeviceReport("io-board", Role.IO_BOARD, "modbus-board", status)


@dataclass
class Board:
    """A worker of which only the report is asked; its lamps are of no matter here."""

    status: DeviceStatus = field(default_factory=Ready)

    def report(self) -> DeviceReport:
        return report(self.status)

    def submit(self, *_: object, **__: object) -> None: ...


@dataclass
class Post:
    announced: list[object] = field(default_factory=list)

    def announce(self, event: object) -> None:
        self.announced.append(event)


class Rig:
    """A box desk that can be begun anew over the same folder, as after a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, FakeClock()
        self.board, self.post = Board(), Post()
        self.files = StaffFiles.under(folder, self.clock)
        self.restart()

    def restart(self) -> None:
        latch = latch_in(self.folder, self.clock)
        self.desk = BoxDesk(self.post, self.board, latch)  # type: ignore[arg-type]

    def told(self, status: DeviceStatus) -> DeviceStatus:
        """What the house is told when the board says this."""
        self.board.status = status
        self.desk.look(report(status))
        return self.desk.known(report(status)).status

    def deeds(self) -> list[tuple[str, str, str]]:
        return [(line.deed, line.number, line.detail) for line in self.files.audit.lines()]

    def command(self, what: str, number: str = "") -> int:
        self.said = io.StringIO()
        return run(self.files, what, number, self.said)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def test_switch_that_closed_again_is_still_told_as_tampered_with(rig: Rig) -> None:
    assert rig.told(TAMPERED) == TAMPERED
    assert rig.told(Ready()) == SEEN
    assert box_stops((rig.desk.known(report(Ready())),)) is not None


def test_cut_cable_does_not_hide_what_was_seen(rig: Rig) -> None:
    rig.told(TAMPERED)
    assert rig.told(GONE) == SEEN


def test_it_is_one_line_in_the_log_of_deeds_however_often_it_is_told(rig: Rig) -> None:
    for status in (TAMPERED, Ready(), TAMPERED, TAMPERED):
        rig.told(status)
        rig.desk.tick()
    assert rig.deeds() == [("tamper-seen", "", "io-board")]


def test_restarted_host_still_knows(rig: Rig) -> None:
    rig.told(TAMPERED)
    rig.restart()
    status = rig.told(Ready())
    assert isinstance(status, Unavailable)
    assert (status.reason, status.actor) == ("tamper-seen", Actor.TECHNICIAN)


def test_host_killed_the_moment_it_told_still_knows(tmp_path: Path) -> None:
    child = [sys.executable, "-m", "tests.fakes.tamper_rig", str(tmp_path)]
    with subprocess.Popen(child, cwd=ROOT, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        assert host.stdout.readline() == "seen\n"
        host.kill()
        assert host.wait(LIMIT_SECONDS) == -9
    assert latch_in(tmp_path).since is not None


def test_technician_at_the_screen_clears_it_for_good(rig: Rig) -> None:
    rig.told(TAMPERED)
    rig.told(Ready())
    assert rig.desk.clear_tamper("T-118")
    assert rig.post.announced == [report(Ready())]
    assert rig.told(Ready()) == Ready()
    rig.restart()
    assert rig.told(Ready()) == Ready()
    assert rig.deeds()[-1] == ("tamper-cleared", "T-118", "")


def test_switch_that_is_still_open_cannot_be_cleared(rig: Rig) -> None:
    rig.told(TAMPERED)
    assert not rig.desk.clear_tamper("T-118")
    assert rig.told(Ready()) == SEEN


def test_seen_again_after_it_was_cleared_is_latched_again(rig: Rig) -> None:
    rig.told(TAMPERED)
    rig.told(Ready())
    rig.desk.clear_tamper("T-118")
    rig.told(TAMPERED)
    assert rig.told(Ready()) == SEEN
    assert [deed for deed, _, _ in rig.deeds()] == ["tamper-seen", "tamper-cleared", "tamper-seen"]


def test_command_at_the_shell_clears_it_under_a_running_host(rig: Rig) -> None:
    assert rig.command("show") == 0
    rig.told(TAMPERED)
    rig.told(Ready())
    rig.desk.tick()
    assert rig.command("show") == 1
    assert rig.command("clear", "T-118") == 0
    rig.desk.tick()
    assert rig.post.announced == [report(Ready())]
    assert rig.told(Ready()) == Ready()
    assert rig.command("clear", "T-118") == 1


def test_command_at_the_shell_while_the_host_reads_the_log_at_its_start_clears_it(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.told(TAMPERED)
    newest = Audit.newest

    def meanwhile(audit: Audit, deeds: Set[Deed]) -> AuditLine | None:
        """Reads, and gets no turn until a technician has cleared it."""
        found = newest(audit, deeds)
        monkeypatch.undo()
        assert rig.command("clear", "T-118") == 0
        return found

    monkeypatch.setattr(Audit, "newest", meanwhile)
    rig.restart()
    rig.desk.tick()
    assert rig.told(Ready()) == Ready()


@pytest.mark.parametrize("number", ["", "somebody", "H-7", "T-999"])
def test_only_a_technician_of_this_terminal_clears_it(rig: Rig, number: str) -> None:
    for known, role in (("T-118", StaffRole.TECHNICIAN), ("H-7", StaffRole.HOST_STAFF)):
        member = StaffMember(number=known, role=role, tokens=("x",), pin_hash="x" * 20)
        rig.files.register.put(member)
    rig.told(TAMPERED)
    assert rig.command("clear", number) == 1
    assert rig.said.getvalue()
    rig.restart()
    assert isinstance(rig.told(Ready()), Unavailable)


def test_deed_of_somebody_else_clears_nothing(rig: Rig) -> None:
    rig.told(TAMPERED)
    rig.told(Ready())
    for deed in (Deed.SIGNED_IN, Deed.TESTED, Deed.SIGNED_OFF):
        rig.files.audit.note("T-118", deed)
        rig.desk.tick()
    assert rig.told(Ready()) == SEEN


def test_log_that_is_gone_clears_nothing_in_a_running_host(rig: Rig) -> None:
    rig.told(TAMPERED)
    rig.told(Ready())
    (rig.folder / "staff" / "audit.log").unlink()
    rig.desk.tick()
    assert rig.told(Ready()) == SEEN


def test_full_disk_keeps_it_in_memory_and_is_tried_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("kiosk.upkeep.staff.audit.os.open", full)
        assert rig.told(TAMPERED) == TAMPERED
        assert rig.told(Ready()) == SEEN
    assert rig.deeds() == []
    rig.clock.advance(11.0)
    rig.desk.tick()
    assert rig.deeds() == [("tamper-seen", "", "io-board")]
    assert rig.told(Ready()) == SEEN
