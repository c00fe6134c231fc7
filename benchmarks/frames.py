"""How long frames take while everything works: camera, reader, printers, sender, and fingers.

    python -m benchmarks.frames [--tours N] [--sizes 540x960 1080x1920] [--write FILE]

Walks the tour (scan three pages, sign, submit, print) and reads the frame logs of its visits. A
frame is what the UI thread does between two waits, drawing included; rounds that drew nothing and
took less than a millisecond are left out (they would only make the figures look better). What the
tour's own eyes cost (looking for keys, taking pictures) is taken out. Frames of a hidden spare are
nobody's and do not count.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devices.virtual.bench import BenchClient
from kiosk.clock import SystemClock
from screens.bench.ensemble import Ensemble, Places, derive_settings
from screens.bench.tour import Tour, register_a_noodle_shop
from screens.bench.walker import Walker

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "config" / "settings" / "demo.yaml"
PROMISED_MS = 50.0
FULL_WIDTH_PX = 1080
#: Long frames that the report lists.
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class FrameTaken:
    """One frame that a citizen saw."""

    screen: str
    ms: float
    cpu_ms: float
    gc_ms: float

    @property
    def is_long(self) -> bool:
        return self.ms > PROMISED_MS


def walk(width_px: int, keep: Path | None) -> list[FrameTaken]:
    """One tour in a window of this width; the frames of its shown visits."""
    with tempfile.TemporaryDirectory(prefix="openhall-") as folder:
        places = Places(Path(folder))
        settings = derive_settings(SETTINGS, places, scale=width_px / FULL_WIDTH_PX)
        ensemble = Ensemble(ROOT, places, str(settings["platform"]["url"]))  # type: ignore[index]
        try:
            ensemble.start_platform()
            ensemble.start_devices()
            ensemble.start_host(is_offscreen=True, frame_log=places.folder / "frames")
            walker = Walker(places.glass, places.folder / "steps", SystemClock())
            bench = BenchClient(places.bench)
            try:
                register_a_noodle_shop(Tour(walker, bench))
            finally:
                walker.let_go()
                bench.close()
        finally:
            ensemble.stop()
            if keep is not None:
                _keep(places, keep)
        return [
            frame for log in (places.folder / "frames").iterdir() for frame in shown_frames(log)
        ]


def _keep(places: Places, keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    for log in (*places.folder.glob("*.log"), *places.folder.glob("frames/*.jsonl")):
        shutil.copy(log, keep)


def shown_frames(log: Path) -> Iterator[FrameTaken]:
    is_shown = False
    for text in log.read_text("utf-8").splitlines():
        line = json.loads(text)
        if is_shown and (line["drawn"] or line["ms"] >= 1):
            aside = line["aside_ms"]
            yield FrameTaken(
                line["screen"],
                max(0.0, line["ms"] - aside),
                max(0.0, line["cpu_ms"] - aside),
                line["gc_ms"],
            )
        is_shown = is_shown or "shown" in line.get("marks", ())


def report(size: str, frames: list[FrameTaken], tours: int) -> str:
    ranked = sorted(frame.ms for frame in frames)
    busy = sorted(frame.cpu_ms for frame in frames)
    over = sorted((one for one in frames if one.is_long), key=lambda one: -one.ms)
    share = 100 * len(over) / len(frames)
    lines = [
        f"## {size}, {tours} tour(s), {len(frames)} frames",
        "",
        "| | median ms | p99 ms | longest ms |",
        "|---|---:|---:|---:|",
        _row("UI thread, wall", ranked),
        _row("UI thread, CPU only", busy),
        "",
        f"{len(over)} frames over {PROMISED_MS:.0f} ms ({share:.2f} %).",
    ]
    if over:
        lines += ["", "| screen | ms | of that CPU | of that garbage collection |"]
        lines += ["|---|---:|---:|---:|"]
        lines += [
            f"| {one.screen} | {one.ms:.0f} | {one.cpu_ms:.0f} | {one.gc_ms:.0f} |"
            for one in over[:MOST_LISTED]
        ]
    return "\n".join(lines) + "\n"


def _row(name: str, ranked: list[float]) -> str:
    p99 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))]
    return f"| {name} | {statistics.median(ranked):.1f} | {p99:.1f} | {ranked[-1]:.1f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tours", type=int, default=1)
    parser.add_argument("--sizes", nargs="+", default=["540x960", "1080x1920"])
    parser.add_argument("--no-pixels", action="store_true", help="leave out the rasteriser")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--keep", type=Path, help="keep frame logs and process logs here")
    options = parser.parse_args()
    if options.no_pixels:
        # Kivy does all its own work, and no pixel is drawn: what a graphics chip leaves over.
        os.environ["KIVY_GL_BACKEND"] = "mock"
    parts = []
    for size in options.sizes:
        width_px = int(size.split("x")[0])
        frames = [frame for _ in range(options.tours) for frame in walk(width_px, options.keep)]
        parts.append(report(size, frames, options.tours))
        print(parts[-1], flush=True)
    print(f"Load now: {os.getloadavg()[0]:.1f}")
    if options.write is not None:
        options.write.write_text("\n".join(parts), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
