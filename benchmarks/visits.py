"""From one citizen to the next: how long the change takes, a start takes, and what it weighs.

    python -m benchmarks.visits [--rounds N] [--size 540x960] [--write FILE]

A real platform, virtual devices and a real host. A visit is woken and killed, as a crash would end
it, and the next attract screen is waited for over the glass; then the new spare is. The starts are
read from the host's own log, the weights from the kernel.
"""

import argparse
import os
import platform
import re
import signal
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.clock import SystemClock
from screens.bench.ensemble import Ensemble, Places, derive_settings
from screens.bench.walker import Walker

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "config" / "settings" / "demo.yaml"
FULL_WIDTH_PX = 1080
PROMISED_SECONDS = 0.5
CLOCK = SystemClock()
LOOK_SECONDS = 0.01
LIMIT_SECONDS = 120.0
_STARTED = re.compile(r"visit_started visit=(\w+) pid=(\d+)")


@dataclass
class Found:
    """Seconds and MiB."""

    changes: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    host_mib: list[float] = field(default_factory=list)
    shown_mib: list[float] = field(default_factory=list)
    spare_mib: list[float] = field(default_factory=list)


def measure(rounds: int, size: str) -> Found:
    found = Found()
    with tempfile.TemporaryDirectory(prefix="openhall-") as folder:
        places = Places(Path(folder))
        scale = int(size.split("x")[0]) / FULL_WIDTH_PX
        settings = derive_settings(SETTINGS, places, scale=scale)
        ensemble = Ensemble(ROOT, places, str(settings["platform"]["url"]))  # type: ignore[index]
        try:
            ensemble.start_platform()
            ensemble.start_devices()
            began_at = CLOCK.monotonic()
            ensemble.start_host(is_offscreen=True)
            walker = Walker(places.glass, places.folder / "steps", CLOCK)
            walker.wait_screen("AttractView", LIMIT_SECONDS)
            found.starts.append(CLOCK.monotonic() - began_at)
            for _ in range(rounds):
                _change(ensemble, walker, places.log("host"), found)
            walker.let_go()
        finally:
            ensemble.stop()
    return found


def _change(ensemble: Ensemble, walker: Walker, log: Path, found: Found) -> None:
    _until(lambda: len(_alive(log)) == 2, "a spare")
    shown, spare = _alive(log)
    _until(lambda: _is_idle(spare), "the spare")
    found.host_mib.append(_mib(ensemble.pid("host")))
    found.shown_mib.append(_mib(shown))
    found.spare_mib.append(_mib(spare))
    walker.tap("Wake()")
    walker.wait_screen("HomeView")
    walker.let_go()
    began_at = CLOCK.monotonic()
    os.kill(shown, signal.SIGKILL)
    _until(lambda: _attract(walker), "the next attract screen")
    found.changes.append(CLOCK.monotonic() - began_at)


def _attract(walker: Walker) -> bool:
    look = walker.look()
    return look is not None and look.screen == "AttractView"


def _until(is_so: Callable[[], bool], what: str) -> None:
    give_up = CLOCK.monotonic() + LIMIT_SECONDS
    while not is_so():
        if CLOCK.monotonic() > give_up:
            raise SystemExit(f"waited too long for {what}")
        _pause()


def _pause() -> None:
    CLOCK.wait(threading.Event(), LOOK_SECONDS)


def _alive(log: Path) -> list[int]:
    """Process ids of the visits that live, the one on the glass first."""
    started = [int(pid) for _, pid in _STARTED.findall(log.read_text("utf-8", "replace"))]
    return [pid for pid in started if Path(f"/proc/{pid}").exists()]


def _is_idle(pid: int) -> bool:
    """A spare that has been built does next to nothing: less than a tenth of a core."""
    before = _ticks(pid)
    CLOCK.wait(threading.Event(), 1.0)
    return _ticks(pid) - before < os.sysconf("SC_CLK_TCK") / 10


def _ticks(pid: int) -> int:
    parts = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return int(parts[11]) + int(parts[12])


def _mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def report(found: Found, size: str) -> str:
    ranked = sorted(found.changes)
    return "\n".join(
        (
            f"{len(ranked)} changes at {size}, {platform.machine()}, {os.cpu_count()} cores,",
            f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} while measuring:",
            "",
            "| what | median | worst |",
            "|---|---:|---:|",
            f"| visit gone until the next attract screen answers, s "
            f"| {statistics.median(ranked):.3f} | {ranked[-1]:.3f} |",
            f"| of the promised {PROMISED_SECONDS} s "
            f"| {statistics.median(ranked) / PROMISED_SECONDS:.2f} "
            f"| {ranked[-1] / PROMISED_SECONDS:.2f} |",
            f"| first start of the host until its attract screen, s | {found.starts[0]:.1f} | |",
            _weight("host", found.host_mib),
            _weight("visit on the glass", found.shown_mib),
            _weight("warm spare", found.spare_mib),
        )
    )


def _weight(name: str, values: list[float]) -> str:
    return f"| {name}, MiB resident | {statistics.median(values):.0f} | {max(values):.0f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--size", default="540x960")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    text = report(measure(options.rounds, options.size), options.size)
    print(text)
    if options.write is not None:
        options.write.write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
