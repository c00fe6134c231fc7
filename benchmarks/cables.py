"""Cables pulled at random moments of every operation: what hangs, is lost, or does not come back.

Owns the pulling and what is counted of it; ``benchmarks/devices.py`` is the command.
"""

import os
import random
import statistics
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.device_stand import CLOCK, Belongings, Place, Stand, Told
from benchmarks.device_work import is_success
from benchmarks.figures import figures
from devices.status import Unavailable
from devices.worker import DeviceFailed

HEADING = "Cables pulled at random moments of an operation"
PROMISED_BACK_SECONDS = 5.0
#: The cable is pulled somewhere in the time that an operation usually takes.
TRIED_FIRST = 5
AWAY_SECONDS = (0.0, 1.5)
_NEVER = threading.Event()


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


@dataclass
class Pulled:
    """All devices of one stand. ``after`` is missing while it goes on."""

    title: str
    before: Belongings
    load_before: float
    after: Belongings | None = None
    load_after: float = 0.0
    replugs: dict[str, Replugs] = field(default_factory=dict)


def pull_all(stand: Stand, title: str, rounds: int, seed: int) -> Pulled:
    """Every device at the same time, each with its own cable, hand and chance."""
    pulled = Pulled(title, Belongings.now(), os.getloadavg()[0])
    pulled.replugs = {place.name: Replugs() for place in stand.places}

    def one(place: Place) -> None:
        chance = random.Random(f"{seed} {place.name}")
        usual = _usual_seconds(stand, place)
        for _ in range(rounds):
            _replug(stand, place, chance, usual, pulled.replugs[place.name])

    threads = [threading.Thread(target=one, args=(place,)) for place in stand.places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pulled.after, pulled.load_after = Belongings.now(), os.getloadavg()[0]
    return pulled


def _usual_seconds(stand: Stand, place: Place) -> float:
    """How long the operation takes here and now, when nobody pulls."""
    times = []
    for _ in range(TRIED_FIRST):
        began = CLOCK.monotonic()
        stand.wait(stand.begin(place).ended.is_set, 0.001)
        times.append(CLOCK.monotonic() - began)
    return statistics.median(times)


def _replug(
    stand: Stand, place: Place, chance: random.Random, usual: float, result: Replugs
) -> None:
    """Pull the cable somewhere in an operation, push it in again, and see."""
    told = stand.begin(place)
    CLOCK.wait(_NEVER, chance.random() * usual)
    place.hand.act(place.off)
    CLOCK.wait(_NEVER, chance.uniform(*AWAY_SECONDS))
    place.hand.act(place.on)
    began = CLOCK.monotonic()
    back = stand.wait_back(place)
    if stand.wait(told.ended.is_set) is None:
        result.hangs += 1
    if back is None:
        result.never_back += 1
    else:
        result.back_seconds.append(CLOCK.monotonic() - began)
    result.rounds += 1
    result.lost += len(told.endings) != 1
    for ending in told.endings:
        _count(result.endings, type(ending).__name__)
    _try_again(stand, place, result)


def _try_again(stand: Stand, place: Place, result: Replugs) -> None:
    again: Told = stand.begin(place)
    if stand.wait(again.ended.is_set) is None:
        _count(result.failed_after, "hang")
    elif not is_success(place.role, again.endings[0]):
        _count(result.failed_after, _in_words(again.endings[0]))


def _in_words(ending: object) -> str:
    """The outcome, and the reason where the device itself was the cause."""
    if isinstance(ending, DeviceFailed) and isinstance(ending.status, Unavailable):
        return f"{type(ending).__name__} ({ending.status.reason})"
    return type(ending).__name__


def _count(table: dict[str, int], name: str) -> None:
    table[name] = table.get(name, 0) + 1


def _listed(table: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(table.items())) or "0"


def report(all_pulled: list[Pulled]) -> Iterator[str]:
    """The section's body, line by line."""
    yield from (
        "Back is counted from the plug (of licence printer and smart-card service: from the end of"
        " their starting) until a question is answered well and the operation has ended, all"
        f" devices of a table at once; promise {PROMISED_BACK_SECONDS:.0f} s. Lost: operations that"
        " ended not exactly once. Failed after: the first operation after the return did not"
        " succeed.",
    )
    for pulled in all_pulled:
        yield from _table(pulled)


def _table(pulled: Pulled) -> Iterator[str]:
    yield from (
        "",
        f"{pulled.title} Load {pulled.load_before:.1f} at the beginning,"
        f" {pulled.load_after:.1f} at the end.",
        "",
        "| device | pulls | hangs | lost | not back | failed after | back: median s | p99 | worst |"
        " how the operations ended |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    )
    for name, one in pulled.replugs.items():
        back = figures(one.back_seconds, 2) if one.back_seconds else "- | - | -"
        yield (
            f"| {name} | {one.rounds} | {one.hangs} | {one.lost} | {one.never_back}"
            f" | {_listed(one.failed_after)} | {back} | {_listed(one.endings)} |"
        )
    before, after = pulled.before, pulled.after
    if after is not None:
        yield ""
        yield (
            "Before the first and after the last pull:"
            f" threads {before.threads} and {after.threads},"
            f" descriptors {before.descriptors} and {after.descriptors},"
            f" child processes {before.processes} and {after.processes}."
        )
