"""How long a device that was unplugged takes to be back, on a whole terminal with real wires.

    python -m benchmarks.recovery [ROUNDS]

Measures from the moment when the plug is in again (for the printers: when they have booted) until
the host's board calls the device usable; writes ``benchmarks/recovery.md``. The promise is 5 s.
"""

import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from statistics import median

from tests.e2e.terminal import Terminal

PLUGS = {
    "id-reader": ("unplug", "plug"),
    "qr-scanner": ("unplug", "plug"),
    "document-camera": ("unplug", "plug"),
    "receipt-printer": ("unplug", "plug"),
    "licence-printer": ("power_cut", "power_on"),
}
PROMISE_SECONDS = 5.0
#: How long the plug stays out: long enough for the pauses between two tries to have grown.
AWAY_SECONDS = 6.0
#: Each round stays out a little longer, so that the plug meets another moment between two tries.
LONGER_SECONDS = 0.7


def measure(terminal: Terminal, device: str, away_seconds: float) -> float:
    """One unplugging."""
    gone, back = PLUGS[device]
    terminal.bench.act(device, gone)
    terminal.wait("the loss to be noticed", lambda: device not in terminal.usable())
    terminal.clock.wait(threading.Event(), away_seconds)
    terminal.bench.act(device, back)
    plugged_at = terminal.clock.monotonic()
    terminal.wait("the device to be back", lambda: device in terminal.usable())
    return terminal.clock.monotonic() - plugged_at


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    folder = Path(tempfile.mkdtemp(prefix="recovery-"))
    terminal = Terminal(folder)
    try:
        terminal.start("platform", "devices", "host")
        terminal.make_well()
        away = [AWAY_SECONDS + LONGER_SECONDS * number for number in range(rounds)]
        taken = {name: [measure(terminal, name, each) for each in away] for name in PLUGS}
    finally:
        terminal.end()
        shutil.rmtree(folder, ignore_errors=True)
    report = table(taken, rounds)
    Path(__file__).with_suffix(".md").write_text(report, "utf-8")
    print(report)


def table(taken: dict[str, list[float]], rounds: int) -> str:
    load = os.getloadavg()[0]
    lines = [
        "# Recovery after an unplugged device",
        "",
        f"`python -m benchmarks.recovery {rounds}`: seconds from plugging in until the host calls",
        f"the device usable, after {AWAY_SECONDS:.0f} s away and more; the promise is at most",
        f"{PROMISE_SECONDS:.0f} s. {os.cpu_count()} cores, load {load:.1f}; seen every 0.05 s.",
        "",
        "| device | median | worst |",
        "|---|---|---|",
        *(f"| {name} | {median(all_):.2f} s | {max(all_):.2f} s |" for name, all_ in taken.items()),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
