"""What our scan of a page costs over a bare scanimage, and how fast a dead scan is noticed.

    python -m benchmarks.page_scanner [--rounds N] [--write FILE]

Both run the same program against SANE's own test backend, turn and turn about, so the ratio says
what the pipes, the checks, the turning of colours and the wiping cost. No scanner is so fast: the
test backend makes a page in memory, a real one moves a lamp for seconds.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.document_scanner.sane_scanner import make_sane_scanner
from devices.document_scanner.sane_settings import SaneSettings
from devices.ports import PagesScanned, ScanFailed, ScanSource
from kiosk.clock import SystemClock

_TEST_CONF = (
    "number_of_devices 1\nmode Color\ndepth 8\nresolution 200.0\ngeometry_max 300.0\n"
    'br_x 210.0\nbr_y 297.0\ntest-picture "Color pattern"\n'
)
_SOURCES = {ScanSource.FLATBED: "Flatbed", ScanSource.FEEDER: "Automatic Document Feeder"}
_PAGES = {ScanSource.FLATBED: 1, ScanSource.FEEDER: 10}
_DEADLINE_SECONDS = 2.0
_PACED_MICROSECONDS = 25_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, and of processors, our own and those of ended children."""

    wall: float
    cpu: float


def cost_of(work: Callable[[], object]) -> Cost:
    wall, cpu = time.perf_counter(), _cpu_seconds()
    work()
    return Cost(time.perf_counter() - wall, _cpu_seconds() - cpu)


def _cpu_seconds() -> float:
    usage = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in usage)


def must(holds: bool, otherwise: object) -> None:
    if not holds:
        raise RuntimeError(str(otherwise))


def bare(folder: Path, source: ScanSource, resolution_dpi: int) -> None:
    """What a shell script would do: pages as files in memory."""
    count = ["--batch-count=1"] if source is ScanSource.FLATBED else []
    subprocess.run(
        ["scanimage", "--device-name=test:0", "--format=pnm", f"--source={_SOURCES[source]}",
         "--mode=Color", f"--resolution={resolution_dpi}", "-x210", "-y297",
         f"--batch={folder}/%d.pnm", *count],
        env={"SANE_CONFIG_DIR": str(folder), "PATH": os.environ["PATH"]},
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for page in folder.glob("*.pnm"):
        page.unlink()


def compare(folder: Path, source: ScanSource, resolution_dpi: int, rounds: int) -> str:
    settings = SaneSettings(
        backend="test", config_folder=str(folder), resolution_dpi=resolution_dpi
    )
    scanner = make_sane_scanner(settings, SystemClock())
    scanner.open()

    def ours() -> None:
        outcome = scanner.scan(source, lambda *page: None, threading.Event())
        must(outcome == PagesScanned(_PAGES[source]), outcome)

    pairs = [
        (cost_of(lambda: bare(folder, source, resolution_dpi)), cost_of(ours))
        for _ in range(rounds)
    ]
    return " ".join(
        (
            f"| {source}, {_PAGES[source]} page(s), {resolution_dpi} dpi |",
            _cells([(theirs.wall, mine.wall) for theirs, mine in pairs], _PAGES[source]),
            _cells([(theirs.cpu, mine.cpu) for theirs, mine in pairs], _PAGES[source]),
        )
    )


def _cells(pairs: list[tuple[float, float]], pages: int) -> str:
    theirs, mine = (statistics.median(column) / pages for column in zip(*pairs, strict=True))
    ratio = statistics.median(ours / bare for bare, ours in pairs)
    return f"{theirs * 1000:.0f} | {mine * 1000:.0f} | {ratio:.2f} |"


def _slowed(folder: Path, name: str, microseconds: int) -> Path:
    """The test backend with a pause after every read."""
    slow = folder / name
    slow.mkdir()
    pause = f"read-delay true\nread-delay-duration {microseconds}\n"
    (slow / "dll.conf").write_text("test\n", "utf-8")
    (slow / "test.conf").write_text(_TEST_CONF + pause, "utf-8")
    return slow


def time_to_notice(folder: Path, rounds: int) -> str:
    """A backend that trickles: from the order to the refusal, with the group gone."""
    slow = _slowed(folder, "slow", 200_000)
    settings = SaneSettings(backend="test", config_folder=str(slow), page_seconds=_DEADLINE_SECONDS)
    scanner = make_sane_scanner(settings, SystemClock())
    scanner.open()
    late = []
    for _ in range(rounds):
        start = time.perf_counter()
        outcome = scanner.scan(ScanSource.FLATBED, lambda *page: None, threading.Event())
        late.append(time.perf_counter() - start - _DEADLINE_SECONDS)
        must(isinstance(outcome, ScanFailed), outcome)
    return (
        f"A page that is not whole after its {_DEADLINE_SECONDS:.0f} s: refused, and its processes"
        f" gone, {statistics.median(late):.2f} s later (worst of {rounds}: {max(late):.2f} s)."
    )


def report(rounds: int) -> str:
    shm = Path("/dev/shm")  # memory, so that no disk takes part in either
    folder = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    try:
        (folder / "dll.conf").write_text("test\n", "utf-8")
        (folder / "test.conf").write_text(_TEST_CONF, "utf-8")
        rows = [compare(folder, source, dpi, rounds) for source in _SOURCES for dpi in (200, 300)]
        paced = _slowed(folder, "paced", _PACED_MICROSECONDS)
        rows.append("| slowed: " + compare(paced, ScanSource.FLATBED, 200, max(3, rounds // 4))[2:])
        notice = time_to_notice(folder, max(3, rounds // 4))
    finally:
        shutil.rmtree(folder)
    load = f"{os.getloadavg()[0]:.1f}"
    head = (
        "# Page scanner: what was measured\n\n"
        f"`python -m benchmarks.page_scanner --write FILE`, {rounds} rounds, load average {load};\n"
        "SANE's test backend, which makes a page in memory; the last row slows it down to about\n"
        "the two seconds a page of a quick scanner. Milliseconds a page, median; the ratios are\n"
        "the medians of the rounds' own. Ours runs with `nice 5`: on the clock of a busy machine\n"
        "that shows.\n\n"
        "| what | clock: bare | ours | ours / bare | CPU: bare | ours | ours / bare |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "\n".join(rows) + f"\n\n{notice}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    text = report(arguments.rounds)
    print(text)
    if arguments.write:
        arguments.write.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
