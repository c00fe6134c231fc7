"""Starts that came to nothing, counted on disk; after two, drivers of other makers stay out.

Owns ``starts.json`` in the state folder. A start is counted before any foreign code is loaded and
any device is opened, and forgiven once the host has run well for a while or was ended in order, so
that a driver that takes the whole process down cannot take the kiosk away for good.
"""

import json
import logging
import os
from pathlib import Path

from devices.third_party import SAFE_MODE, ThirdParty
from kiosk.clock import Clock, SystemClock
from kiosk.host.settings import Setup, load_setup
from kiosk.uplink.database import is_held

log = logging.getLogger(__name__)

FAILED_STARTS_UNTIL_SAFE = 2
COUNT_FILE = "starts.json"
#: Longer than any driver takes to show what it is like: probes, a camera's first frames.
RAN_WELL_SECONDS = 120.0


class StartCount:
    """How many starts in a row came to nothing."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self._begun_at: float | None = None

    def begin(self) -> int:
        """Count this start; how many before it failed. Durable before it returns."""
        failed = self._read()
        self._begun_at = self._clock.monotonic()
        self._write(failed + 1)
        return failed

    @property
    def failed(self) -> int:
        """How many starts in a row have failed so far, the one under way included."""
        return self._read()

    def look(self) -> None:
        """Called often: forgives once the host has run well for a while."""
        begun_at = self._begun_at
        if begun_at is not None and self._clock.monotonic() - begun_at >= RAN_WELL_SECONDS:
            self.forgive()

    def forgive(self) -> None:
        """Begin at none: the start was a good one."""
        if self._begun_at is not None:
            self._begun_at = None
            self._write(0)

    def _read(self) -> int:
        try:
            return max(0, int(json.loads(self._file.read_text("utf-8"))["failed"]))
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _write(self, failed: int) -> None:
        partial = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with partial.open("w", encoding="utf-8") as stream:
                json.dump({"failed": failed}, stream)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(self._file)
        except OSError:
            # On a full disk nothing is counted; the terminal starts all the same.
            log.error("start_not_counted")


def careful_setup(file: Path, base: Path, clock: Clock) -> tuple[Setup, StartCount]:
    """The setup to start a host with, and the count of this start. Raises DefinitionError.

    The settings are read without foreign code first: where the count lies is in them.
    """
    setup = load_setup(file, base, ThirdParty(left_out=SAFE_MODE))
    count = StartCount(setup.path(setup.settings.folders.state) / COUNT_FILE, clock)
    failed = count.begin()
    if not setup.is_safe_mode:
        return setup, count
    if failed >= FAILED_STARTS_UNTIL_SAFE:
        log.warning("safe_mode failed_starts=%d", failed)
        return setup, count
    return load_setup(file, base), count


def cautious_setup(file: Path, base: Path) -> Setup:
    """The setup for a technician's tool: what ends a host must not end ``diagnose`` as well.

    Foreign code is loaded only while no host is at work and no start has failed too often. Raises
    DefinitionError.
    """
    setup = load_setup(file, base, ThirdParty(left_out=SAFE_MODE))
    if not setup.is_safe_mode:
        return setup
    state = setup.path(setup.settings.folders.state)
    count = StartCount(state / COUNT_FILE, SystemClock())
    if count.failed >= FAILED_STARTS_UNTIL_SAFE or _is_at_work(state):
        return setup
    return load_setup(file, base)


def _is_at_work(state: Path) -> bool:
    try:
        return is_held(state / "paper.sqlite")
    except PermissionError:
        return True  # nobody can say
