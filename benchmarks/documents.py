"""How well and how fast pages are found and judged: real photographs and synthetic frames.

    python -m benchmarks.documents [--data FOLDER] [--write FILE]

The photographs are not part of the project; without them only the synthetic part runs.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_scanner.compact_pdf import PdfForm, encode_page, make_pdf
from devices.document_scanner.geometry import Points, Quad
from devices.document_scanner.judge import judge
from devices.document_scanner.page_finder import find_fast, find_page
from devices.document_scanner.straighten import straighten
from devices.virtual.camera_scene import Scene, add_noise, draw_scene, page_corners
from devices.virtual.papers import A4_PX, draw_paper

_FRAME_PX = (1920, 1080)
_PAGES = (("lease", 1), ("lease", 2), ("lease", 3), ("property-certificate", 1), ("id-copy", 1))


@dataclass(frozen=True, slots=True)
class Sample:
    """One frame and the truth about it."""

    name: str
    frame: NDArray[np.uint8]
    corners: Points
    empty_tray: NDArray[np.uint8] | None = None


def overlap(found: Quad | None, corners: Points, frame: NDArray[np.uint8]) -> float:
    """Intersection over union in the frame, by exact clipping."""
    if found is None:
        return 0.0
    height, width = frame.shape[:2]
    ours = found.to_pixels(width, height).astype(np.float32)
    box = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    _, truth = cv2.intersectConvexConvex(corners.astype(np.float32), box)
    shared, _ = cv2.intersectConvexConvex(ours, truth)
    union = cv2.contourArea(ours) + cv2.contourArea(truth) - shared
    return float(shared / union)


def real_samples(folder: Path) -> Iterator[Sample]:
    for entry in json.loads((folder / "expected.json").read_text("utf-8")):
        frame = cv2.imread(str(folder / entry["file"]))
        yield Sample(entry["file"], frame, np.array(entry["quad"], np.float64))


def synthetic_samples(count: int, seed: int, blur: bool = True) -> Iterator[Sample]:
    """Random arrangements; exact corners. Other seeds are other papers, desks and lights."""
    random = np.random.default_rng(seed)
    desks = ("dark", "wood", "grey", "green", "clutter", "pattern", "white")
    for index in range(count):
        paper, page = _PAGES[int(random.integers(len(_PAGES)))]
        scene = Scene(
            desk=desks[index % len(desks)],
            turn_degrees=float(random.uniform(-14, 14)),
            tilt=float(random.uniform(-0.15, 0.15)),
            offset=(float(random.uniform(-0.12, 0.12)), float(random.uniform(-0.04, 0.04))),
            scale=float(random.uniform(0.6, 0.88)),
            light=float(random.uniform(0.6, 1.05)),
            blur_px=float(random.choice((0.0, 0.0, 1.5))) if blur else 0.0,
            noise=float(random.uniform(2, 6)),
            hand=bool(random.random() < 0.2),
        )
        picture = draw_scene(scene, draw_paper(paper, page), _FRAME_PX, seed * 1000 + index)
        empty = draw_scene(
            Scene(desk=scene.desk, light=scene.light), None, _FRAME_PX, seed * 1000 + index
        )
        yield Sample(
            scene.desk,
            add_noise(picture, scene.noise, index),
            page_corners(scene, A4_PX, _FRAME_PX),
            add_noise(empty, scene.noise, index + 1),
        )


Finder = Callable[[Sample], Quad | None]
FINDERS: dict[str, Finder] = {
    "preview (edges + border colours)": lambda sample: find_fast(sample.frame),
    "still (all cues, refined)": lambda sample: find_page(sample.frame),
    "still with empty tray": lambda sample: find_page(sample.frame, sample.empty_tray),
}


def measure(finder: Finder, samples: list[Sample]) -> tuple[list[float], list[float]]:
    overlaps, cpu_ms = [], []
    for sample in samples:
        start = time.process_time()
        found = finder(sample)
        cpu_ms.append((time.process_time() - start) * 1000)
        overlaps.append(overlap(found, sample.corners, sample.frame))
    return overlaps, cpu_ms


def table(title: str, samples: list[Sample], finders: dict[str, Finder]) -> list[str]:
    lines = [f"### {title}, {len(samples)} frames", ""]
    lines += ["| detector | mean IoU | median | > .90 | > .95 | < .5 | CPU ms median | p99 |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name, finder in finders.items():
        values, cpu_ms = measure(finder, samples)
        v = np.array(values)
        lines.append(
            f"| {name} | {v.mean():.3f} | {np.median(v):.3f} | {(v > 0.9).mean():.2f} |"
            f" {(v > 0.95).mean():.2f} | {(v < 0.5).mean():.2f} |"
            f" {np.median(cpu_ms):.0f} | {np.percentile(cpu_ms, 99):.0f} |"
        )
        kinds = sorted({sample.name for sample in samples})
        means = {k: v[[s.name == k for s in samples]].mean() for k in kinds}
        print(name, "; ".join(f"{kind} {mean:.3f}" for kind, mean in means.items()))
    return [*lines, ""]


def quality_table(seed: int = 5) -> list[str]:
    """How often each fault is named, and how often a good page is taken for a bad one."""
    faults: dict[str, tuple[dict[str, object], str]] = {
        "good": ({}, "hold"), "blurred": ({"blur_px": 2.0}, "blurred"),
        "dark": ({"light": 0.4}, "dark"), "hand": ({"hand": True}, "hand"),
        "glare": ({"glare": (0.58, 0.72)}, "glare"), "cut": ({"offset": (0.0, 0.2)}, "cut"),
    }  # fmt: skip
    lines = ["### Quality, one fault a frame, page found by the still detector", ""]
    lines += [
        "| class | frames | named rightly | judge CPU ms median |",
        "| --- | --- | --- | --- |",
    ]
    for name, (fault, hint) in faults.items():
        right, cpu_ms = [], []
        for index, (desk, (paper, page)) in enumerate(product(("dark", "grey", "wood"), _PAGES)):
            scene = Scene(**{"desk": desk, "turn_degrees": index - 7.0, **fault})  # type: ignore[arg-type]
            frame = draw_scene(scene, draw_paper(paper, page), _FRAME_PX, seed + index)
            frame = add_noise(frame, 3.0, seed + index)
            quad = find_page(frame)
            start = time.process_time()
            said = "" if quad is None else judge(frame, quad).hint_key
            cpu_ms.append((time.process_time() - start) * 1000)
            right.append(said.startswith(f"capture.hint.{hint}"))
            if not right[-1]:
                print("  judged otherwise:", name, desk, paper, page, said)
        lines.append(f"| {name} | {len(right)} | {np.mean(right):.2f} | {np.median(cpu_ms):.0f} |")
    return [*lines, ""]


def page_table() -> list[str]:
    """Cost and size of a flat page."""
    lines = ["### One page after the shot", "", "| page | straighten CPU ms | compress CPU ms |"
             " compact KB | master JPEG KB |", "| --- | --- | --- | --- | --- |"]  # fmt: skip
    scene = Scene(turn_degrees=-4)
    quad = Quad.from_pixels(page_corners(scene, A4_PX, _FRAME_PX), *_FRAME_PX)
    for paper, page in _PAGES:
        frame = add_noise(draw_scene(scene, draw_paper(paper, page), _FRAME_PX, 1), 3.0, 1)
        times = [time.process_time()]
        flat = straighten(frame, quad)
        times.append(time.process_time())
        encoded = encode_page(flat)
        times.append(time.process_time())
        sizes = [len(make_pdf([encoded], form)) / 1000 for form in PdfForm]
        flat_ms, encode_ms = (1000 * (b - a) for a, b in pairwise(times))
        cells = (f"{value:.0f}" for value in (flat_ms, encode_ms, *sizes))
        lines.append(f"| {paper} {page} | {' | '.join(cells)} |")
    return [*lines, ""]


def main() -> None:
    default = Path(__file__).parents[1] / ".." / "shared" / "data" / "documents"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--frames", type=int, default=70)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    still_only = {k: v for k, v in FINDERS.items() if "tray" not in k}
    report = []
    if arguments.data.exists():
        report += table("Real photographs", list(real_samples(arguments.data)), still_only)
    for title, seed in (("Synthetic, tuned on", 1), ("Synthetic, held out", 77)):
        samples = list(synthetic_samples(arguments.frames, seed))
        report += table(title, samples, FINDERS)
    report += quality_table() + page_table()
    text = "\n".join(report)
    print(text, f"\nload average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if arguments.write:
        arguments.write.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
