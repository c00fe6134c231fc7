"""Many mutants of one target's corpus: ``python -m fuzz.many TARGET COUNT [SEED]``.

Begins with what the guided run left in ``out/fuzz/TARGET/corpus`` and the seeds, without
instrumentation. A broken promise ends the run: the input lies beside the corpus, exit code 1.
An input that hangs ends it too: the traceback says where, and the same seed comes there again.
What ran is added to ``out/fuzz/ledger.jsonl``, from which ``fuzz.report`` makes its table.
"""

import faulthandler
import hashlib
import itertools
import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fuzz.ledger import FOLDER, Entry, add, way_of
from fuzz.mutants import mutants
from fuzz.seeds import SEEDS
from fuzz.targets import TARGETS, Target

#: The watchdog is set anew after so many inputs, all of which must end within its time.
_INPUTS_A_WATCH, WATCH_SECONDS = 4096, 120
_MIB = 1024 * 1024
#: "Memory bounded": beyond this an allocation fails, which ends the run as a failure.
MEMORY_LIMIT_MIB = 512


@dataclass(frozen=True, slots=True)
class Pace:
    """How many inputs were fed, and the time of the slowest."""

    inputs: int
    slowest_ns: int


class SpoiltError(Exception):
    """The target raised; ``data`` is the input that made it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(f"{len(data)} bytes")
        self.data = data


def main() -> None:
    """Feed the mutants and write down how many there were."""
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m fuzz.many TARGET COUNT [SEED]; targets: {' '.join(TARGETS)}")
    name, count, seed = sys.argv[1], int(sys.argv[2]), int((*sys.argv, "1")[3])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_MIB * _MIB, MEMORY_LIMIT_MIB * _MIB))
    corpus = read_corpus(FOLDER / name / "corpus")
    try:
        pace = feed(TARGETS[name], itertools.islice(mutants(corpus, seed), count))
    except SpoiltError as spoilt:
        file = FOLDER / name / f"crash-{hashlib.sha256(spoilt.data).hexdigest()[:16]}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(spoilt.data)
        raise
    add(
        Entry(
            target=name,
            way=way_of(seed),
            inputs=pace.inputs,
            peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            slowest_ms=round(pace.slowest_ns / 1_000_000),
        )
    )


def read_corpus(folder: Path) -> tuple[bytes, ...]:
    """The seeds and what a guided run has found, in a fixed order."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return (*SEEDS, *(file.read_bytes() for file in found if not file.name.startswith("seed-")))


def feed(target: Target, inputs: Iterable[bytes]) -> Pace:
    """Give each input to the target.

    Raises :class:`SpoiltError` for the first input that makes the target raise anything.
    """
    number, slowest, now = 0, 0, time.perf_counter_ns
    try:
        for number, data in enumerate(inputs, start=1):
            if number % _INPUTS_A_WATCH == 1:
                faulthandler.dump_traceback_later(WATCH_SECONDS, exit=True)
            began = now()
            try:
                target(data)
            except Exception as error:
                raise SpoiltError(data) from error
            slowest = max(slowest, now() - began)
    finally:
        faulthandler.cancel_dump_traceback_later()
    return Pace(number, slowest)


if __name__ == "__main__":
    main()
