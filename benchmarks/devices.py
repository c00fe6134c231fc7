"""Everything that the devices' issue asks to be measured, by one command.

    python -m benchmarks.devices [--replugs 200] [--stress-minutes 60] [--pace-seconds 18]

Card read against wire time, card laid to first byte asked, last byte of a code to event, cables
pulled at random moments of every operation, and a long day in a busy hall. Writes
``benchmarks/devices.md`` after each part, so that a run that is cut short leaves what it has; a
part that is not run keeps its section, which says itself how it was made.
"""

import argparse
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks import cables, wires
from benchmarks import hall as busy
from benchmarks.device_stand import CLOCK, Stand, terminal
from benchmarks.other_wires import other_wires

REPORT = Path(__file__).with_suffix(".md")
HEADINGS = (wires.HEADING, cables.HEADING, busy.HEADING)
TITLE = "# Devices under a technician's eyes"
PREFACE = (
    "One command makes all of it: `make bench-devices`. Every device is virtual. Those of the"
    " demo's terminal are at the far end of a real wire (pty, socket, IPP, pcscd), for cables and"
    " hall in a process of their own; those on USB and HID are on buses in memory under pyusb and"
    " hidapi."
)


class Report:
    """The file, section by section."""

    def __init__(self, file: Path, command: str) -> None:
        self._file, self._command = file, command
        text = file.read_text("utf-8") if file.exists() else ""
        parts = [part.partition("\n") for part in text.split("\n## ")[1:]]
        self._bodies = {heading: body.strip() for heading, _, body in parts}

    def write(self, heading: str, lines: Iterable[str]) -> None:
        """Put a section in the place of the one that was there; no lines leave it as it is."""
        body = "\n".join(lines)
        if not body:
            return
        made = (
            f"`{self._command}`, {CLOCK.wall():%Y-%m-%d %H:%M} UTC, {platform.machine()},"
            f" {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python"
            f" {platform.python_version()}, niceness {os.nice(0)}."
        )
        self._bodies[heading] = f"{made}\n\n{body}"
        sections = [f"## {one}\n\n{self._bodies[one]}\n" for one in HEADINGS if one in self._bodies]
        self._file.write_text("\n".join((TITLE, "", PREFACE, "", *sections)), "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replugs", type=int, default=200, help="0 leaves the cables alone")
    parser.add_argument("--stress-minutes", type=float, default=60.0, help="0 closes the hall")
    parser.add_argument("--pace-seconds", type=float, default=busy.PACE_SECONDS)
    parser.add_argument("--skip-wires", action="store_true", help="no times on the wires")
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


def _pull(options: argparse.Namespace, folder: Path, report: Report) -> None:
    pulled: list[cables.Pulled] = []

    def pull(opened: AbstractContextManager[Stand], title: str) -> None:
        with opened as stand:
            chosen = _only(stand, options.only)
            pulled.append(cables.pull_all(chosen, title, options.replugs, options.seed))
        report.write(cables.HEADING, cables.report(pulled))

    pull(_terminal(folder, options.seed), "The demo's terminal.")
    pull(
        other_wires(folder / "wires", options.seed),
        "Other wires, their virtual devices in the drivers' process.",
    )


@contextmanager
def _terminal(folder: Path, seed: int) -> Iterator[Stand]:
    """Always in one place: libpcsclite takes that of its socket once in the life of a process."""
    place = folder / "terminal"
    with terminal(place, seed) as stand:
        yield stand
    shutil.rmtree(place, ignore_errors=True)


def _only(stand: Stand, word: str) -> Stand:
    return stand.narrowed(lambda place: word in place.name)


def main() -> None:
    options = _options()
    report = Report(options.out, _command(options))
    folder = Path(tempfile.mkdtemp(prefix="devices-"))
    hall = busy.Hall()
    try:
        if not options.skip_wires:
            report.write(wires.HEADING, wires.report(wires.measure_wires(folder)))
        if options.replugs:
            _pull(options, folder, report)
        if options.stress_minutes:
            with _terminal(folder, options.seed) as stand:
                # Nothing is written meanwhile: a report made in this process would be a leak.
                chosen = _only(stand, options.only)
                hall.open(chosen, options.stress_minutes, options.pace_seconds)
    finally:
        # Also of a run that was cut short.
        report.write(busy.HEADING, busy.report(hall))
        shutil.rmtree(folder, ignore_errors=True)
    print(options.out.read_text("utf-8"))


if __name__ == "__main__":
    main()
