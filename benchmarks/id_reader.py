"""What reading a card costs beyond the time that its bytes need on the wire; how soon it begins.

Run: .venv/bin/python benchmarks/id_reader.py [--quick]

The driver reads cards from a virtual reader on a pty that carries ten bits a byte in both
directions, at each rate. The bytes of each read are counted on the wire in the same run. Then a
hand lays cards at random moments on a reader that is being polled. Last, the same card over the
USB and HID buses in memory, which have no speed of their own: what is left is the driver and the
rests that its layout prescribes. Writes benchmarks/id_reader.md.
"""

import argparse
import math
import os
import platform
import random
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


from devices.id_reader.hid_layouts import HidLayout
from devices.id_reader.protocol import FIND as FIND_CARD
from devices.id_reader.protocol import READ, SELECT
from devices.id_reader.sam_hid import SamHidReader, SamHidSettings
from devices.id_reader.sam_reader import POLL_SECONDS, SamReader
from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.id_reader.sam_usb import SamUsbReader, SamUsbSettings
from devices.ports import CardRead
from devices.virtual.hid_id_reader import IDS, VirtualHidIdReader
from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.pty_wire import BITS_PER_BYTE
from devices.virtual.sam_hands import SamHands
from devices.virtual.usb_id_reader import (
    FOUR_ENDPOINTS,
    PRODUCT_ID,
    TWO_ENDPOINTS,
    VENDOR_ID,
    VirtualUsbIdReader,
)
from kiosk.clock import SystemClock, take_short_turns

#: Baud: reads, and cards laid on a polled reader.
AMOUNTS = {115200: (60, 40), 9600: (10, 10)}
QUICK_DIVISOR = 10
BUS_READS = 15
PROMISED_RATIO = 1.03
PROMISED_FIRST_BYTE_SECONDS = 0.3
FIND = b"\x20\x01"
CLOCK = SystemClock()
#: How late the hand that lays cards was woken: what this machine adds to any wait in the same run.
OVERSLEPT: list[float] = []


@dataclass(frozen=True)
class Rate:
    """What one rate gave: seconds and bytes of each read, seconds from lay to find."""

    baud: int
    reads: list[float]
    carried: list[int]
    waits: list[float]
    #: The same bytes through the same pty, read by a loop that does nothing else.
    bare: list[float]

    @property
    def wire_bytes(self) -> int:
        """Of a read in which nothing was asked twice."""
        return min(self.carried)

    @property
    def repeated(self) -> int:
        """Reads in which a starved process missed a limit and something was asked again."""
        return sum(count > self.wire_bytes for count in self.carried)

    @property
    def wire_seconds(self) -> float:
        return self.wire_bytes * BITS_PER_BYTE / self.baud


@contextmanager
def serial_pair(folder: Path, baud: int) -> Iterator[tuple[VirtualIdReader, SamSerialReader]]:
    virtual = VirtualIdReader(folder / f"id-reader-{baud}", CLOCK, baud=baud)
    reader = SamSerialReader(SamSerialSettings(str(folder / f"id-reader-{baud}"), baud), CLOCK)
    virtual.start()
    reader.open()
    try:
        yield virtual, reader
    finally:
        reader.close()
        virtual.stop()


def seconds_of_a_read(virtual: SamHands, reader: SamReader) -> float:
    virtual.lay()
    started_at = CLOCK.monotonic()
    outcome = reader.read_card(10.0, threading.Event())
    seconds = CLOCK.monotonic() - started_at
    if not isinstance(outcome, CardRead):
        raise SystemExit(f"no card read: {outcome}")
    virtual.lift()
    return seconds


def measure_bare(folder: Path, baud: int, count: int) -> list[float]:
    """What wire and machine take in this run: the questions written, the answers counted."""
    virtual = VirtualIdReader(folder / f"bare-{baud}", CLOCK, baud=baud)
    virtual.start()
    port = os.open(folder / f"bare-{baud}", os.O_RDWR | os.O_NOCTTY)
    seconds = []
    for _ in range(count):
        virtual.lay()
        started_at = CLOCK.monotonic()
        for command, answer_bytes in ((FIND_CARD, 15), (SELECT, 19), (READ, 1295)):
            os.write(port, command.request)
            left = answer_bytes
            while left:
                left -= len(os.read(port, left))
        seconds.append(CLOCK.monotonic() - started_at)
        virtual.lift()
    os.close(port)
    virtual.stop()
    return seconds


def measure_reads(folder: Path, baud: int, count: int) -> tuple[list[float], list[int]]:
    seconds, carried = [], []
    with serial_pair(folder, baud) as (virtual, reader):
        for _ in range(count):
            before = virtual.carried_bytes
            seconds.append(seconds_of_a_read(virtual, reader))
            carried.append(virtual.carried_bytes - before)
    return seconds, carried


def measure_waits(folder: Path, baud: int, count: int) -> list[float]:
    """From the card on the reader to the first whole question that can see it."""
    chance, waits = random.Random(7), []
    never, asked = threading.Event(), threading.Event()
    asked_at: list[float] = []

    def note(command: bytes) -> None:
        if command == FIND:
            asked_at.append(CLOCK.monotonic())
            asked.set()

    with serial_pair(folder, baud) as (virtual, reader):
        virtual.on_request = note
        for _ in range(count):
            polling = threading.Thread(target=reader.read_card, args=(30.0, never))
            asked.clear()
            polling.start()
            asked.wait()
            pause = 2 * POLL_SECONDS + chance.random() * POLL_SECONDS
            due_at = CLOCK.monotonic() + pause
            CLOCK.wait(never, pause)
            OVERSLEPT.append(CLOCK.monotonic() - due_at)
            virtual.lay()
            laid_at = CLOCK.monotonic()
            polling.join()
            waits.append(min(at for at in asked_at if at >= laid_at) - laid_at)
            asked_at.clear()
            virtual.lift()
    return waits


def measure_buses() -> dict[str, list[float]]:
    pairs: dict[str, tuple[SamHands, SamReader]] = {}
    for name, endpoints in (("USB, two", TWO_ENDPOINTS), ("USB, four", FOUR_ENDPOINTS)):
        usb = VirtualUsbIdReader(CLOCK, endpoints=endpoints)
        usb.start()
        settings = SamUsbSettings(VENDOR_ID, PRODUCT_ID)
        pairs[f"{name} endpoints"] = usb, SamUsbReader(settings, CLOCK, usb.bus)
    for layout in HidLayout:
        hid = VirtualHidIdReader(CLOCK, layout)
        hid.start()
        profile = SamHidSettings(*IDS[layout], layout)
        pairs[f"HID {layout.upper()}"] = hid, SamHidReader(profile, CLOCK, hid.bus)
    seconds = {}
    for name, (virtual, reader) in pairs.items():
        reader.open()
        seconds[name] = [seconds_of_a_read(virtual, reader) for _ in range(BUS_READS)]
        reader.close()
    return seconds


def at_rank(values: list[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[math.ceil(len(ranked) * share) - 1]


def figures(values: list[float]) -> dict[str, float]:
    return {
        "median": statistics.median(values),
        "p99": at_rank(values, 0.99),
        "slowest": max(values),
    }


def reads_rows(rates: list[Rate]) -> str:
    return "\n".join(
        f"| {rate.baud} | {len(rate.reads)} | {rate.repeated} | {rate.wire_bytes} "
        f"| {rate.wire_seconds * 1000:.1f} | {statistics.median(rate.bare) * 1000:.1f} "
        f"({statistics.median(rate.bare) / rate.wire_seconds:.4f}) | "
        + " | ".join(
            f"{value * 1000:.1f} ({value / rate.wire_seconds:.4f})"
            for value in figures(rate.reads).values()
        )
        + " |"
        for rate in rates
    )


def waits_rows(rates: list[Rate]) -> str:
    return "\n".join(
        f"| {rate.baud} | {len(rate.waits)} | "
        + " | ".join(f"{value * 1000:.0f}" for value in figures(rate.waits).values())
        + " |"
        for rate in rates
    )


def bus_rows(buses: dict[str, list[float]]) -> str:
    return "\n".join(
        f"| {name} | {statistics.median(values) * 1000:.1f} | {max(values) * 1000:.1f} |"
        for name, values in buses.items()
    )


def report(rates: list[Rate], buses: dict[str, list[float]], load: float) -> str:
    medians = [statistics.median(rate.reads) / rate.wire_seconds for rate in rates]
    worst = max(max(rate.waits) for rate in rates)
    held = max(medians) <= PROMISED_RATIO and worst <= PROMISED_FIRST_BYTE_SECONDS
    return f"""# Reading an ID card

Command: `.venv/bin/python benchmarks/id_reader.py`

Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()},
Python {platform.python_version()}, load {load:.1f} while measuring (other work on the same cores).

Promised: a read takes at most {PROMISED_RATIO} times its wire (median), and the first question to a
laid card comes within {PROMISED_FIRST_BYTE_SECONDS * 1000:.0f} ms (every time). In this run: \
**{"both held" if held else "NOT held"}**, {max(medians):.4f} and {worst * 1000:.0f} ms.

## One read: find, select, read text and photo

Bytes on the wire in both directions, and the time that they need. In brackets: times the wire.
"Bare": the same bytes through the same pty in the same run, read by a loop that does nothing else
(median); what it takes beyond the wire is the machine's. "Again": reads in which something was
asked twice, because this process was not run in time.

| baud | reads | again | bytes | wire, ms | bare, ms | median, ms | p99, ms | slowest, ms |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|
{reads_rows(rates)}

## From the card on the reader to the first question that can see it

Polled every {POLL_SECONDS * 1000:.0f} ms; cards are laid at random moments. The end is the last
byte of the question at the reader, which is 10 bytes later than its first. The hand itself was
woken up to {max(OVERSLEPT) * 1000:.0f} ms late in this run: that much is the machine's.

| baud | cards | median, ms | p99, ms | slowest, ms |
|---:|---:|---:|---:|---:|
{waits_rows(rates)}

## Over buses in memory

{BUS_READS} reads each. These buses have no speed of their own, so that this is the driver, pyusb or
hidapi's seam, and the rests that a layout prescribes (H1, H2, H4: 100 ms after the read command;
H3: 50 ms after any and 1 s more after the read command).

| wire | median, ms | slowest, ms |
|---|---:|---:|
{bus_rows(buses)}

Not in these figures: the time that a real SAM takes to search, and to read the chip. The virtual
one takes none.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth; writes no file")
    is_quick = parser.parse_args().quick
    divisor = QUICK_DIVISOR if is_quick else 1
    # As the host does; the virtual reader's thread shares this process with the driver's.
    take_short_turns()
    rates = []
    with tempfile.TemporaryDirectory() as folder:
        for baud, (reads, lays) in AMOUNTS.items():
            seconds, carried = measure_reads(Path(folder), baud, reads // divisor)
            bare = measure_bare(Path(folder), baud, reads // divisor)
            waits = measure_waits(Path(folder), baud, lays // divisor)
            rates.append(Rate(baud, seconds, carried, waits, bare))
    text = report(rates, measure_buses(), os.getloadavg()[0])
    if not is_quick:
        Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
