"""All targets until each has had its inputs: ``python -m fuzz.campaign COUNT [TARGET ...]``.

Each target is first explored by coverage (``fuzz.run``), then fed mutants of what that found
(``fuzz.many``). A target that has its count already, by the ledger, is passed over, so that a
campaign can be ended and gone on with, and two can share the targets. A target that fails does
not keep the others from their turn; the exit code is then 1.
"""

import re
import subprocess
import sys

from fuzz import ledger
from fuzz.ledger import GUIDED, Entry, way_of
from fuzz.targets import TARGETS

GUIDED_SECONDS = 45
#: Mutants come in portions, each of a seed of its own, so that little is lost when one is ended.
PORTION = 1_000_000
_NO_LIMIT, _LAST_WORDS = 2**31 - 1, 4000


def main() -> None:
    """Bring the named targets, or all, to their count."""
    names = sys.argv[2:] or list(TARGETS)
    if len(sys.argv) < 2 or not set(names) <= set(TARGETS):
        sys.exit("usage: python -m fuzz.campaign COUNT [TARGET ...]")
    failed = [name for name in names if not bring(name, int(sys.argv[1]))]
    sys.exit(f"failed: {' '.join(failed)}; the inputs lie in {ledger.FOLDER}" if failed else 0)


def bring(name: str, count: int) -> bool:
    """Run the target until the ledger has its count. Returns whether nothing broke."""
    if not any(one.way == GUIDED for one in runs_of(name)) and not guide(name):
        return False
    seed = 0
    while (missing := count - sum(one.inputs for one in runs_of(name))) > 0:
        seed += 1
        if any(one.way == way_of(seed) for one in runs_of(name)):
            continue
        command = [sys.executable, "-m", "fuzz.many", name, str(min(missing, PORTION)), str(seed)]
        if subprocess.run(command, check=False).returncode:
            return False
    return True


def guide(name: str) -> bool:
    """One run by coverage, written down from libFuzzer's own closing figures."""
    limit = f"-max_total_time={GUIDED_SECONDS}"
    command = [sys.executable, "-m", "fuzz.run", name, str(_NO_LIMIT), limit]
    run = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    if run.returncode:
        sys.stderr.write(run.stderr[-_LAST_WORDS:])
        return False
    said = dict(re.findall(r"^stat::(\w+):\s+(\d+)$", run.stderr, re.MULTILINE))
    ledger.add(
        Entry(
            target=name,
            way=GUIDED,
            inputs=int(said["number_of_executed_units"]),
            peak_mib=int(said["peak_rss_mb"]),
            slowest_ms=1000 * int(said["slowest_unit_time_sec"]),
        )
    )
    return True


def runs_of(name: str) -> list[Entry]:
    """What the ledger has of one target."""
    return [one for one in ledger.read() if one.target == name]


if __name__ == "__main__":
    main()
