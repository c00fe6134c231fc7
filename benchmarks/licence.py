"""What a licence costs: setting it, booking it, and the wire between submit and printed.

    python -m benchmarks.licence [--rounds N] [--write FILE]

Times depend on the machine; the ratios are what is compared. Each is taken against its own
yardstick in the same run: a durable commit on the same disk, the engine run alone.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from devices.ports import JobPrinted, JobTicket
from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.clock import SystemClock
from kiosk.i18n import load_texts
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.sheets import Attempt, SheetOrder
from kiosk.uplink.database import DurableDatabase
from printer.licence.ipp_printer import IppLicencePrinter, LicencePrinterSettings
from printer.licence.pdf import Composed, SheetComposer
from tests.licence_samples import licence

_ROOT = Path(__file__).resolve().parents[1]
_POLL_SECONDS = 0.004


def measure(rounds: int, *acts: Callable[[int], object]) -> list[list[float]]:
    """Seconds of each round of each act. They take turns: a busy machine is busy for all."""
    taken: list[list[float]] = [[] for _ in acts]
    for index in range(rounds):
        for act, seconds in zip(acts, taken, strict=True):
            begun = time.perf_counter()
            act(index)
            seconds.append(time.perf_counter() - begun)
    return taken


def p99(values: Sequence[float]) -> float:
    """With fewer than a hundred rounds this is the worst."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]


def line(name: str, values: Sequence[float], yardstick: float | None = None) -> str:
    middle, worst = statistics.median(values), p99(values)
    ratio = f"{middle / yardstick:.2f} / {worst / yardstick:.2f}" if yardstick else "1"
    return f"| {name} | {middle * 1000:.1f} | {worst * 1000:.1f} | {ratio} |"


def composing(rounds: int) -> list[str]:
    composer = SheetComposer(_ROOT / "config" / "fonts", load_texts(_ROOT / "config/locale/zh-CN"))
    (cold,) = measure(1, lambda _: composer.compose(licence()))
    (warm,) = measure(rounds, lambda index: composer.compose(licence(name=f"青禾市{index}号面馆")))
    return [line("first licence set", cold), line("next licence set, new name", warm, cold[0])]


def booking(folder: Path, rounds: int) -> list[str]:
    database = DurableDatabase(folder / "yardstick.sqlite", "CREATE TABLE t (x TEXT)")

    def commit(index: int) -> None:
        with database.write() as db:
            db.execute("INSERT INTO t VALUES (?)", (str(index),))

    ledger = CustodyLedger(folder / "paper.sqlite", SystemClock())
    ledger.load_stock("QH0000001", rounds, "benchmark")

    def book(index: int) -> None:
        order = SheetOrder(f"B-{index}", 1, "case", "result", 1, numbered=True)
        reserved = ledger.reserve(order, "token")
        assert isinstance(reserved, Attempt)
        ledger.begin(reserved.attempt_id)
        ledger.accept(reserved.attempt_id, JobTicket(order.job_name, "urn:uuid:1", 1, 1))
        ledger.confirm(reserved.attempt_id)

    bare, booked = measure(rounds, commit, book)
    database.close()
    ledger.close()
    yardstick = statistics.median(bare)
    return [line("one durable commit", bare), line("a sheet's four steps", booked, yardstick)]


def printing(folder: Path, rounds: int, document: bytearray) -> list[str]:
    machine, clock = VirtualLicencePrinter(folder / "machine", SystemClock()), SystemClock()
    machine.start()
    try:
        driver = IppLicencePrinter(LicencePrinterSettings(machine.uri), clock)
        submitted: list[float] = []
        file = folder / "licence.pdf"
        file.write_bytes(document)

        def feed(_: int) -> None:
            engine = [str(machine.folder / "engine.sh"), str(file)]
            subprocess.run(engine, check=True, stderr=subprocess.DEVNULL)

        def print_one(index: int) -> None:
            begun = time.perf_counter()
            ticket = driver.submit(document, f"BENCH-{index}", 1)
            submitted.append(time.perf_counter() - begun)
            assert isinstance(ticket, JobTicket)
            while not isinstance(driver.job(ticket, 1), JobPrinted):
                clock.wait(threading.Event(), _POLL_SECONDS)

        alone, printed, probed = measure(rounds, feed, print_one, lambda _: driver.probe())
    finally:
        machine.stop()
    yardstick = statistics.median(alone)
    return [
        line("engine alone, one sheet", alone),
        line("submit until known as printed", printed, yardstick),
        line("of that, submit", submitted, yardstick),
        line("asking how the printer is", probed, yardstick),
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=100)
    arguments.add_argument("--write", type=Path)
    options = arguments.parse_args()
    composer = SheetComposer(_ROOT / "config" / "fonts", load_texts(_ROOT / "config/locale/zh-CN"))
    composed = composer.compose(licence())
    assert isinstance(composed, Composed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [
            "# A licence: setting, booking, printing",
            "",
            f"`python -m benchmarks.licence --rounds {options.rounds}`; milliseconds of this"
            " machine, ratios to the line that says 1 above them. The engine draws the sheet with"
            " pdftoppm, which is most of its time; ippeveprinter, the engine and the asking share"
            f" {os.cpu_count()} cores. Load while measuring: {os.getloadavg()[0]:.1f}.",
            "",
            "| what | median ms | p99 ms | ratio, median / p99 |",
            "|---|---|---|---|",
            *composing(options.rounds),
            *booking(folder, options.rounds),
            *printing(folder, options.rounds, composed.document),
        ]
    report = "\n".join(lines) + "\n"
    print(report)
    if options.write:
        options.write.write_text(report, "utf-8")


if __name__ == "__main__":
    main()
