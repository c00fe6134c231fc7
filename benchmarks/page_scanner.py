"""What our scan of a page costs over a bare scanimage, and how fast a dead scan is noticed.

    python -m benchmarks.page_scanner [--rounds N] [--write FILE]

Both run the same program against SANE's own test backend, turn and turn about, so the ratio says
what the pipes, the checks, the turning of colours and the wiping cost. No scanner is so fast: the
test backend makes a page in memory, a real one moves a lamp for seconds.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
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


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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

    ours_took, bare_took = [], []
    for _ in range(rounds):
        bare_took.append(seconds(lambda: bare(folder, source, resolution_dpi)))
        ours_took.append(seconds(ours))
    pages = _PAGES[source]
    mine, theirs = statistics.median(ours_took) / pages, statistics.median(bare_took) / pages
    ratio = statistics.median(m / t for m, t in zip(ours_took, bare_took, strict=True))
    return (
        f"| {source}, {pages} page(s), {resolution_dpi} dpi | {theirs * 1000:.0f} |"
        f" {mine * 1000:.0f} | {ratio:.2f} |"
    )


def time_to_notice(folder: Path, rounds: int) -> str:
    """A backend that trickles: from the order to the refusal, with the group gone."""
    slow = folder / "slow"
    slow.mkdir()
    trickle = "read-delay true\nread-delay-duration 200000\n"
    (slow / "test.conf").write_text(_TEST_CONF + trickle, "utf-8")
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
        notice = time_to_notice(folder, max(3, rounds // 4))
    finally:
        shutil.rmtree(folder)
    load = f"{os.getloadavg()[0]:.1f}"
    head = (
        "# Page scanner: what was measured\n\n"
        f"`python -m benchmarks.page_scanner --write FILE`, {rounds} rounds, load average {load};\n"
        "SANE's test backend, which makes a page in memory: a real scanner takes seconds for one,\n"
        "so the share of ours vanishes. Milliseconds a page, median; the ratio is the median of\n"
        "the rounds' own ratios.\n\n"
        "| what | bare scanimage ms | ours ms | ours / bare |\n| --- | --- | --- | --- |\n"
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
