"""Which decoder reads codes from photographs best, and at what cost for each frame.

Run: .venv/bin/python benchmarks/qr.py [--data FOLDER]

The folder holds real photographs and ``expected.json`` (what each says and where); it is not part
of the project. A code counts as read when it was read at its place with its text; a text that fewer
than two independent readers agree on is judged by its place alone. Costs are CPU time of one
thread. Writes benchmarks/qr.md.
"""

import argparse
import json
import math
import os
import platform
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from devices.qr_scanner.ladder import (
    ALL_RUNGS,
    REGION_RUNGS,
    SLOW_RUNGS,
    WHOLE_FRAME,
    Ladder,
)
from devices.qr_scanner.readers import (
    QR,
    Found,
    Grey,
    read_with_zbar,
    read_with_zxing,
)
from devices.qr_scanner.rungs import Rung

#: A second of holding still before a camera of 15 frames a second.
HELD_FRAMES = 15
WANTED_MEAN = 0.80
WANTED_MEDIAN_MS = 30.0
UNLIMITED_SECONDS = 60.0
FOUR_FORMATS = zxingcpp.BarcodeFormats(
    (
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.PDF417,
        zxingcpp.BarcodeFormat.Code128,
    )
)
#: The sets come from many lands, and a code does not say how its text is encoded.
ENCODINGS = ("utf-8", "gb18030", "shift_jis", "cp932", "latin-1", "big5")
SEEN_BY = 2

Reader = Callable[[Grey], tuple[list[Found], list[float]]]


class CpuClock:
    """The budget counted in CPU time, so that a busy machine measures the same ladder."""

    def monotonic(self) -> float:
        return time.process_time()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, event: threading.Event, timeout_seconds: float) -> bool:
        return event.wait(timeout_seconds)


@dataclass
class Score:
    """What one reader did on all pictures."""

    codes: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    false_reads: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    frame_ms: list[float] = field(default_factory=list)
    idle_ms: list[float] = field(default_factory=list)

    def recall(self, categories: Iterable[str]) -> float:
        hits = [hit for category in categories for hit in self.codes[category]]
        return sum(hits) / len(hits) if hits else math.nan

    def mean(self, categories: Sequence[str]) -> float:
        return statistics.mean(self.recall([category]) for category in categories)


def once(read: Callable[[Grey], list[Found]]) -> Reader:
    def reader(grey: Grey) -> tuple[list[Found], list[float]]:
        started_at = time.process_time()
        found = read(grey)
        return found, [(time.process_time() - started_at) * 1000]

    return reader


def ladder(rungs: Sequence[Rung], frames: int, budget_seconds: float = 0.030) -> Reader:
    shared = Ladder(CpuClock(), rungs, budget_seconds)

    def reader(grey: Grey) -> tuple[list[Found], list[float]]:
        shared.restart()
        costs: list[float] = []
        found: list[Found] = []
        while not found and len(costs) < frames:
            started_at = time.process_time()
            found = shared.read(grey)
            costs.append((time.process_time() - started_at) * 1000)
        return found, costs

    return reader


def zbar_all(grey: Grey) -> list[Found]:
    return [
        Found(
            bytearray(code.data), code.type, tuple((float(p.x), float(p.y)) for p in code.polygon)
        )
        for code in pyzbar.decode(grey)
    ]


NO_ZBAR = (*WHOLE_FRAME, *REGION_RUNGS, *SLOW_RUNGS)

READERS: dict[str, Reader] = {
    "pyzbar, QR only": once(read_with_zbar),
    "zxing-cpp, QR only": once(lambda grey: read_with_zxing(grey, formats=QR)),
    "zxing-cpp, four formats": once(lambda grey: read_with_zxing(grey, formats=FOUR_FORMATS)),
    "ladder, whole frame, one frame of 30 ms": ladder(WHOLE_FRAME, 1),
    "ladder + regions, one frame, no limit": ladder(NO_ZBAR, 1, UNLIMITED_SECONDS),
    f"ladder + regions, {HELD_FRAMES} frames of 30 ms": ladder(NO_ZBAR, HELD_FRAMES),
    "shipped ladder, one frame of 30 ms": ladder(ALL_RUNGS, 1),
    f"**shipped ladder, {HELD_FRAMES} frames of 30 ms**": ladder(ALL_RUNGS, HELD_FRAMES),
}


def agrees(found: Found, code: dict[str, Any]) -> bool:
    accepted = {code["text"], *code.get("also_accept", ())}
    if code.get("readers", SEEN_BY) < SEEN_BY:
        return True
    return any(found.payload.decode(encoding, "replace") in accepted for encoding in ENCODINGS)


def is_there(found: Found, code: dict[str, Any]) -> bool:
    if not code.get("quad"):
        return True
    quad = np.array(code["quad"], np.float32)
    slack = 0.15 * math.sqrt(max(1.0, abs(cv2.contourArea(quad))))
    x, y = np.mean(found.corners, axis=0)
    return cv2.pointPolygonTest(quad, (float(x), float(y)), True) >= -slack


def judge(score: Score, entry: dict[str, Any], found: list[Found]) -> None:
    """Each labelled code is read or not; each read is right, wrong or of nothing."""
    codes = entry["codes"]
    if not codes:
        score.false_reads += [entry["file"]] * len(found)
        return
    for code in codes:
        here = [one for one in found if is_there(one, code)]
        score.codes[entry["category"]].append(any(agrees(one, code) for one in here))
    for one in found:
        at_place = [code for code in codes if is_there(one, code)]
        if not any(agrees(one, code) for code in at_place or codes):
            score.wrong.append(entry["file"])


def measure(data: Path, entries: list[dict[str, Any]], names: Sequence[str]) -> dict[str, Score]:
    scores = {name: Score() for name in names}
    for entry in entries:
        grey = cv2.imread(str(data / entry["file"]), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise SystemExit(f"cannot read {entry['file']}")
        for name in names:
            found, costs = READERS[name](np.asarray(grey, np.uint8))
            score = scores[name]
            judge(score, entry, found)
            if entry["source"] == "boofcv-v3":
                score.frame_ms += costs
            if not entry["codes"]:
                score.idle_ms += costs
    return scores


def p99(values: list[float]) -> float:
    return sorted(values)[math.ceil(len(values) * 0.99) - 1]


def report(entries: list[dict[str, Any]], scores: dict[str, Score]) -> str:
    hard = sorted({e["category"] for e in entries if e["source"] == "boofcv-v3"})
    *_, first, shipped = scores.values()
    photos = [e for e in entries if e["source"] == "boofcv-v3"]
    fewest = min(len(shipped.codes[category]) for category in hard)
    return f"""# Reading QR codes from photographs

Command: `.venv/bin/python benchmarks/qr.py --data FOLDER`

{machine()} Costs are CPU milliseconds of a frame, in one OpenCV thread.

{len(photos)} photographs with {sum(len(e["codes"]) for e in photos)} codes in {len(hard)}
categories (BoofCV qrcodes_v3, a part of it, at most 1600 px), {len(entries) - len(photos)} pictures
of other readers' test sets, {sum(not e["codes"] for e in entries)} pictures without any code.

{main_table(entries, scores, hard)}

"Category mean" and "codes" are recall on the first set. "False reads": something was read where
nothing is.

Other accepted formats, shipped ladder: {other_formats(entries, shipped)}.

{category_table(hard, scores["zxing-cpp, QR only"], first, shipped)}

Pictures behind the wrong texts and false reads: {pictures_behind(scores) or "none"}

## Reading

{verdict(shipped, hard)}

- A photograph stands still: in the rows of {HELD_FRAMES} frames each frame is the same picture, so
  they show what the rungs reach together. A hand before a camera moves, which helps and hurts.
- The rungs were chosen on these same photographs, among about 190 candidates; on others expect
  less. The plain decoder's row is free of that.
- A category has as few as {fewest} codes: one more or less is up to {1 / fewest:.2f} of its recall.
- The last column is what a scan costs while nobody holds anything up; between scans it costs
  nothing, because the camera is off.
- The budget is exceeded by the one rung that is always tried, and by the first read of a picture
  with many codes in it; that is the p99.
- Wrong texts are judged on bytes. In the pictures whose names end in "eci" or "ecis" the bytes are
  right, and the text needs a switch of encodings that our own codes never use.
- Pyzbar alone converts bytes into what it takes for text; our codes are ASCII, which it keeps.
"""


def machine() -> str:
    return (
        f"Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
        f" {platform.release()},\nPython {platform.python_version()}, zxing-cpp"
        f" {version('zxing-cpp')}, pyzbar {version('pyzbar')}, OpenCV {cv2.__version__}, load"
        f" {os.getloadavg()[0]:.1f} while measuring."
    )


def main_table(entries: list[dict[str, Any]], scores: dict[str, Score], hard: Sequence[str]) -> str:
    qr = {e["category"] for e in entries if e["format"].lower() == "qrcode"} - set(hard)
    rows = [
        f"| {name} | {score.mean(hard):.3f} | {score.recall(hard):.3f} "
        f"| {score.recall(qr):.3f} | {len(score.wrong)} | {len(score.false_reads)} "
        f"| {statistics.median(score.frame_ms):.1f} | {p99(score.frame_ms):.1f} "
        f"| {statistics.median(score.idle_ms):.1f} |"
        for name, score in scores.items()
    ]
    head = (
        "| reader | category mean | codes | other QR sets | wrong texts | false reads "
        "| CPU ms a frame: median | p99 | nothing there: median |"
    )
    return "\n".join([head, "|---|" + "---:|" * 8, *rows])


def category_table(hard: Sequence[str], plain: Score, first: Score, shipped: Score) -> str:
    rows = [
        f"| {category} | {len(plain.codes[category])} | {plain.recall([category]):.2f} "
        f"| {first.recall([category]):.2f} | {shipped.recall([category]):.2f} |"
        for category in hard
    ]
    head = "| category | codes | zxing-cpp | shipped, one frame | shipped |"
    return "\n".join([head, "|---|" + "---:|" * 4, *rows])


def other_formats(entries: list[dict[str, Any]], shipped: Score) -> str:
    sets = {
        kind: {e["category"] for e in entries if e["format"] == kind}
        for kind in ("datamatrix", "pdf417", "code128")
    }
    return ", ".join(f"{kind} {shipped.recall(names):.2f}" for kind, names in sets.items())


def pictures_behind(scores: dict[str, Score]) -> str:
    return "".join(
        f"\n- {name}: {', '.join(Path(file).name for file in score.wrong + score.false_reads)}"
        for name, score in scores.items()
        if score.wrong or score.false_reads
    )


def verdict(score: Score, hard: Sequence[str]) -> str:
    mean, median = score.mean(hard), statistics.median(score.frame_ms)
    met = mean >= WANTED_MEAN and median <= WANTED_MEDIAN_MS and not score.false_reads
    return (
        f"Wanted: a category mean of at least {WANTED_MEAN:.2f} at no more than"
        f" {WANTED_MEDIAN_MS:.0f} ms a frame (median), and no false read. Measured: {mean:.3f},"
        f" {median:.1f} ms, {len(score.false_reads)}: {'reached' if met else 'missed'}."
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data/qr"))
    arguments.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    chosen = arguments.parse_args()
    cv2.setNumThreads(1)
    entries = json.loads((chosen.data / "expected.json").read_text("utf-8"))
    scores = measure(chosen.data, entries, list(READERS))
    text = report(entries, scores)
    chosen.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
