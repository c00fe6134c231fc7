"""How long a code takes from its last byte on the wire to the event that carries it.

Run: .venv/bin/python benchmarks/qr_event.py [--codes 100] [--quick]

The whole way of the product: a virtual scanner on a pty at the true pace of its line (HID-POS: on
the virtual USB bus), the driver on its device worker, the worker's callback. The clock starts when
the last byte of the code, its terminator or its checksum is handed to the pty, and stops in the
callback. Writes benchmarks/qr_event.md.
"""

import argparse
import math
import os
import platform
import statistics
import sys
import tempfile
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devices.ports import CodeRead, QrScanner
from devices.qr_scanner.hid_pos_scanner import HidPosScanner, HidPosScannerSettings
from devices.qr_scanner.protocol import TERMINATORS
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.qr_scanner.ssi_scanner import SsiQrScanner, SsiScannerSettings
from devices.status import Role
from devices.virtual.hid_bus import VirtualHidBus
from devices.virtual.hid_pos_scanner import SCANNER, VirtualHidPosScanner
from devices.virtual.qr_scanner import VirtualQrScanner
from devices.virtual.ssi_scanner import VirtualSsiScanner
from devices.worker import DeviceWorker
from kiosk.clock import SystemClock, take_short_turns

CODE = "E-7K3M9CQT4NPX-HR"
PROMISED_SECONDS = 0.010
WAIT_SECONDS = 30.0
HAND_SECONDS = 0.1
CLOCK = SystemClock()
#: How many codes of each way came torn, and were measured anew.
TORN: dict[str, int] = {}


class Virtual(Protocol):
    """What is used of a virtual scanner."""

    code_sent_at: float

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def show(self, text: str) -> None: ...
    def wait_until_lit(self, timeout_seconds: float) -> bool: ...


Pair = Callable[[Path], tuple[Virtual, QrScanner]]


@dataclass(frozen=True)
class Way:
    """One dialect with its framing. ``gap_seconds`` is silence that ends a code, by design."""

    name: str
    pair: Pair
    gap_seconds: float = 0.0


def serial(name: str, **options: Any) -> Way:
    def pair(port: Path) -> tuple[Virtual, QrScanner]:
        settings = SerialScannerSettings(str(port), **options)
        virtual = VirtualQrScanner(
            port,
            CLOCK,
            baud=settings.baud,
            trigger=settings.trigger,
            terminator=TERMINATORS[settings.terminator],
        )
        return virtual, SerialQrScanner(settings, CLOCK)

    is_gap = options.get("terminator") == "none"
    gap_seconds = options.get("gap_seconds", SerialScannerSettings("").gap_seconds)
    return Way(name, pair, gap_seconds if is_gap else 0.0)


def ssi(name: str, baud: int) -> Way:
    return Way(
        name,
        lambda port: (
            VirtualSsiScanner(port, CLOCK, baud=baud),
            SsiQrScanner(SsiScannerSettings(str(port), baud), CLOCK),
        ),
    )


def hid_pos(_: Path) -> tuple[Virtual, QrScanner]:
    bus = VirtualHidBus()
    settings = HidPosScannerSettings(SCANNER.vendor_id, SCANNER.product_id)
    return VirtualHidPosScanner(bus), HidPosScanner(settings, CLOCK, bus)


WAYS = (
    serial("Honeywell, CR, 9600 baud"),
    serial("Honeywell, CR LF, 115200 baud", terminator="crlf", baud=115200),
    serial("Honeywell, tab, 9600 baud", terminator="tab"),
    serial("Newland, CR, 9600 baud", trigger="newland"),
    ssi("Zebra SSI with ACK, 9600 baud", 9600),
    ssi("Zebra SSI with ACK, 115200 baud", 115200),
    Way("HID-POS, virtual bus", hid_pos),
    serial("no terminator, gap 80 ms, 9600 baud", terminator="none"),
    serial(
        "no terminator, gap 50 ms, 115200 baud", terminator="none", gap_seconds=0.05, baud=115200
    ),
)


@contextmanager
def running(way: Way, folder: Path) -> Iterator[tuple[Virtual, DeviceWorker[QrScanner]]]:
    virtual, driver = way.pair(folder / "scanner")
    worker: DeviceWorker[QrScanner] = DeviceWorker(
        device_id="qr", role=Role.QR_SCANNER, model="", device=driver, clock=CLOCK,
        on_change=lambda _: None,
    )  # fmt: skip
    virtual.start()
    worker.start()
    yield virtual, worker
    worker.stop()
    virtual.stop()


def measure(way: Way, codes: int) -> list[float]:
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder, running(way, Path(folder)) as (virtual, worker):
        number = 0
        while len(seconds) < codes:
            number += 1
            took = one(virtual, worker, f"{CODE}-{number}")
            if not math.isnan(took):
                seconds.append(took)
        TORN[way.name] = number - codes
    return seconds


def one(virtual: Virtual, worker: DeviceWorker[QrScanner], code: str) -> float:
    settled, events = threading.Event(), []

    def done(outcome: object) -> None:
        events.append((CLOCK.monotonic(), outcome))
        settled.set()

    before = virtual.code_sent_at
    worker.submit(
        lambda scanner: scanner.scan(WAIT_SECONDS, threading.Event()),
        done,
        deadline_seconds=2 * WAIT_SECONDS,
    )
    if not virtual.wait_until_lit(WAIT_SECONDS):
        raise SystemExit("the scanner was not lit")
    # No hand is faster, and Newland asks for 50 ms between two commands.
    CLOCK.wait(threading.Event(), HAND_SECONDS)
    virtual.show(code)
    settled.wait()
    ((at, outcome),) = events
    if not isinstance(outcome, CodeRead):
        raise SystemExit(f"no code: {type(outcome).__name__}")
    # The scanner's own thread may still be on its way to write this down.
    while virtual.code_sent_at == before:
        CLOCK.wait(threading.Event(), 0.001)
    # A virtual line that gets no processor for longer than a gap makes two codes of one. The visit
    # would refuse both by their check characters; here such a code is left out and counted.
    return at - virtual.code_sent_at if outcome.payload == code.encode() else math.nan


def control(count: int) -> list[float]:
    """What this machine takes to carry one byte through a pty to a thread that waits for it.

    Nothing of ours is in it. The kernel hands a pty's bytes over on a worker thread of its own,
    which waits for a processor like everybody else, whatever priority this process has.
    """
    writing, reading = os.openpty()
    tty.setraw(reading)
    woken: list[float] = []

    def wait() -> None:
        while os.read(reading, 1) != b"\0":
            woken.append(CLOCK.monotonic())

    thread = threading.Thread(target=wait)
    thread.start()
    written = []
    for _ in range(count):
        CLOCK.wait(threading.Event(), HAND_SECONDS)
        written.append(CLOCK.monotonic())
        os.write(writing, b"x")
    os.write(writing, b"\0")
    thread.join()
    os.close(reading)
    os.close(writing)
    return [after - before for before, after in zip(written, woken, strict=True)]


def priority() -> str:
    policy = os.sched_getscheduler(0)
    if policy in (os.SCHED_FIFO, os.SCHED_RR):
        return "real-time priority, so that the other work is not what is measured"
    return f"niceness {os.nice(0)}"


def row(way: Way, seconds: list[float]) -> str:
    own = [value - way.gap_seconds for value in seconds]
    ranked = sorted(own)
    p99 = ranked[math.ceil(len(own) * 0.99) - 1]
    gap = f"{way.gap_seconds * 1000:.0f}" if way.gap_seconds else "-"
    figures = (statistics.median(own), p99, max(own))
    return f"| {way.name} | {gap} | " + " | ".join(f"{one * 1000:.2f}" for one in figures) + " |"


def report(results: dict[Way, list[float]], idle: list[float], codes: int, load: float) -> str:
    own = [value - way.gap_seconds for way, values in results.items() for value in values]
    worst = max(
        sorted(value - way.gap_seconds for value in values)[math.ceil(len(values) * 0.99) - 1]
        for way, values in results.items()
    )
    kept = sum(value <= PROMISED_SECONDS for value in own)
    rows = "\n".join(row(way, values) for way, values in results.items())
    rows += "\n" + row(Way("control: one byte through a pty to a waiting thread", hid_pos), idle)
    medians = [statistics.median(values) - way.gap_seconds for way, values in results.items()]
    return f"""# From the last byte of a code to its event

`.venv/bin/python benchmarks/qr_event.py --codes {codes}`

Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()},
Python {platform.python_version()}, load {load:.1f} while measuring: other work on the same cores
(this process: {priority()}).

{codes} codes of about 19 bytes each way, over a pty at the pace of the line, driver and worker as
in the product. "Gap" is silence that ends a code where a scanner sends no terminator: it is waited
for by design and is not in the three columns behind it. The control has nothing of the product in
it: the kernel hands a pty's bytes over on a thread of its own, which waits for a processor beside
the other work of the machine; HID-POS has no pty in its way.

| way | gap, ms | median, ms | p99, ms | slowest, ms |
|---|---:|---:|---:|---:|
{rows}

Promise: at most {PROMISED_SECONDS * 1000:.0f} ms. {kept} of {len(own)} codes kept it;
worst median {max(medians) * 1000:.2f} ms, worst p99 {worst * 1000:.2f} ms, of which the control
says how much is the machine's. {sum(TORN.values())} more came torn in two, because the virtual
line got no processor for longer than a gap; check characters refuse such halves. A scanner without
terminator costs its gap on top: set a terminator.
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--codes", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="ten codes, and write nothing")
    options = parser.parse_args()
    codes = 10 if options.quick else options.codes
    # As the host does; the virtual scanner's thread shares this process with the driver's.
    take_short_turns()
    results = {way: measure(way, codes) for way in WAYS}
    idle = control(codes * len(WAYS))
    text = report(results, idle, codes, os.getloadavg()[0])
    print(text)
    if not options.quick:
        Path(__file__).with_suffix(".md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
