"""A device book in a process of its own, made to be killed.

Run as ``python -m tests.fakes.book_child FILE``. Prints three receipts, has the roll refilled (that
is written at once) and says so when it is on disk; then prints two more, which only the next minute
would write.
"""

import sys
import threading
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.host.device_book import DeviceBook
from kiosk.upkeep import device_rows
from kiosk.uplink.database import reading
from tests.test_device_book import Worker


def main(path: str) -> None:
    file, worker = Path(path), Worker()
    book = DeviceBook(file, SystemClock(), [worker])
    book.start()
    worker.print(3)
    book.refilled("printer")
    is_written = False
    while not is_written:
        threading.Event().wait(0.01)
        with reading(file) as db:
            is_written = bool(device_rows.read_rolls(db))
    worker.print(2)
    sys.stdout.write("written\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
