"""A busy hall: citizen after citizen, and the memory of the drivers' process meanwhile.

Owns the visits, the warming up and the judgement; ``benchmarks/devices.py`` is the command.

Warm is the process when everything that remembers a fixed number of things is full of them (the
transcript of each wire, the last times of commands and probes), and when it has served as many
citizens as the measured time will bring: an allocator keeps the pages of the worst coincidence of
eight threads, and finds a worse one ever more seldom. So resident memory creeps where nothing
leaks; what is in use tells the two apart, and both are told.
"""

import ctypes
import os
import sys
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.device_stand import CLOCK, Place, Stand
from benchmarks.device_work import is_success
from benchmarks.figures import Slope, slope
from devices.record import KEPT_LATENCIES
from devices.transcript import KEPT_FRAMES
from kiosk.host.memory import give_back, set_aside

HEADING = "A busy hall"
#: A busy hall: a citizen every three minutes at one terminal. Ten times as many: every 18 s.
PACE_SECONDS = 18.0
_LEAST_WARMING = KEPT_LATENCIES + 8
#: Who has not filled its memory by then never will.
_MOST_WARMING = 240
#: On either side of a row of the table.
_NEIGHBOURS = 5
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
    at_first: "Memory | None" = None
    #: After each citizen that counts. Packed: what the measurement keeps must not count as a leak.
    resident_kib: "array[int]" = field(default_factory=lambda: array("q"))
    heap_kib: "array[int]" = field(default_factory=lambda: array("q"))
    blocks: "array[int]" = field(default_factory=lambda: array("q"))

    def open(self, stand: Stand, minutes: float, pace_seconds: float) -> None:
        """One citizen after the other, each at every device."""
        self.load_before = os.getloadavg()[0]
        with set_aside():
            self.at_first = Memory.now()
            wanted = minutes * 60 / pace_seconds if pace_seconds else _LEAST_WARMING
            while not _is_warm(stand.places, self.warming, wanted):
                self.failures += _serve(stand)
                self.warming += 1
            self._measure(stand, minutes, pace_seconds)

    def _measure(self, stand: Stand, minutes: float, pace_seconds: float) -> None:
        began = CLOCK.monotonic()
        while (passed := CLOCK.monotonic() - began) < minutes * 60:
            self.failures += _serve(stand)
            self.citizens += 1
            self._note(Memory.now())
            CLOCK.wait(_NEVER, pace_seconds - (CLOCK.monotonic() - began - passed))
            self.minutes = (CLOCK.monotonic() - began) / 60
            self.load_after = os.getloadavg()[0]

    @property
    def kept(self) -> "tuple[array[int], ...]":
        """Everything that was noted, in the order of the table."""
        return self.resident_kib, self.heap_kib, self.blocks

    def _note(self, memory: "Memory") -> None:
        self.resident_kib.append(memory.resident_kib)
        self.heap_kib.append(memory.heap_kib)
        self.blocks.append(memory.blocks)


class _MallocInfo(ctypes.Structure):
    """``struct mallinfo2`` of glibc."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


_mallinfo2 = ctypes.CDLL(None).mallinfo2
_mallinfo2.restype = _MallocInfo


@dataclass(frozen=True, slots=True)
class Memory:
    """Of this process: pages that it has, and what is in use of them."""

    #: Exact, not counted by the way as in ``/proc/self/status``.
    resident_kib: int
    #: Handed out by malloc and not given back: arrays, pictures, what libraries keep.
    heap_kib: int
    #: Small objects of Python that live.
    blocks: int

    @classmethod
    def now(cls) -> "Memory":
        lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
        resident = next(int(line.split()[1]) for line in lines if line.startswith("Rss:"))
        info = _mallinfo2()
        heap = (info.uordblks + info.hblkhd) // 1024
        return cls(resident, heap, sys.getallocatedblocks())


def _serve(stand: Stand) -> int:
    """One citizen at every device; how many operations failed."""
    failures = 0
    for place in stand.places:
        told = stand.begin(place)
        ended = stand.wait(told.ended.is_set) is not None
        failures += not ended or not is_success(place.role, told.endings[0])
    # As the host does when a visit is gone.
    give_back()
    return failures


def _is_warm(places: tuple[Place, ...], citizens: int, wanted: float) -> bool:
    if citizens < max(_LEAST_WARMING, min(wanted, _MOST_WARMING)):
        return False
    return citizens >= _MOST_WARMING or all(_is_full(place) for place in places)


def _is_full(place: Place) -> bool:
    transcript, record = place.worker.transcript, place.worker.record()
    # Some wires have no transcript: nothing passes a transport of ours.
    frames = transcript.frames if transcript is not None else 0
    return (not frames or frames >= KEPT_FRAMES) and all(
        len(times) >= KEPT_LATENCIES for times in (record.command_seconds, record.probe_seconds)
    )


def report(hall: Hall) -> Iterator[str]:
    """The section's body, line by line; nothing when too few citizens came."""
    if hall.at_first is None or slope(hall.resident_kib) is None:
        return
    an_hour = hall.citizens / hall.minutes * 60
    pace = hall.minutes * 60 / hall.citizens
    yield from (
        f"{hall.citizens} citizens in {hall.minutes:.0f} minutes, one every {pace:.1f} s (a busy"
        f" hall: one in {PACE_SECONDS * 10:.0f} s), each with every device of the demo's terminal;"
        f" {hall.failures} operations failed. Load {hall.load_before:.1f} at the beginning,"
        f" {hall.load_after:.1f} at the end. {hall.warming} citizens before them, without a pause,"
        " filled what has a fixed size: the transcript of each wire and the last times of commands"
        " and probes.",
        "",
        "Slope: Theil-Sen over the medians of 20 blocks, with Sen's 95 % interval; above noise when"
        " the whole interval is above 0. Resident memory is what the allocator has ever needed at"
        " once and hardly ever shrinks; in use is what lives, and would show a leak first. Rows are"
        f" medians of {2 * _NEIGHBOURS + 1} citizens: a picture that is being unpacked just then is"
        " no growth.",
        "",
        "| the drivers' process | resident, KiB | in use of malloc, KiB | blocks of Python |",
        "|---|---:|---:|---:|",
        f"| before the first citizen | {hall.at_first.resident_kib} | {hall.at_first.heap_kib}"
        f" | {hall.at_first.blocks} |",
    )
    last = hall.citizens - 1
    for quarter in range(5):
        at = round(last * quarter / 4)
        columns = " | ".join(str(_around(at, kept)) for kept in hall.kept)
        yield f"| around citizen {at + 1} | {columns} |"
    slopes = [slope(kept) for kept in hall.kept]
    yield _row("a citizen", slopes, 1.0, 3)
    yield _row("an hour at this pace", slopes, an_hour, 1)
    verdicts = ["**ABOVE NOISE**" if one and one.is_above_noise else "not above" for one in slopes]
    yield f"| | {' | '.join(verdicts)} |"


def _around(at: int, kept: "array[int]") -> int:
    """The median of the citizens next to this one: what a probe needs just then is no growth."""
    return round(median(kept[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]))


def _row(unit: str, slopes: list[Slope | None], factor: float, digits: int) -> str:
    told = (
        f"{one.middle * factor:+.{digits}f}"
        f" ({one.low * factor:+.{digits}f} to {one.high * factor:+.{digits}f})"
        for one in slopes
        if one is not None
    )
    return f"| slope, {unit} | {' | '.join(told)} |"
