"""Settings with mistakes, read through the front door, and a watch over what must not start."""

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path

# Loaded before anything is watched: libraries look around while they are imported, which starts
# nothing of ours, and the front door imports late.
import kiosk.upkeep.diagnose  # noqa: F401
import run_kiosk

#: What a start begins with. A mistake in the settings must be found before any of it.
_WATCHED = ("socket.__new__", "subprocess.Popen", "os.fork", "os.posix_spawn", "os.mkdir",
            "sqlite3.connect")  # fmt: skip

#: Everything but the devices.
HEAD = """\
terminal:
  id: QH-BJL-03
  name: 3 号机
  hall: 滨江路 24 小时厅
  city: 青禾市
  site: BJL
  region: "990100"
  complaint_line: "12345"
folders:
  state: {state}
platform:
  url: http://127.0.0.1:9
stock:
  first_serial: QH00000431
  sheets: 40
devices:
"""
READER = """\
  - id: reader
    role: id-reader
    adapter: sam-serial
    options:
      port: /nowhere/reader
"""
_SLIPS = """\
  - id: slips
    role: receipt-printer
    adapter: escpos-tcp
    options:
      host: 127.0.0.1
      port: 9100
"""
GOOD = HEAD + READER + _SLIPS


@dataclass
class Happenings:
    """What the process did while it was watched."""

    is_watching: bool = False
    events: list[str] = field(default_factory=list)

    def hear(self, event: str, _: tuple[object, ...]) -> None:
        if self.is_watching and event in _WATCHED:
            self.events.append(event)


#: An audit hook stays for ever, so there is one for all tests.
_HAPPENINGS = Happenings()
sys.addaudithook(_HAPPENINGS.hear)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Everything begun meanwhile: sockets, processes, folders, databases, threads."""
    begin = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        _HAPPENINGS.events.append(f"thread {thread.name}")
        begin(thread)

    _HAPPENINGS.events, _HAPPENINGS.is_watching = [], True
    threading.Thread.start = start  # type: ignore[method-assign]
    try:
        yield _HAPPENINGS.events
    finally:
        _HAPPENINGS.is_watching = False
        threading.Thread.start = begin  # type: ignore[method-assign]


@dataclass(frozen=True)
class Refusal:
    """What the front door said to wrong settings."""

    code: int
    lines: list[str]
    begun: list[str]

    def at(self, line: int) -> list[str]:
        """What is said of one line of the settings."""
        return [said for said in self.lines if f"terminal.yaml:{line}:" in said]


def refuse(folder: Path, text: str | bytes, command: str = "diagnose") -> Refusal:
    """Run a command on these settings."""
    file = folder / "terminal.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return refuse_file(file, command)


def refuse_file(file: Path, command: str = "diagnose") -> Refusal:
    err = io.StringIO()
    with redirect_stderr(err), watched() as begun:
        code = run_kiosk.main([command, "--settings", str(file)])
    return Refusal(code, err.getvalue().splitlines(), list(begun))


def good(folder: Path) -> str:
    return GOOD.format(state=folder / "state")


def line_of(text: str, part: str) -> int:
    """The first line, counted from 1, that holds ``part``."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)
