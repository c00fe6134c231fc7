"""Everything that the devices' issue asks to be measured, by one command.

    python -m benchmarks.devices [--replugs 200] [--stress-minutes 60] [--pace-seconds 18]

Card read against wire time, card laid to first byte asked, last byte of a code to event, cables
pulled at random moments of every operation, and a long day in a busy hall. Writes
``benchmarks/devices.md`` after each part, so that a run that is cut short leaves what it has.
"""

import argparse
import os
import platform
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import cables
from benchmarks import hall as busy
from benchmarks.device_stand import Stand, terminal
from benchmarks.figures import figures
from benchmarks.id_reader import measure_bare, measure_reads, measure_waits
from benchmarks.other_wires import other_wires
from benchmarks.qr_event import WAYS, control, measure
from devices.virtual.pty_wire import BITS_PER_BYTE
from kiosk.clock import take_short_turns

REPORT = Path(__file__).with_suffix(".md")
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


@dataclass
class Measured:
    """Everything, as far as it has come."""

    command: str
    wires: Wires | None = None
    pulled: list[cables.Pulled] = field(default_factory=list)
    hall: busy.Hall | None = None


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


# --- report ---------------------------------------------------------------------------------------


def report(measured: Measured) -> str:
    lines = [
        "# Devices under a technician's eyes",
        "",
        f"Command: `{measured.command}`",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}. Every device is virtual. Those of the demo's"
        " terminal are at the far end of a real wire (pty, socket, IPP, pcscd), for cables and hall"
        " in a process of their own; those on USB and HID are on buses in memory under pyusb and"
        " hidapi.",
        *_wires(measured.wires),
        *cables.report(measured.pulled),
        *busy.report(measured.hall),
    ]
    return "\n".join(lines) + "\n"


def _wires(wires: Wires | None) -> Iterator[str]:
    if wires is None:
        return
    yield from (
        "",
        "## Times on the wires",
        "",
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


# --- the command ----------------------------------------------------------------------------------


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replugs", type=int, default=200)
    parser.add_argument("--stress-minutes", type=float, default=60.0)
    parser.add_argument("--pace-seconds", type=float, default=busy.PACE_SECONDS)
    parser.add_argument("--skip-wires", action="store_true", help="cables and hall only")
    parser.add_argument("--only", default="", help="devices whose name holds this word")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--out", type=Path, default=REPORT)
    return parser.parse_args()


def _command(options: argparse.Namespace) -> str:
    parts = [f"python -m benchmarks.devices --replugs {options.replugs}"]
    parts.append(f"--stress-minutes {options.stress_minutes:g}")
    parts.append(f"--pace-seconds {options.pace_seconds:g}")
    parts += ["--skip-wires"] if options.skip_wires else []
    parts += [f"--only {options.only}"] if options.only else []
    return " ".join(parts)


def _only(stand: Stand, word: str) -> Stand:
    return stand.narrowed(lambda place: word in place.name)


def main() -> None:
    options = _options()
    measured = Measured(_command(options))
    folder = Path(tempfile.mkdtemp(prefix="devices-"))

    def save() -> None:
        options.out.write_text(report(measured), "utf-8")

    def pull(opened: AbstractContextManager[Stand], title: str) -> None:
        with opened as stand:
            chosen = _only(stand, options.only)
            measured.pulled.append(cables.pull_all(chosen, title, options.replugs, options.seed))
        save()

    try:
        if not options.skip_wires:
            measured.wires = measure_wires(folder)
            save()
        if options.replugs:
            pull(terminal(folder / "cables", options.seed), "The demo's terminal.")
            pull(
                other_wires(folder / "wires", options.seed),
                "Other wires, their virtual devices in the drivers' process.",
            )
        if options.stress_minutes:
            measured.hall = busy.Hall()
            with terminal(folder / "hall", options.seed) as stand:
                # Nothing is written meanwhile: a report made in this process would be a leak.
                measured.hall.open(
                    _only(stand, options.only), options.stress_minutes, options.pace_seconds
                )
    finally:
        # Also of a run that was cut short.
        save()
        shutil.rmtree(folder, ignore_errors=True)
    print(report(measured))


if __name__ == "__main__":
    main()
