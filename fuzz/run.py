"""Coverage-guided fuzzing of one target with atheris: ``python -m fuzz.run TARGET RUNS [OPTIONS]``.

``make fuzz TARGET=... RUNS=...`` makes the environment and calls this. The corpus of a target stays
in ``out/fuzz/TARGET``, what broke a promise beside it. Options are libFuzzer's, such as
``-max_total_time=60``. Not part of CI.
"""

import sys

import atheris

from fuzz.ledger import FOLDER
from fuzz.mutants import LONGEST_INPUT_BYTES

# The judges in ``fuzz`` stay bare: their branches are no paths of a parser.
with atheris.instrument_imports(include=["devices", "printer", "kiosk"]):
    from fuzz.seeds import SEEDS
    from fuzz.targets import TARGETS

#: A parser that thinks longer than this about 4 KiB hangs.
INPUT_LIMIT_SECONDS = 5
#: "Memory bounded": libFuzzer ends the run when the process grows beyond this.
MEMORY_LIMIT_MIB = 512


def main() -> None:
    """Run until the number of inputs is reached or a promise is broken."""
    if len(sys.argv) < 3 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m fuzz.run TARGET RUNS [OPTIONS]; targets: {' '.join(TARGETS)}")
    name, runs, more = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    folder = FOLDER / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (folder / "corpus" / f"seed-{number}").write_bytes(seed)
    options = [
        sys.argv[0],
        f"-runs={runs}",
        f"-timeout={INPUT_LIMIT_SECONDS}",
        f"-max_len={LONGEST_INPUT_BYTES}",
        f"-rss_limit_mb={MEMORY_LIMIT_MIB}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        *more,
        str(folder / "corpus"),
    ]
    atheris.Setup(options, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
