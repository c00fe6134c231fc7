"""A code with a person's number passes through the host; once wiped, it is nowhere in it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devices.virtual.qr_scanner import VirtualQrScanner
from kiosk.clock import SystemClock

PROJECT = Path(__file__).resolve().parents[1]
CANARY = b"110101190001010014"


@contextmanager
def reading_process(port: Path) -> Iterator["subprocess.Popen[str]"]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.qr_memory_child", str(port)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        try:
            yield child
        finally:
            child.kill()


def heard(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def go_on(child: "subprocess.Popen[str]") -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def copies_in(pid: int) -> int:
    """How often the canary stands in what the process may write to."""
    count = 0
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(edge, 16) for edge in place.split("-"))
            memory.seek(start)
            try:
                count += memory.read(end - start).count(CANARY)
            except OSError:
                # The kernel's own pages ([vvar]) cannot be read by anybody.
                continue
    return count


def test_wiped_code_is_nowhere_in_the_process_that_read_it(tmp_path: Path) -> None:
    virtual = VirtualQrScanner(tmp_path / "qr-scanner", SystemClock())
    virtual.start()
    try:
        with reading_process(tmp_path / "qr-scanner") as child:
            assert heard(child) == "ready"
            virtual.show(CANARY)
            go_on(child)
            assert heard(child) == "held"
            assert copies_in(child.pid) == 1, "the search has to be able to find it"
            go_on(child)
            assert heard(child) == "wiped"
            assert copies_in(child.pid) == 0
            go_on(child)
            assert child.wait(60.0) == 0
    finally:
        virtual.stop()
