"""Whether a host is at work here, and what its board says of the devices.

Owns reading ``health.json``; ``kiosk/host/health_board.py`` writes it. The proof that a host lives
is its lock on the paper books, which ends with the process however it dies; a process id on a board
that a killed host left behind may belong to anybody by now.
"""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.status import Actor, Role, State
from devices.third_party import SAFE_MODE
from kiosk.upkeep.findings import DeviceFinding, HostFinding, Skipped, Trouble
from kiosk.uplink.database import is_held

BOARD_FILE, PAPER_BOOKS = "health.json", "paper.sqlite"
_LARGEST_BOARD_BYTES = 256 * 1024


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    id: str
    role: Role
    model: str
    state: State
    reason: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9-]{0,60}$")
    actor: Actor | None = None
    since: datetime | None = None


class _Board(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    pid: int
    at: datetime
    devices: tuple[_Row, ...]
    safe_mode: bool = False


def look_for_host(state_folder: Path) -> tuple[HostFinding, tuple[DeviceFinding, ...]]:
    """The host, and the devices as its board has them (none when there is no host)."""
    try:
        if not is_held(state_folder / PAPER_BOOKS):
            return HostFinding(is_running=False), ()
    except PermissionError:
        forbidden = Trouble("state-forbidden", Actor.TECHNICIAN)
        return HostFinding(is_running=None, troubles=(forbidden,)), ()
    board = _read(state_folder / BOARD_FILE)
    if board is None:
        silent = Trouble("board-missing", Actor.TECHNICIAN)
        return HostFinding(is_running=True, troubles=(silent,)), ()
    safe = (Trouble(SAFE_MODE, Actor.TECHNICIAN),) if board.safe_mode else ()
    host = HostFinding(is_running=True, pid=board.pid, board_at=board.at, troubles=safe)
    return host, tuple(_finding(row) for row in board.devices)


def _read(file: Path) -> _Board | None:
    try:
        with file.open("rb") as stream:
            return _Board.model_validate_json(stream.read(_LARGEST_BOARD_BYTES))
    except (FileNotFoundError, ValidationError):
        return None


def _finding(row: _Row) -> DeviceFinding:
    trouble = None
    if row.reason is not None:
        trouble = Trouble(row.reason, row.actor or Actor.TECHNICIAN, row.since)
    return DeviceFinding(
        device_id=row.id,
        role=row.role,
        adapter=row.model,
        state=row.state,
        trouble=trouble,
        test=Skipped("host-holds-the-device"),
    )
