"""The ledger as a table of Markdown: ``python -m fuzz.report``."""

import sys
from collections.abc import Iterator, Sequence

from fuzz import ledger
from fuzz.ledger import GUIDED, Entry
from fuzz.targets import TARGETS

_HEAD = """\
| target | guided by coverage | mutants | inputs in all | peak, MiB | slowest mutant, ms |
|---|---:|---:|---:|---:|---:|"""


def main() -> None:
    """Print the table; a target that was never run stands there with nothing."""
    sys.stdout.writelines(f"{line}\n" for line in table(ledger.read()))


def table(entries: Sequence[Entry]) -> Iterator[str]:
    """The lines, one a target, and the sum."""
    yield _HEAD
    for name in TARGETS:
        yield _line(name, [one for one in entries if one.target == name])
    yield f"| all | | | {sum(one.inputs for one in entries):,} | | |"


def _line(name: str, runs: Sequence[Entry]) -> str:
    guided = sum(one.inputs for one in runs if one.way == GUIDED)
    total = sum(one.inputs for one in runs)
    peak = max((one.peak_mib for one in runs), default=0)
    slowest = max((one.slowest_ms for one in runs if one.way != GUIDED), default=0)
    return f"| {name} | {guided:,} | {total - guided:,} | {total:,} | {peak} | {slowest} |"


if __name__ == "__main__":
    main()
