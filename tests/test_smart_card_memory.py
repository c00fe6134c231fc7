"""A card's records pass through the host; once wiped, they are nowhere in it."""

import subprocess
import sys
from pathlib import Path

from devices.virtual.pcscd import private_socket
from tests.fakes.smart_card_rig import needs_pcscd, virtual_reader
from tests.test_qr_memory import go_on, heard

PROJECT = Path(__file__).resolve().parents[1]
NUMBER = b"110101190001010014"
NAME = "张三".encode("gb18030") + bytes(8)


def copies_in(pid: int, what: bytes) -> int:
    """How often it stands in what the process may write to."""
    count = 0
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(edge, 16) for edge in place.split("-"))
            memory.seek(start)
            try:
                count += memory.read(end - start).count(what)
            except OSError:
                # The kernel's own pages ([vvar]) cannot be read by anybody.
                continue
    return count


@needs_pcscd
def test_wiped_records_are_nowhere_in_the_process_that_read_them() -> None:
    with virtual_reader() as virtual:
        virtual.lay()
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.smart_card_memory_child", str(private_socket())],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with child:
            try:
                assert heard(child) == "held"
                for what in (NUMBER, NAME):
                    assert copies_in(child.pid, what) > 0, "the search has to be able to find it"
                go_on(child)
                assert heard(child) == "wiped"
                assert [copies_in(child.pid, what) for what in (NUMBER, NAME)] == [0, 0]
                go_on(child)
                assert child.wait(30.0) == 0
            finally:
                child.kill()
