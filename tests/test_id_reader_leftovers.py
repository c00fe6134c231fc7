"""What stays in the memory of the process that reads a card: nothing, once the payload is wiped.

A child process runs the driver, because the test's own process holds the card as the virtual reader
does. The search is proved by finding the number before it is wiped.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from devices.virtual.id_reader import VirtualIdReader
from devices.virtual.synthetic_card import DECK
from kiosk.clock import SystemClock

CANARY = "110101190001010014"

DRIVER = """
import sys, threading
from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from kiosk.clock import SystemClock

reader = SamSerialReader(SamSerialSettings(sys.argv[1]), SystemClock())
reader.open()
for _ in range(3):
    outcome = reader.read_card(60.0, threading.Event())
    print("read", flush=True)
    sys.stdin.readline()
    outcome.payload[:] = bytes(len(outcome.payload))
    print("wiped", flush=True)
    sys.stdin.readline()
reader.close()
"""


def count_in_memory(process_id: int, needle: bytes) -> int:
    """How often the needle stands in the writable memory of a process."""
    found = 0
    with open(f"/proc/{process_id}/maps") as maps, open(f"/proc/{process_id}/mem", "rb") as memory:
        for line in maps:
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if match is None:
                continue
            start, end = (int(part, 16) for part in match.groups())
            memory.seek(start)
            try:
                found += memory.read(end - start).count(needle)
            except OSError:
                continue
    return found


def test_wiped_card_leaves_nothing_in_the_process_that_read_it(tmp_path: Path) -> None:
    virtual = VirtualIdReader(tmp_path / "id-reader", SystemClock())
    virtual.start()
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(tmp_path / "id-reader")],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    needle = CANARY.encode("utf-16-le")
    try:
        assert driver.stdin is not None
        assert driver.stdout is not None
        for _ in range(3):
            virtual.lay(DECK["resident"])
            assert driver.stdout.readline() == "read\n"
            assert count_in_memory(driver.pid, needle) == 1
            driver.stdin.write("\n")
            driver.stdin.flush()
            assert driver.stdout.readline() == "wiped\n"
            assert count_in_memory(driver.pid, needle) == 0
            driver.stdin.write("\n")
            driver.stdin.flush()
        assert driver.wait(60) == 0
    finally:
        driver.kill()
        driver.communicate()
        virtual.stop()
