"""``run_kiosk.py transcript DEVICE``: the last frames of a device, from the host that holds it.

Owns asking the running host (a signal; it writes into its own state folder) and fetching the file.
"""

import os
import shutil
import signal
import threading
from pathlib import Path
from typing import TextIO

from kiosk.clock import Clock
from kiosk.host.settings import Setup
from kiosk.host.transcripts import FOLDER
from kiosk.upkeep.running_host import look_for_host

FETCHED, NOT_FETCHED = 0, 1
_WAIT_SECONDS, _LOOK_SECONDS = 30.0, 0.1


def fetch_transcript(setup: Setup, device_id: str, to: Path, clock: Clock, out: TextIO) -> int:
    """Ask, wait, copy; the exit code."""
    known = sorted(plan.entry.id for plan in setup.devices)
    if device_id not in known:
        out.write(f"no device '{device_id}' in the settings; there are: {', '.join(known)}\n")
        return NOT_FETCHED
    state = setup.path(setup.settings.folders.state)
    host, _ = look_for_host(state)
    if not host.is_running or host.pid is None:
        out.write("no host is running here: frames are remembered while devices are at work\n")
        return NOT_FETCHED
    saved = state / FOLDER / f"{device_id}.jsonl"
    before = _age(saved)
    os.kill(host.pid, signal.SIGUSR1)
    deadline = clock.monotonic() + _WAIT_SECONDS
    while _age(saved) == before:
        if clock.monotonic() > deadline:
            out.write(f"the host wrote nothing: '{device_id}' has no wire that is listened to\n")
            return NOT_FETCHED
        clock.wait(threading.Event(), _LOOK_SECONDS)
    shutil.copyfile(saved, to)
    out.write(f"{to}: play it back with `run_kiosk.py replay {to.name}`\n")
    return FETCHED


def _age(file: Path) -> int:
    """Changes with every writing anew; 0 while there is none."""
    try:
        return file.stat().st_ino ^ file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
