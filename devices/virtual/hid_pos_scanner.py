"""A virtual scanner in HID-POS mode, on the virtual USB bus.

Owns the scanner's light, the code that a hand holds up and the faults on demand. It knows the
reports from the usage tables and the makers' sheets, not from the driver: it shares nothing with
it. It has no thread: a report is answered on the thread of whoever causes it.
"""

import threading
from collections.abc import Callable, Mapping

from devices.virtual.hid_bus import HidIdentity, HidPlug, VirtualHidBus

_ON, _OFF = b"\x16T\r", b"\x16U\r"
_AIM = {b"\x16M\rSCNAIM0!": False, b"\x16M\rSCNAIM2!": True}
_DATA_BYTES, _REPORT_BYTES = 56, 64

SCANNER = HidIdentity(0x0C2E, 0x0B07, "SYN-0001", usage_page=0x8C, usage=0x02)
KEYBOARD = HidIdentity(0x0C2E, 0x0B07, "SYN-0001", usage_page=0x01, usage=0x06)


def reports_of(code: bytes, aim: bytes = b"]Q1") -> list[bytes]:
    """A code as the reports that carry it."""
    parts = [code[at : at + _DATA_BYTES] for at in range(0, max(1, len(code)), _DATA_BYTES)]
    reports = []
    for number, part in enumerate(parts, 1):
        head = bytes([0x02, len(part)]) + aim
        body = (head + part).ljust(_REPORT_BYTES - 1, b"\0")
        reports.append(body + bytes([number < len(parts)]))
    return reports


class VirtualHidPosScanner:
    """Everything public may be called from any thread."""

    def __init__(self, bus: VirtualHidBus, identity: HidIdentity = SCANNER) -> None:
        self._bus = bus
        self.plug_end = HidPlug(identity, self._obey)
        self._shown: bytes | None = None
        self._is_lit = False
        self._is_aiming = True
        self._is_stuck = False
        self._sent_codes = 0
        #: When the last report of the latest code was handed over; for measuring.
        self.code_sent_at = 0.0
        self._noises: list[bytes] = []
        self._lost_reports = self._doubles = 0
        self._commands: list[bytes] = []
        self._changed = threading.Condition()

    def start(self) -> None:
        """Plug in."""
        self._bus.plug(self.plug_end)

    def stop(self) -> None:
        """Vanish."""
        self._bus.unplug(self.plug_end)

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {
            "show": self.show,
            "hide": self.hide,
            "unplug": self.unplug,
            "plug": self.plug,
            "garble": self.garble,
            "cut": self.cut,
            "double": self.double,
            "stick": self.stick,
            "heal": self.heal,
        }

    def show(self, text: str | bytes) -> None:
        """Hold up a code: it is seen now when the light is on, else at the next trigger."""
        with self._changed:
            self._shown = text.encode() if isinstance(text, str) else text
        self._look()

    def hide(self) -> None:
        """Take the code away before it was seen."""
        with self._changed:
            self._shown = None

    def unplug(self) -> None:
        """Pull the cable; the scanner loses power, and its light goes out."""
        self._bus.unplug(self.plug_end)
        with self._changed:
            self._is_lit = False

    def plug(self) -> None:
        """Push the cable back in."""
        self._bus.plug(self.plug_end)

    def garble(self, noise: bytes = b"\x07\xff\x00status") -> None:
        """A report of another kind before the next code."""
        with self._changed:
            self._noises.append(noise)

    def cut(self, lost_reports: int = 1) -> None:
        """The last reports of the next code get lost."""
        with self._changed:
            self._lost_reports = lost_reports

    def double(self, times: int = 1) -> None:
        """The next code comes more than once."""
        with self._changed:
            self._doubles = times

    def stick(self) -> None:
        """Hear everything, do nothing."""
        with self._changed:
            self._is_stuck = True

    def heal(self) -> None:
        """No fault any more."""
        with self._changed:
            self._noises.clear()
            self._is_stuck = False
            self._lost_reports = self._doubles = 0

    def state(self) -> dict[str, object]:
        """For the dock and for tests. The code itself is not told: it may be a person's."""
        with self._changed:
            return {
                "plugged": self.plug_end.is_plugged,
                "lit": self._is_lit,
                "aiming": self._is_aiming,
                "holding": self._shown is not None,
                "sent": self._sent_codes,
                "stuck": self._is_stuck,
                "faults": ["garbage"] * len(self._noises),
            }

    def commands(self) -> list[bytes]:
        """Every command that was understood, in order."""
        with self._changed:
            return list(self._commands)

    def wait_until_lit(self, timeout_seconds: float) -> bool:
        """True once the light is on."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_lit, timeout_seconds)

    # --- what the scanner does ----------------------------------------------------------------

    def _obey(self, report: bytes) -> None:
        if len(report) != _REPORT_BYTES or report[0] != 0xFD:
            return
        command = report[2 : 2 + report[1]]
        with self._changed:
            # The plug may have been pulled since the host looked whether it is in.
            if self._is_stuck or not self.plug_end.is_plugged:
                return
            if command in (_ON, _OFF):
                self._is_lit = command == _ON
            elif command in _AIM:
                self._is_aiming = _AIM[command]
            else:
                return
            self._commands.append(command)
            self._changed.notify_all()
        self._look()

    def _look(self) -> None:
        with self._changed:
            if self._shown is None or not self._is_lit:
                return
            code, self._shown = self._shown, None
            self._is_lit = False
            self._sent_codes += 1
            noises, self._noises = self._noises, []
            lost, self._lost_reports = self._lost_reports, 0
            copies, self._doubles = 1 + self._doubles, 0
        reports = reports_of(code)
        for report in [*noises, *reports[: len(reports) - lost], *reports * (copies - 1)]:
            self.code_sent_at = self.plug_end.clock.monotonic()
            self.plug_end.send(report)
