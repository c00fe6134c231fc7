"""The last step of a process: at once, with what was said, whatever threads still hang in it."""

import subprocess
import sys

from tests.test_lockdown import PROJECT

LIMIT_SECONDS = 60
#: A thread that never comes out of a native library; a frozen heap, as a visit has.
HUNG = """\
import gc, threading
import numpy as np
import zxingcpp
from devices.qr_scanner import readers
from kiosk.lockdown import leave
begun = threading.Event()
def hang():
    picture = np.zeros((200, 200), np.uint8)
    while True:
        zxingcpp.read_barcodes(picture)
        begun.set()
threading.Thread(target=hang, daemon=True).start()
begun.wait()
gc.freeze()
print("the last word")
"""


def ends(script):
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS,
    )  # fmt: skip


def test_process_with_a_thread_in_a_library_ends_with_its_code_and_its_words_and_no_others():
    done = ends(HUNG + "leave(3)")
    assert (done.returncode, done.stdout, done.stderr) == (3, "the last word\n", "")


def test_python_itself_lets_the_library_complain():
    """So that the test above can fail."""
    done = ends(HUNG)
    assert done.returncode != 0 or done.stderr


def test_what_was_logged_is_written():
    done = ends(
        "import logging\n"
        "from logging.handlers import MemoryHandler\n"
        "from kiosk.lockdown import leave\n"
        "held = MemoryHandler(100, target=logging.StreamHandler())\n"
        "logging.basicConfig(handlers=[held], level=logging.INFO)\n"
        "logging.info('the last line')\n"
        "leave(0)"
    )
    assert done.returncode == 0
    assert "the last line" in done.stderr


def test_closed_outputs_do_not_keep_it():
    done = ends("import sys\nfrom kiosk.lockdown import leave\nsys.stdout.close()\nleave(4)")
    assert done.returncode == 4


def test_process_without_outputs_ends_as_any_other():
    done = ends("import sys\nfrom kiosk.lockdown import leave\nsys.stdout = None\nleave(5)")
    assert done.returncode == 5
