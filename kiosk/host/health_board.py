"""The state of the devices as a small file, for ``diagnose`` while the host holds the devices.

Written when something changes, and now and then for the numbers; holds nothing of any person.
"""

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from devices.record import DeviceRecord
from devices.status import Attention, DeviceReport, DeviceStatus, Unavailable, xfs_state
from kiosk.clock import Clock

#: Numbers may be so old; a board written more often would only wear the disk.
NUMBERS_SECONDS = 30.0

Records = Callable[[], tuple[DeviceRecord, ...]]


class HealthBoard:
    """Owns ``health.json`` in the state folder for as long as the host lives."""

    def __init__(self, file: Path, clock: Clock, *, is_safe_mode: bool = False) -> None:
        self._file, self._clock, self._is_safe_mode = file, clock, is_safe_mode
        self._written: tuple[DeviceReport, ...] | None = None
        self._due_at = 0.0

    def begin(self) -> None:
        """Take down what a killed host left: its devices and its process are not ours."""
        self.close()

    def look(self, reports: tuple[DeviceReport, ...], records: Records = tuple) -> None:
        """Write the board anew when a report differs from the last one, or numbers are old."""
        now = self._clock.monotonic()
        if reports == self._written and now < self._due_at:
            return
        self._written, self._due_at = reports, now + NUMBERS_SECONDS
        numbers = {record.device_id: record for record in records()}
        content = {
            "pid": os.getpid(),
            "at": self._clock.wall().isoformat(),
            "safe_mode": self._is_safe_mode,
            "devices": [_row(report, numbers.get(report.device_id)) for report in reports],
        }
        partial = self._file.with_suffix(".part")
        # On a full disk the board is old, but the terminal goes on.
        with contextlib.suppress(OSError):
            partial.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
            partial.replace(self._file)

    def close(self) -> None:
        """Take the board down: nobody holds the devices any more."""
        self._file.unlink(missing_ok=True)


def _row(report: DeviceReport, record: DeviceRecord | None) -> dict[str, object]:
    return {
        "id": report.device_id,
        "role": report.role,
        "model": report.model,
        "state": xfs_state(report.status),
        **_trouble(report.status),
        **({} if record is None else {"record": _numbers(record)}),
    }


def _numbers(record: DeviceRecord) -> dict[str, object]:
    plain = asdict(record)
    del plain["device_id"]
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in plain.items()
    }


def _trouble(status: DeviceStatus) -> dict[str, object]:
    match status:
        case Attention(reason=reason, actor=actor, since=since):
            return {"reason": reason, "actor": actor, "since": since.isoformat()}
        case Unavailable(reason=reason, actor=actor, since=since):
            return {"reason": reason, "actor": actor, "since": since.isoformat()}
        case _:
            return {}
