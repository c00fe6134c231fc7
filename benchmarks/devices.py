"""Everything that the devices' issue asks to be measured, by one command.

    python -m benchmarks.devices [--replugs 200] [--stress-minutes 60] [--pace-seconds 18]

Card read against wire time, card laid to first byte asked, last byte of a code to event, cables
pulled at random moments of every operation, and a long day in a busy hall. Writes
``benchmarks/devices.md`` after each part, so that a run that is cut short leaves what it has.
"""

import argparse
import math
import os
import platform
import random
import shutil
import statistics
import tempfile
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.device_stand import (
    Belongings,
    DeviceStand,
    is_success,
    resident_kib,
)
from benchmarks.id_reader import measure_reads, measure_waits
from devices.ports import CodeRead
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.status import Role
from devices.virtual.pty_wire import BITS_PER_BYTE
from devices.virtual.qr_scanner import VirtualQrScanner
from kiosk.clock import SystemClock, take_short_turns

REPORT = Path(__file__).with_suffix(".md")
READS = {115200: 60, 9600: 12}
PROMISED_RATIO, PROMISED_POLL_MS, PROMISED_EVENT_MS, PROMISED_BACK_SECONDS = 1.03, 300.0, 10.0, 5.0
SAMPLES = 100
#: A busy hall: a citizen every three minutes at one terminal. Ten times as many: every 18 s.
PACE_SECONDS = 18.0
#: The cable is pulled somewhere in the time that an operation usually takes.
TRIED_FIRST = 5
AWAY_SECONDS = (0.0, 1.5)
#: Of the samples; what a process learns at first is no leak.
WARM_UP = 0.2


# --- wire times -----------------------------------------------------------------------------------


def card_ratios(folder: Path, baud: int) -> list[float]:
    """Time of each whole read over the wire time of its bytes."""
    seconds, wire_bytes = measure_reads(folder, baud, READS[baud])
    return [one / (wire_bytes * BITS_PER_BYTE / baud) for one in seconds]


def code_event_ms(folder: Path) -> list[float]:
    """Milliseconds from the last byte of a code on the wire to the driver's answer."""
    clock = SystemClock()
    virtual = VirtualQrScanner(folder / "scanner", clock)
    scanner = SerialQrScanner(SerialScannerSettings(str(folder / "scanner")), clock)
    virtual.start()
    scanner.open()
    times: list[float] = []

    def scan() -> None:
        outcome = scanner.scan(30.0, threading.Event())
        times.append(clock.monotonic() if isinstance(outcome, CodeRead) else math.nan)

    for number in range(SAMPLES):
        thread = threading.Thread(target=scan)
        thread.start()
        virtual.wait_until_lit(30.0)
        # No hand is faster.
        clock.wait(threading.Event(), 0.05)
        virtual.show(f"https://hall.qinghe.example/{number:06}")
        thread.join()
        # The scanner's own thread may still be on its way to write this down.
        clock.wait(threading.Event(), 0.05)
        times[-1] = (times[-1] - virtual.code_sent_at) * 1000
    scanner.close()
    virtual.stop()
    return times


# --- cables ---------------------------------------------------------------------------------------


@dataclass
class Replugs:
    """What came of pulling one device's cable many times."""

    rounds: int = 0
    hangs: int = 0
    #: Operations that ended not at all, or more than once.
    lost: int = 0
    never_back: int = 0
    #: The first operation after it was back did not succeed.
    failed_after: dict[str, int] = field(default_factory=dict)
    back_seconds: list[float] = field(default_factory=list)
    endings: dict[str, int] = field(default_factory=dict)


def usual_seconds(stand: DeviceStand, role: Role) -> float:
    """How long the role's operation takes here and now, when nobody pulls."""
    times = []
    for _ in range(TRIED_FIRST):
        began = stand.clock.monotonic()
        stand.wait(stand.begin(role).ended.is_set, 0.001)
        times.append(stand.clock.monotonic() - began)
    return statistics.median(times)


def replug(
    stand: DeviceStand, role: Role, chance: random.Random, usual: float, result: Replugs
) -> None:
    """Pull the cable somewhere in an operation, push it in again, and see."""
    told = stand.begin(role)
    stand.pause(chance.random() * usual)
    stand.unplug(role)
    stand.pause(chance.uniform(*AWAY_SECONDS))
    stand.plug(role)
    began = stand.clock.monotonic()
    back = stand.wait_back(role)
    if stand.wait(told.ended.is_set) is None:
        result.hangs += 1
    if back is None:
        result.never_back += 1
    else:
        result.back_seconds.append(stand.clock.monotonic() - began)
    result.rounds += 1
    result.lost += len(told.endings) != 1
    for ending in told.endings:
        name = "done" if isinstance(ending, tuple | str) else type(ending).__name__
        _count(result.endings, name)
    again = stand.begin(role)
    if stand.wait(again.ended.is_set) is None:
        _count(result.failed_after, "hang")
    elif not is_success(role, again.endings[0]):
        _count(result.failed_after, type(again.endings[0]).__name__)


def _count(table: dict[str, int], name: str) -> None:
    table[name] = table.get(name, 0) + 1


def _listed(table: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(table.items())) or "0"


def replug_all(stand: DeviceStand, rounds: int, seed: int, results: dict[str, Replugs]) -> None:
    """Every device at the same time, each with its own cable, hand and chance."""

    def one(role: Role) -> None:
        chance = random.Random(f"{seed} {role}")
        usual = usual_seconds(stand, role)
        for _ in range(rounds):
            replug(stand, role, chance, usual, results[role])

    for role in stand.workers:
        results[role] = Replugs()
    threads = [threading.Thread(target=one, args=(role,)) for role in stand.workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- a busy hall ----------------------------------------------------------------------------------


@dataclass
class Stress:
    """Resident memory while citizens come and go."""

    minutes: float = 0.0
    citizens: int = 0
    failures: int = 0
    #: After each citizen. Packed: what the measurement keeps must not count as a leak.
    kib: "array[int]" = field(default_factory=lambda: array("q"))


def stress(stand: DeviceStand, minutes: float, pace_seconds: float, result: Stress) -> None:
    """One citizen after the other: card, code, document, receipt, sheet, lights."""
    began = stand.clock.monotonic()
    while (passed := stand.clock.monotonic() - began) < minutes * 60:
        for role in stand.workers:
            told = stand.begin(role)
            ended = stand.wait(told.ended.is_set) is not None
            result.failures += not ended or not is_success(role, told.endings[0])
        result.citizens += 1
        result.minutes = (stand.clock.monotonic() - began) / 60
        result.kib.append(resident_kib())
        stand.pause(max(0.0, pace_seconds - (stand.clock.monotonic() - began - passed)))


def slope(points: list[tuple[int, int]]) -> tuple[float, float]:
    """KiB for each citizen (Theil-Sen) after warm-up, and the noise of that figure.

    The noise is what the residuals' spread alone would make of a slope over as many points.
    """
    kept = points[int(len(points) * WARM_UP) :]
    slopes = [
        (y2 - y1) / (x2 - x1) for place, (x1, y1) in enumerate(kept) for x2, y2 in kept[place + 1 :]
    ]
    if not slopes:
        return math.nan, math.nan
    middle = statistics.median(slopes)
    offset = statistics.median(y - middle * x for x, y in kept)
    spread = statistics.median(abs(y - middle * x - offset) for x, y in kept) * 1.4826
    width = statistics.pstdev([x for x, _ in kept]) or 1.0
    return middle, 2 * spread / (width * math.sqrt(len(kept)))


# --- report ---------------------------------------------------------------------------------------


@dataclass
class Measured:
    """Everything, as far as it has come."""

    command: str
    load_before: float
    ratios: dict[int, list[float]] = field(default_factory=dict)
    noticed_ms: list[float] = field(default_factory=list)
    event_ms: list[float] = field(default_factory=list)
    replugs: dict[str, Replugs] = field(default_factory=dict)
    leaks: tuple[Belongings, Belongings] | None = None
    stress: Stress | None = None
    pace_seconds: float = PACE_SECONDS


def figures(values: list[float], digits: int) -> str:
    ranked = sorted(values)
    p99 = ranked[math.ceil(len(ranked) * 0.99) - 1]
    chosen = (statistics.median(ranked), p99, ranked[-1])
    return " | ".join(f"{value:.{digits}f}" for value in chosen)


def report(measured: Measured) -> str:
    lines = [
        "# Devices under a technician's eyes",
        "",
        f"Command: `{measured.command}`",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}; load {measured.load_before:.1f} at the beginning,"
        f" {os.getloadavg()[0]:.1f} at the end. Every device is virtual, at the far end of a real"
        " wire (pty, socket, IPP); for cables and stress in a process of its own.",
        "",
        "| what | n | median | p99 | worst | promise |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for baud, ratios in measured.ratios.items():
        lines.append(
            f"| card read, times the wire at {baud} baud | {len(ratios)} | {figures(ratios, 3)}"
            f" | {PROMISED_RATIO} (median) |"
        )
    if measured.noticed_ms:
        lines.append(
            f"| card laid to next question, ms | {len(measured.noticed_ms)}"
            f" | {figures(measured.noticed_ms, 1)} | {PROMISED_POLL_MS:.0f} |"
        )
    if measured.event_ms:
        lines.append(
            f"| last byte of a code to event, ms | {len(measured.event_ms)}"
            f" | {figures(measured.event_ms, 2)} | {PROMISED_EVENT_MS:.0f} |"
        )
    lines += [*_cables(measured), *_hall(measured)]
    return "\n".join(lines) + "\n"


def _cables(measured: Measured) -> Iterator[str]:
    if not measured.replugs:
        return
    yield from (
        "",
        "## Cables pulled at random moments of an operation",
        "",
        "Back is counted from the plug (of the licence printer: from the end of its booting) until"
        " a question is answered well and the operation has ended, all devices at once; promise"
        f" {PROMISED_BACK_SECONDS:.0f} s. Lost: operations that ended not exactly once. Failed"
        " after: the first operation after the return did not succeed.",
        "",
        "| device | pulls | hangs | lost | not back | failed after | back: median s | p99 | worst |"
        " how the operations ended |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    )
    for role, one in measured.replugs.items():
        back = figures(one.back_seconds, 2) if one.back_seconds else "- | - | -"
        yield (
            f"| {role} | {one.rounds} | {one.hangs} | {one.lost} | {one.never_back}"
            f" | {_listed(one.failed_after)} | {back} | {_listed(one.endings)} |"
        )
    if measured.leaks is not None:
        before, after = measured.leaks
        yield ""
        yield (
            "Before the first and after the last pull:"
            f" threads {before.threads} and {after.threads},"
            f" descriptors {before.descriptors} and {after.descriptors},"
            f" child processes {before.processes} and {after.processes}."
        )


def _hall(measured: Measured) -> Iterator[str]:
    one = measured.stress
    if one is None or len(one.kib) < 10:
        return
    middle, noise = slope(list(enumerate(one.kib, 1)))
    verdict = "not above noise" if middle <= noise else "ABOVE NOISE"
    pace = one.minutes * 60 / one.citizens
    yield from (
        "",
        "## A busy hall",
        "",
        f"{one.citizens} citizens in {one.minutes:.0f} minutes, one every {pace:.1f} s (a busy"
        f" hall: one in {PACE_SECONDS * 10:.0f} s), each with card, code, camera, receipt, sheet"
        f" and lights; {one.failures} operations failed. Resident memory of the drivers' process"
        f" {one.kib[0]} KiB at first, {one.kib[-1]} KiB at last; after warm-up"
        f" {middle:+.2f} KiB a citizen, noise ±{noise:.2f}: {verdict}.",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replugs", type=int, default=200)
    parser.add_argument("--stress-minutes", type=float, default=60.0)
    parser.add_argument("--pace-seconds", type=float, default=PACE_SECONDS)
    parser.add_argument("--skip-wires", action="store_true", help="cables and hall only")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--out", type=Path, default=REPORT)
    options = parser.parse_args()
    command = (
        f"python -m benchmarks.devices --replugs {options.replugs}"
        f" --stress-minutes {options.stress_minutes:g} --pace-seconds {options.pace_seconds:g}"
    )
    measured = Measured(command, os.getloadavg()[0], pace_seconds=options.pace_seconds)
    folder = Path(tempfile.mkdtemp(prefix="devices-"))

    def save() -> None:
        options.out.write_text(report(measured), "utf-8")

    try:
        # Alone in the process: the stand's threads would take the wire's turns.
        take_short_turns()
        if not options.skip_wires:
            measured.ratios = {baud: card_ratios(folder, baud) for baud in READS}
            measured.noticed_ms = [one * 1000 for one in measure_waits(folder, 115200, SAMPLES)]
            measured.event_ms = code_event_ms(folder)
            save()
        with DeviceStand(folder / "stand", seed=options.seed) as stand:
            before = Belongings.now()
            if options.replugs:
                replug_all(stand, options.replugs, options.seed, measured.replugs)
                measured.leaks = (before, Belongings.now())
                save()
            measured.stress = Stress()
            # Nothing is written meanwhile: a report made in this process would count as a leak.
            stress(stand, options.stress_minutes, options.pace_seconds, measured.stress)
            save()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(report(measured))


if __name__ == "__main__":
    main()
