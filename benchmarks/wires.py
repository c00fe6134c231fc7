"""Times on the wires, each beside what the machine takes for the same without a driver.

Owns what is measured and told of it; ``benchmarks/devices.py`` is the command. How the card's and
the codes' times are taken is in ``benchmarks/id_reader.py`` and ``benchmarks/qr_event.py``.
"""

import os
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import figures
from benchmarks.id_reader import measure_bare, measure_reads, measure_waits
from benchmarks.qr_event import WAYS, control, measure
from devices.virtual.pty_wire import BITS_PER_BYTE
from kiosk.clock import take_short_turns

HEADING = "Times on the wires"
READS = {115200: 60, 9600: 12}
PROMISED_RATIO, PROMISED_POLL_MS, PROMISED_EVENT_MS = 1.03, 300.0, 10.0
SAMPLES = 100


@dataclass
class Wires:
    """Times on the wires; ``bare`` is what the machine takes for the same without a driver."""

    load_before: float
    ratios: dict[int, list[float]] = field(default_factory=dict)
    bare_ratios: dict[int, list[float]] = field(default_factory=dict)
    noticed_ms: list[float] = field(default_factory=list)
    event_ms: dict[str, list[float]] = field(default_factory=dict)
    bare_event_ms: list[float] = field(default_factory=list)
    load_after: float = 0.0


def measure_wires(folder: Path) -> Wires:
    """Alone in the process: other threads would take the wire's turns."""
    take_short_turns()
    wires = Wires(os.getloadavg()[0])
    for baud, count in READS.items():
        seconds, carried = measure_reads(folder, baud, count)
        wire_seconds = min(carried) * BITS_PER_BYTE / baud
        wires.ratios[baud] = [one / wire_seconds for one in seconds]
        bare = measure_bare(folder, baud, count)
        wires.bare_ratios[baud] = [one / wire_seconds for one in bare]
    wires.noticed_ms = [one * 1000 for one in measure_waits(folder, 115200, SAMPLES)]
    for way in WAYS:
        if not way.gap_seconds:
            wires.event_ms[way.name] = [one * 1000 for one in measure(way, SAMPLES)]
    wires.bare_event_ms = [one * 1000 for one in control(SAMPLES)]
    wires.load_after = os.getloadavg()[0]
    return wires


def report(wires: Wires) -> Iterator[str]:
    """The section's body, line by line."""
    yield from (
        f"Load {wires.load_before:.1f} at the beginning, {wires.load_after:.1f} at the end. Bare:"
        " the same bytes through the same wire in the same run without a driver (of a code: one"
        " byte through a pty to a waiting thread); what it takes is the machine's.",
        "",
        "| what | n | median | p99 | worst | bare: median, p99, worst | ratio of medians"
        " | promise |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    )
    for baud, ratios in wires.ratios.items():
        what = f"card read, times the wire at {baud} baud"
        bare = wires.bare_ratios[baud]
        yield _row(what, ratios, 3, bare, f"{PROMISED_RATIO} (median)")
    waits = wires.noticed_ms
    yield _row("card laid to next question, ms", waits, 1, [], f"{PROMISED_POLL_MS:.0f}")
    for way, times in wires.event_ms.items():
        what = f"last byte of a code to event, ms: {way}"
        yield _row(what, times, 2, wires.bare_event_ms, f"{PROMISED_EVENT_MS:.0f} (p99)")


def _row(what: str, values: list[float], digits: int, bare: list[float], promise: str) -> str:
    beside, ratio = "-", "-"
    if bare:
        beside = figures(bare, digits).replace(" | ", ", ")
        ratio = f"{statistics.median(values) / statistics.median(bare):.3g}"
    return (
        f"| {what} | {len(values)} | {figures(values, digits)} | {beside} | {ratio} | {promise} |"
    )
