"""A busy hall: citizen after citizen, and the memory of the drivers' process meanwhile.

Owns the visits, the warming up and the judgement; ``benchmarks/devices.py`` is the command.

Warm is the process when everything that remembers a fixed number of things is full of them (the
transcript of each wire, the last times of commands and probes): until then it must grow.
"""

import os
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.device_stand import CLOCK, Place, Stand
from benchmarks.device_work import is_success
from benchmarks.figures import slope
from devices.record import KEPT_LATENCIES
from devices.transcript import KEPT_FRAMES

#: A busy hall: a citizen every three minutes at one terminal. Ten times as many: every 18 s.
PACE_SECONDS = 18.0
#: Who has not filled its memory by then never will.
_MOST_WARMING = 120
_LEAST_WARMING = KEPT_LATENCIES + 8
_NEVER = threading.Event()


@dataclass
class Hall:
    """Resident memory while citizens come and go."""

    minutes: float = 0.0
    citizens: int = 0
    warming: int = 0
    failures: int = 0
    load_before: float = 0.0
    load_after: float = 0.0
    #: Before the first citizen.
    kib_at_first: int = 0
    #: After each citizen that counts. Packed: what the measurement keeps must not count as a leak.
    kib: "array[int]" = field(default_factory=lambda: array("q"))
    anonymous_kib: "array[int]" = field(default_factory=lambda: array("q"))

    def open(self, stand: Stand, minutes: float, pace_seconds: float) -> None:
        """One citizen after the other, each at every device."""
        self.load_before = os.getloadavg()[0]
        self.kib_at_first = _memory()[0]
        while not _is_warm(stand.places, self.warming):
            self.failures += _serve(stand)
            self.warming += 1
        began = CLOCK.monotonic()
        while (passed := CLOCK.monotonic() - began) < minutes * 60:
            self.failures += _serve(stand)
            self.citizens += 1
            resident, anonymous = _memory()
            self.kib.append(resident)
            self.anonymous_kib.append(anonymous)
            CLOCK.wait(_NEVER, pace_seconds - (CLOCK.monotonic() - began - passed))
            self.minutes = (CLOCK.monotonic() - began) / 60
            self.load_after = os.getloadavg()[0]


def _serve(stand: Stand) -> int:
    """One citizen at every device; how many operations failed."""
    failures = 0
    for place in stand.places:
        told = stand.begin(place)
        ended = stand.wait(told.ended.is_set) is not None
        failures += not ended or not is_success(place.role, told.endings[0])
    return failures


def _is_warm(places: tuple[Place, ...], citizens: int) -> bool:
    if citizens < _LEAST_WARMING:
        return False
    return citizens >= _MOST_WARMING or all(_is_full(place) for place in places)


def _is_full(place: Place) -> bool:
    transcript, record = place.worker.transcript, place.worker.record()
    # Some wires have no transcript: nothing passes a transport of ours.
    frames = transcript.frames if transcript is not None else 0
    return (not frames or frames >= KEPT_FRAMES) and all(
        len(times) >= KEPT_LATENCIES for times in (record.command_seconds, record.probe_seconds)
    )


def _memory() -> tuple[int, int]:
    """KiB of this process: resident, and the part of it that is nobody's file. Exact, not counted
    by the way as in ``/proc/self/status``.
    """  # noqa: D205
    words = dict(
        line.split(":", 1)
        for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    )
    return int(words["Rss"].split()[0]), int(words["Anonymous"].split()[0])


def report(hall: Hall | None) -> Iterator[str]:
    """The section of the report, line by line."""
    if hall is None or (grown := slope(hall.kib)) is None:
        return
    an_hour = grown.times(hall.citizens / hall.minutes * 60)
    verdict = "**ABOVE NOISE**" if grown.is_above_noise else "**not above noise**"
    pace = hall.minutes * 60 / hall.citizens
    last = len(hall.kib) - 1
    moments = [round(last * quarter / 4) for quarter in range(5)]
    yield from (
        "",
        "## A busy hall",
        "",
        f"{hall.citizens} citizens in {hall.minutes:.0f} minutes, one every {pace:.1f} s (a busy"
        f" hall: one in {PACE_SECONDS * 10:.0f} s), each with every device of the demo's terminal;"
        f" {hall.failures} operations failed. Load {hall.load_before:.1f} at the beginning,"
        f" {hall.load_after:.1f} at the end. {hall.warming} citizens before them, without a pause,"
        " filled what has a fixed size: the transcript of each wire and the last times of commands"
        " and probes.",
        "",
        "Slope: Theil-Sen over the medians of 20 blocks, with Sen's 95 % interval; above noise when"
        " the whole interval is above 0.",
        "",
        "| resident memory of the drivers' process | |",
        "|---|---:|",
        f"| before the first citizen, KiB | {hall.kib_at_first} |",
        *(
            f"| after citizen {at + 1}, KiB (of these in no file) | {hall.kib[at]}"
            f" ({hall.anonymous_kib[at]}) |"
            for at in moments
        ),
        f"| slope, KiB a citizen | {grown.middle:+.3f} ({grown.low:+.3f} to {grown.high:+.3f}) |",
        f"| slope, KiB an hour at this pace | {an_hour.middle:+.1f}"
        f" ({an_hour.low:+.1f} to {an_hour.high:+.1f}) |",
        f"| | {verdict} |",
    )
