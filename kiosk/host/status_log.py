"""Device states in the log: each change once, however often the device is asked or used."""

import logging

from devices.status import Attention, Busy, DeviceReport, DeviceStatus, Unavailable

log = logging.getLogger(__name__)


class StatusLog:
    """Remembers what was said last of each device. Working and being ready again is no news."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[str, str]] = {}

    def note(self, report: DeviceReport) -> None:
        """Log a change."""
        if isinstance(report.status, Busy):
            return
        state = _in_words(report.status)
        if self._said.get(report.device_id) == state:
            return
        self._said[report.device_id] = state
        log.info("device_changed device=%s status=%s", report.device_id, report.status)


def _in_words(status: DeviceStatus) -> tuple[str, str]:
    match status:
        case Unavailable(state=state, reason=reason):
            return state, reason
        case Attention(reason=reason):
            return "attention", reason
        case _:
            return "ready", "-"
