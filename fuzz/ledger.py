"""What was really run: one line for each finished run, in ``out/fuzz/ledger.jsonl``.

Only runs that came to their end are here, so a count in the report is a count of inputs.
"""

import fcntl
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path("out/fuzz")
LEDGER = FOLDER / "ledger.jsonl"
GUIDED = "guided"


@dataclass(frozen=True, slots=True)
class Entry:
    """One run without a failure. ``way``: guided by coverage, or the seed of its mutants."""

    target: str
    way: str
    inputs: int
    peak_mib: int
    slowest_ms: int


def way_of(seed: int) -> str:
    """How a run of mutants is named; two with one name had the same inputs."""
    return f"seed {seed}"


def add(entry: Entry, ledger: Path = LEDGER) -> None:
    """Append the entry; several runs may do so at once."""
    ledger.parent.mkdir(parents=True, exist_ok=True)
    with ledger.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(asdict(entry)) + "\n")


def read(ledger: Path = LEDGER) -> Sequence[Entry]:
    """All entries, in the order in which the runs ended; none without a ledger."""
    if not ledger.is_file():
        return ()
    lines = ledger.read_text("utf-8").splitlines()
    return tuple(Entry(**json.loads(line)) for line in lines)
