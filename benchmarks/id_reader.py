"""What reading a card costs beyond the time that its bytes need on the wire.

Run: .venv/bin/python benchmarks/id_reader.py

The driver reads cards from a virtual reader on a pty that carries ten bits a byte in both
directions. The bytes of each read are counted on the wire in the same run: three requests, three
answers. Writes benchmarks/id_reader.md.
"""

import math
import os
import platform
import statistics
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.ports import CardRead
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.pty_wire import BITS_PER_BYTE
from kiosk.clock import SystemClock

READS = 100
BAUD = 115200
PROMISED_RATIO = 1.05


def measure(folder: Path) -> tuple[list[float], int]:
    """Seconds of each read, and the bytes that one read takes on the wire."""
    clock = SystemClock()
    virtual = VirtualIdReader(folder / "id-reader", clock, baud=BAUD)
    reader = SamSerialReader(SamSerialSettings(str(folder / "id-reader"), BAUD), clock)
    virtual.start()
    reader.open()
    never = threading.Event()
    seconds: list[float] = []
    carried: set[int] = set()
    for _ in range(READS):
        virtual.lay()
        before = virtual.carried_bytes
        started_at = clock.monotonic()
        outcome = reader.read_card(5.0, never)
        seconds.append(clock.monotonic() - started_at)
        if not isinstance(outcome, CardRead):
            raise SystemExit(f"no card read: {outcome}")
        carried.add(virtual.carried_bytes - before)
        virtual.lift()
    reader.close()
    virtual.stop()
    (wire_bytes,) = carried
    return seconds, wire_bytes


def report(seconds: list[float], wire_bytes: int) -> str:
    wire_seconds = wire_bytes * BITS_PER_BYTE / BAUD
    ranked = sorted(seconds)
    figures = {
        "median": statistics.median(ranked),
        "p99": ranked[math.ceil(len(ranked) * 0.99) - 1],
        "slowest": ranked[-1],
    }
    rows = "\n".join(
        f"| {name} | {value * 1000:.2f} | {value / wire_seconds:.4f} |"
        for name, value in figures.items()
    )
    load = os.getloadavg()[0]
    return f"""# Reading an ID card

Command: `.venv/bin/python benchmarks/id_reader.py`

Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()},
Python {platform.python_version()}, load {load:.1f} while measuring.

{len(seconds)} reads at {BAUD} baud (find, select, read text and photo), {wire_bytes} bytes on the
wire in both directions, which need {wire_seconds * 1000:.2f} ms. The virtual SAM takes no time to
think.

| | ms | times the wire |
|---|---:|---:|
| wire alone | {wire_seconds * 1000:.2f} | 1.0000 |
{rows}

Promise: at most {PROMISED_RATIO} times the wire (median). Not in these figures: the time that
a real SAM takes to read the chip.
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = report(*measure(Path(folder)))
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
