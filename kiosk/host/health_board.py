"""The state of the devices as a small file, for ``diagnose`` while the host holds the devices.

Written only when something changes; holds nothing of any person.
"""

import contextlib
import json
import os
from pathlib import Path

from devices.status import Attention, DeviceReport, DeviceStatus, Unavailable, xfs_state
from kiosk.clock import Clock


class HealthBoard:
    """Owns ``health.json`` in the state folder for as long as the host lives."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self._written: tuple[DeviceReport, ...] | None = None

    def look(self, reports: tuple[DeviceReport, ...]) -> None:
        """Write the board anew when a report differs from the last one."""
        if reports == self._written:
            return
        self._written = reports
        content = {
            "pid": os.getpid(),
            "at": self._clock.wall().isoformat(),
            "devices": [_row(report) for report in reports],
        }
        partial = self._file.with_suffix(".part")
        # On a full disk the board is old, but the terminal goes on.
        with contextlib.suppress(OSError):
            partial.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
            partial.replace(self._file)

    def close(self) -> None:
        """Take the board down: nobody holds the devices any more."""
        self._file.unlink(missing_ok=True)


def _row(report: DeviceReport) -> dict[str, object]:
    return {
        "id": report.device_id,
        "role": report.role,
        "model": report.model,
        "state": xfs_state(report.status),
        **_trouble(report.status),
    }


def _trouble(status: DeviceStatus) -> dict[str, object]:
    match status:
        case Attention(reason=reason, actor=actor, since=since):
            return {"reason": reason, "actor": actor, "since": since.isoformat()}
        case Unavailable(reason=reason, actor=actor, since=since):
            return {"reason": reason, "actor": actor, "since": since.isoformat()}
        case _:
            return {}
