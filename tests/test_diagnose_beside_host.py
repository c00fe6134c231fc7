"""A host holds the devices: its board is shown, and nothing of it is disturbed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.status import Actor, Attention, DeviceReport, Ready, Role, State, Unavailable
from kiosk.clock import SystemClock
from kiosk.host.health_board import HealthBoard
from kiosk.paper.ledger import CustodyLedger
from tests.receipt_samples import ROOT
from tests.terminal_rig import Terminal, terminal

SINCE = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)
BOARD = (
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
#: Takes the books and puts a board up as a host does, says so, and waits to be killed.
HOST_CHILD = """
import sys, threading
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.host.health_board import HealthBoard
from kiosk.paper.ledger import CustodyLedger
from tests.test_diagnose_beside_host import BOARD
state = Path(sys.argv[1])
ledger = CustodyLedger(state / "paper.sqlite", SystemClock())
ledger.load_stock("QH00000431", 40, "settings")
HealthBoard(state / "health.json", SystemClock()).look(BOARD)
print("up", flush=True)
threading.Event().wait()
"""


@contextmanager
def host_at(here: Terminal, *, has_board: bool = True) -> Iterator[None]:
    """The two marks of a living host."""
    here.state.mkdir()
    board = HealthBoard(here.state / "health.json", SystemClock())
    with closing(CustodyLedger(here.state / "paper.sqlite", SystemClock())):
        if has_board:
            board.look(BOARD)
        yield
        board.close()


def test_the_board_is_shown_and_the_devices_are_left_alone(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        reader = here.id_reader()
        with host_at(here):
            found = here.diagnose("--print")
        assert reader.requests() == []
        assert found.code != 0
        assert found.document["host"]["running"] is True
        assert found.document["host"]["pid"] == os.getpid()
        assert {each["test"]["reason"] for each in found.document["devices"]} == {
            "host-holds-the-device"
        }
        assert found.troubles_at("licence-printer") == {("media-empty", "host-staff")}
        assert found.troubles_at("receipt-printer") == {("media-low", "host-staff")}
        assert found.troubles_at("id-reader") == set()
        assert found.device("licence-printer")["since"] == SINCE.isoformat()
        assert found.device("licence-printer")["state"] == "userError"


def test_the_words_say_that_a_host_runs_and_why_nothing_was_tested(tmp_path: Path) -> None:
    with terminal(tmp_path) as here, host_at(here):
        _, text = here.run()
        assert f"进程号 {os.getpid()}" in text
        assert "未做：设备由主机进程独占" in text


def test_a_host_without_a_board_is_a_trouble_of_its_own(tmp_path: Path) -> None:
    with terminal(tmp_path) as here, host_at(here, has_board=False):
        found = here.diagnose()
        assert found.troubles_at("host") == {("board-missing", "technician")}
        assert found.document["devices"] == []


def test_half_a_board_is_no_board(tmp_path: Path) -> None:
    with terminal(tmp_path) as here, host_at(here):
        (here.state / "health.json").write_text('{"pid": 1, "dev')
        assert here.diagnose().troubles_at("host") == {("board-missing", "technician")}


def test_the_board_of_a_killed_host_is_not_believed(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.id_reader()
        here.state.mkdir()
        command = [sys.executable, "-c", HOST_CHILD, str(here.state)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as host:
            assert host.stdout is not None
            assert host.stdout.readline() == b"up\n"
            assert here.diagnose().document["host"]["pid"] == host.pid
            host.send_signal(signal.SIGKILL)
        assert (here.state / "health.json").exists()
        found = here.diagnose()
        assert found.document["host"]["running"] is False
        # What the killed host wrote last is in the log beside the file, and is read from there.
        assert found.document["paper"]["remaining"] == 40
        assert found.device("id-reader")["test"]["result"] == "passed"


def test_a_host_can_start_right_after_a_look(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        with host_at(here):
            here.diagnose()
        here.diagnose()
        with closing(CustodyLedger(here.state / "paper.sqlite", SystemClock())) as ledger:
            assert ledger.books().loaded == 0


def test_without_the_right_to_look_nothing_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The suite may run as root, whom no file mode stops: so the refusal is played."""
    really_open = os.open

    def refusing(path: str, *args: int, **more: int) -> int:
        if str(path).endswith("paper.lock"):
            raise PermissionError(13, "Permission denied")
        return really_open(path, *args, **more)

    with terminal(tmp_path) as here:
        reader = here.id_reader()
        with host_at(here), monkeypatch.context() as patch:
            patch.setattr(os, "open", refusing)
            found = here.diagnose()
            _, text = here.run()
        assert reader.requests() == []
        assert found.document["host"]["running"] is None
        assert found.troubles_at("host") == {("state-forbidden", "technician")}
        assert "没有权限查看状态目录" in text
