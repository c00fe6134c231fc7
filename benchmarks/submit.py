"""Submit pressed until "stored" is on the glass, against one durable commit on the same disk.

    python -m benchmarks.submit [--rounds N] [--size 540x960] [--write FILE]

A real platform, a real host with virtual devices, and a real visit in its window: the finger lifts
from Submit, the session seals the case, the host commits it and answers, the screen with "stored"
is drawn. One visit hands in again and again, each time a new case with three pages that were kept
before. Bare commits (SQLite, WAL, FULL, a row of the same size) are taken between the submits.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from kiosk.clock import SystemClock
from screens.bench.ensemble import Ensemble, Places, derive_settings

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "config" / "settings" / "demo.yaml"
FULL_WIDTH_PX = 1080
PROMISED_RATIO = 3.0
CLOCK = SystemClock()

#: Where the time goes: from the stamp on the left to the one on the right.
SHARES = (
    ("finger to session", "lifted", "sealing"),
    ("case assembled and sealed", "sealing", "sealed"),
    ("visit's thread, socket, host's thread", "sealed", "arrived"),
    ("host: checks and durable commit", "arrived", "committed"),
    ("host's loop, socket, visit's thread", "committed", "received"),
    ("visit's UI thread gets to it", "received", "heard"),
    ("session and view", "heard", "presented"),
    ("screen drawn", "presented", "drawn"),
)


# --- the visit that hands in again and again --------------------------------------------------


def visit(options: argparse.Namespace) -> int:
    """Run the visit's own program with an app that drives itself."""
    from kiosk.host.settings import load_setup
    from screens import kivy_setup

    # Kivy reads its settings at its first import: with stock ones its clock sleeps a frame through.
    window = load_setup(options.settings, ROOT).settings.window
    kivy_setup.prepare(window.width_px, window.height_px, offscreen=True, hidden=True)

    import screens.app
    from benchmarks.submit_visit import SelfDriving
    from screens.visit_process import run_visit

    screens.app.VisitApp = partial(SelfDriving, options.rounds, options.result)  # type: ignore[misc]
    return run_visit(
        settings_file=options.settings,
        base=ROOT,
        socket_fd=options.socket_fd,
        visit_id=options.visit_id,
        is_offscreen=True,
        glass=None,
        frame_log=None,
    )


# --- the host that starts it ------------------------------------------------------------------


def host(options: argparse.Namespace) -> int:
    """The real host; only the visit that it starts drives itself."""
    import signal

    from kiosk.host.host import Host
    from kiosk.host.settings import load_setup

    def launch(socket_fd: int, visit_id: str, *_: object) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "benchmarks.submit", "visit"]
        command += ["--settings", str(options.settings), "--result", str(options.result)]
        command += ["--rounds", str(options.rounds)]
        command += ["--socket-fd", str(socket_fd), "--visit-id", visit_id]
        return subprocess.Popen(command, pass_fds=[socket_fd], cwd=ROOT, start_new_session=True)

    setup = load_setup(options.settings, ROOT)
    terminal = Host(setup, CLOCK, launch, Random())
    _stamp_host(terminal, options.result.with_suffix(".host"))
    signal.signal(signal.SIGTERM, lambda *_: terminal.stop())
    terminal.run()
    return 0


def _stamp_host(terminal: Any, result: Path) -> None:
    """Write down when each case arrived and was committed: one JSON object a line."""
    outbox = terminal._uplink.outbox  # noqa: SLF001  (stamps around the real thing)
    put_case = outbox.put_case

    def stamped(*case: Any) -> Any:
        arrived = CLOCK.monotonic()
        outcome = put_case(*case)
        line = {"arrived": arrived, "committed": CLOCK.monotonic()}
        with result.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        return outcome

    outbox.put_case = stamped


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All processes of a terminal; what the visit wrote down."""
    with tempfile.TemporaryDirectory(prefix="openhall-", dir=options.disk) as folder:
        places = Places(Path(folder))
        scale = int(options.size.split("x")[0]) / FULL_WIDTH_PX
        settings = derive_settings(SETTINGS, places, scale=scale)
        ensemble = Ensemble(ROOT, places, str(settings["platform"]["url"]))  # type: ignore[index]
        result = places.folder / "result.json"
        try:
            ensemble.start_platform()
            ensemble.start_devices()
            command = [sys.executable, "-m", "benchmarks.submit", "host"]
            command += ["--settings", str(places.settings), "--result", str(result)]
            command += ["--rounds", str(options.rounds)]
            with (
                places.log("host").open("wb") as log,
                subprocess.Popen(command, cwd=ROOT, stderr=log) as process,
            ):
                try:
                    _wait_for(result, process, places.log("host"))
                finally:
                    process.terminate()
        finally:
            ensemble.stop()
        found: dict[str, Any] = json.loads(result.read_text("utf-8"))
        lines = result.with_suffix(".host").read_text("utf-8").splitlines()
        for stamps, line in zip(found["stamps"], lines, strict=True):
            stamps |= json.loads(line)
        return found


def _wait_for(result: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
    import threading

    never = threading.Event()
    give_up = CLOCK.monotonic() + 300
    while not result.exists():
        broken = "Traceback" in log.read_text("utf-8", "replace")
        if process.poll() is not None or broken or CLOCK.monotonic() > give_up:
            raise SystemExit(log.read_text("utf-8", "replace")[-3000:])
        CLOCK.wait(never, 0.2)


# --- the report -------------------------------------------------------------------------------


def p99(values: list[float]) -> float:
    """With fewer than a hundred rounds this is the worst."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]


def report(found: dict[str, Any], size: str) -> str:
    stamps, commits = found["stamps"], found["commits"]
    whole = [one["drawn"] - one["lifted"] for one in stamps]
    yard, yard99 = statistics.median(commits), p99(commits)
    rows = [_row("bare durable commit", commits, yard, yard99)]
    rows.append(_row('**Submit lifted until "stored" is drawn**', whole, yard, yard99))
    for name, begin, end in SHARES:
        rows.append(_row(name, [one[end] - one[begin] for one in stamps], yard, yard99))
    return "\n".join(
        (
            f"{len(stamps)} submits at {size}, {platform.machine()}, {os.cpu_count()} cores,",
            f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} while measuring:",
            "",
            "| what | median ms | p99 ms | median, commits | p99, commits at p99 |",
            "|---|---:|---:|---:|---:|",
            *rows,
        )
    )


def _row(name: str, values: list[float], yard: float, yard99: float) -> str:
    middle, worst = statistics.median(values), p99(values)
    return (
        f"| {name} | {middle * 1000:.1f} | {worst * 1000:.1f} "
        f"| {middle / yard:.2f} | {worst / yard99:.2f} |"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("role", nargs="?", choices=["measure", "host", "visit"], default="measure")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--size", default="540x960")
    parser.add_argument("--no-pixels", action="store_true", help="leave out the rasteriser")
    parser.add_argument("--disk", type=Path, help="a folder on the disk to measure")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--result", type=Path)
    parser.add_argument("--socket-fd", type=int)
    parser.add_argument("--visit-id")
    options = parser.parse_args()
    if options.no_pixels:
        # Kivy does all its own work, and no pixel is drawn: what a graphics chip leaves over.
        os.environ["KIVY_GL_BACKEND"] = "mock"
    if options.role == "visit":
        return visit(options)
    if options.role == "host":
        return host(options)
    what = "no pixels" if options.no_pixels else options.size
    text = report(measure(options), what)
    print(text)
    if options.write is not None:
        options.write.write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
