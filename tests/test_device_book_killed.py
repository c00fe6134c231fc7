"""kill -9 of the process that keeps the tallies: the next one opens them, less a minute."""

import subprocess
import sys

from kiosk.clock import SystemClock
from kiosk.host.device_book import DeviceBook
from tests.test_device_book import Worker


def test_killed_book_is_opened_by_the_next_host_with_what_was_written(tmp_path):
    file = tmp_path / "devices.sqlite"
    command = [sys.executable, "-m", "tests.fakes.book_child", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout.readline() == "written\n"
        finally:
            child.kill()
    book = DeviceBook(file, SystemClock(), [Worker()])
    try:
        assert book.figures("printer").ever.done == 3
        assert book.roll("printer").fed_mm == 0
        assert len(book.roll("printer").latest_mm) == 3
    finally:
        book.close()
