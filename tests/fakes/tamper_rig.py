"""A latch of its own folder, and a child that is killed with one.

Run as ``python -m tests.fakes.tamper_rig FOLDER``: it sees the switch open, says so, and waits.
"""

import sys
import threading
from pathlib import Path

from kiosk.clock import Clock, SystemClock
from kiosk.host.tamper_latch import TamperLatch
from kiosk.upkeep.staff.sign_in import StaffFiles


def latch_in(folder: Path, clock: Clock | None = None) -> TamperLatch:
    """As the host makes it."""
    clock = clock or SystemClock()
    return TamperLatch(StaffFiles.under(folder, clock).audit, clock)


def main(folder: str) -> None:
    clock = SystemClock()
    latch_in(Path(folder), clock).see("io-board", clock.wall())
    sys.stdout.write("seen\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1])
